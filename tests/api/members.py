# SPDX-License-Identifier: Apache-2.0
"""How people come into a business: an invitation, and its link."""

MEMBERSHIPS = "/api/v1/memberships"


def invite(business, role="staff", caller=None, **more):
    return (caller or business.owner).post(f"{business.path}/members", {"role": role, **more})


def admit(business, caller, role="staff"):
    """Makes the caller a member, by a link as people do it."""
    invited = invite(business, role)
    assert invited.status == 201, invited
    answer = caller.post(MEMBERSHIPS, {"token": invited.json()["token"]})
    assert answer.status == 201, answer
    return answer


def member_path(business, caller):
    return f"{business.path}/members/{caller.registered['user']['id']}"
