# SPDX-License-Identifier: Apache-2.0
"""Who belongs to a business: join links, roles, and that a change takes effect at once."""

import pytest

from client import Business, Caller, assert_problem, at_once, register
from members import MEMBERSHIPS, admit, invite, member_path
from raw_websocket import join as open_socket

pytestmark = pytest.mark.races


@pytest.fixture(scope="module")
def guest(server):
    return register(server)


def test_who_brings_the_link_joins_once(server, owner, guest):
    business = Business(owner)
    invited = invite(business, "manager").json()
    assert invited["link"].endswith(f"/#join={invited['token']}") and invited["role"] == "manager"
    assert_problem(guest.get(business.path), 404, "business_not_found")

    answer = guest.post(MEMBERSHIPS, {"token": invited["token"]})
    assert answer.status == 201 and answer.json() == {"business_id": business.id, "role": "manager"}
    assert answer.headers["location"] == business.path
    assert guest.get(business.path).status == 200
    members = owner.get(f"{business.path}/members").json()["members"]
    assert [(member["role"], member["email"]) for member in members] == [
        ("owner", owner.email), ("manager", guest.email)]

    other = register(server)
    assert_problem(other.post(MEMBERSHIPS, {"token": invited["token"]}), 422, "invitation_invalid", "/token")


def test_of_many_who_bring_one_link_one_joins(server, owner):
    business = Business(owner)
    token = invite(business).json()["token"]
    guests = [register(server) for _ in range(6)]
    answers = at_once(guests, lambda _, caller: caller.post(MEMBERSHIPS, {"token": token}))
    assert sorted(answer.status for answer in answers) == [201] + [422] * 5


def test_a_member_who_joins_again_keeps_the_link_for_somebody_else(server, owner, guest):
    business = Business(owner)
    admit(business, guest)
    token = invite(business).json()["token"]
    assert_problem(guest.post(MEMBERSHIPS, {"token": token}), 409, "already_member")
    assert register(server).post(MEMBERSHIPS, {"token": token}).status == 201


def test_a_link_of_somebody_who_is_no_owner_any_more_is_worth_nothing(server, owner, guest):
    business = Business(owner)
    admit(business, guest, "owner")
    token = invite(business, caller=guest).json()["token"]
    assert owner.delete(member_path(business, guest)).status == 204
    assert_problem(register(server).post(MEMBERSHIPS, {"token": token}), 422, "invitation_invalid")


def test_a_role_counts_from_the_next_request_on(owner, guest):
    business = Business(owner)
    admit(business, guest)
    assert_problem(guest.patch(business.path, {"name": "Mine"}), 403, "forbidden")
    changed = owner.patch(member_path(business, guest), {"role": "manager"})
    assert changed.status == 200 and changed.json()["role"] == "manager"
    assert guest.patch(business.path, {"name": "Mine"}).status == 200
    assert owner.patch(member_path(business, guest), {"role": "staff"}).status == 200
    assert_problem(guest.patch(business.path, {"name": "Ours"}), 403, "forbidden")


def test_who_is_sent_away_sees_nothing_any_more_and_their_socket_closes(server, owner, guest):
    business = Business(owner)
    admit(business, guest)
    opened, _ = open_socket(server, business, guest.credential)
    with opened:
        assert owner.delete(member_path(business, guest)).status == 204
        assert opened.expect_close() == 4403
    assert_problem(guest.get(business.path), 404, "business_not_found")
    assert business.id not in [each["id"] for each in guest.get("/api/v1/businesses").json()["businesses"]]


def test_a_business_keeps_an_owner(owner, guest):
    business = Business(owner)
    assert_problem(owner.delete(member_path(business, owner)), 409, "last_owner")
    assert_problem(owner.patch(member_path(business, owner), {"role": "staff"}), 409, "last_owner")
    admit(business, guest, "owner")
    assert owner.patch(member_path(business, owner), {"role": "staff"}).status == 200


def test_members_are_the_owners_business(owner, guest, stranger, anyone):
    business = Business(owner)
    admit(business, guest, "manager")
    path = member_path(business, guest)
    for caller, status, code in ((guest, 403, "forbidden"), (stranger, 404, "business_not_found"),
                                 (anyone, 401, "credential_missing"), (business.key(), 403, "users_only")):
        assert_problem(caller.get(f"{business.path}/members"), status, code)
        assert_problem(invite(business, caller=caller), status, code)
        assert_problem(caller.patch(path, {"role": "owner"}), status, code)
        assert_problem(caller.delete(path), status, code)
    assert_problem(anyone.post(MEMBERSHIPS, {"token": "x"}), 401, "credential_missing")
    assert_problem(business.key().post(MEMBERSHIPS, {"token": "x"}), 403, "users_only")


@pytest.mark.parametrize("body, pointer, code", [
    ({}, "/role", "required"),
    ({"role": "king"}, "/role", None),
    ({"role": "staff", "more": 1}, "/more", None),
    ({"role": "staff", "email": "nobody"}, "/email", "invalid_email"),
])
def test_an_invitation_that_is_wrong_names_the_field(business, body, pointer, code):
    assert_problem(business.owner.post(f"{business.path}/members", body), 422, "validation_failed", pointer, code)


def test_wrong_changes_of_members_are_refused(owner, business, guest):
    unknown = f"{business.path}/members/usr_01890a5d-ac96-774b-bcce-b302099a8057"
    assert_problem(owner.patch(unknown, {"role": "staff"}), 404, "member_not_found")
    assert_problem(owner.delete(unknown), 404, "member_not_found")
    assert_problem(owner.delete(f"{business.path}/members/me"), 404, "member_not_found")
    assert_problem(owner.patch(member_path(business, owner), {}), 422, "validation_failed", "/role")
    assert_problem(guest.post(MEMBERSHIPS, {"token": "oji_nothing"}), 422, "invitation_invalid", "/token")
    assert_problem(guest.post(MEMBERSHIPS, {}), 422, "validation_failed", "/token")


def test_a_refused_change_leaves_the_members_as_they_are(owner, guest):
    business = Business(owner)
    admit(business, guest)
    before = owner.get(f"{business.path}/members").json()
    assert Caller(owner.server, guest.credential).delete(member_path(business, owner)).status == 403
    assert owner.get(f"{business.path}/members").json() == before
