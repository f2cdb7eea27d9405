# SPDX-License-Identifier: Apache-2.0
"""What a business does with its notifications, one call each."""


def send_test(business, caller=None):
    answer = (caller or business.owner).post(f"{business.path}/notifications/test")
    assert answer.status == 201, answer
    return answer.json()


def read(business, event, caller=None):
    return (caller or business.owner).post(f"{business.path}/notifications/{event['id']}/read")


def read_all(business, event, caller=None):
    return (caller or business.owner).post(f"{business.path}/notifications/read-all", {"up_to": event["id"]})


def delete(business, event, caller=None):
    return (caller or business.owner).delete(f"{business.path}/notifications/{event['id']}")


def count(business, caller=None):
    answer = (caller or business.owner).get(f"{business.path}/notifications/unread-count")
    assert answer.status == 200, answer
    return answer.json()


def unread(business, **query):
    return [event["seq"] for event in business.poll(unread_only="true", limit=100, **query)["notifications"]]


def marks(page):
    """{seq: marks} of what is marked in a page."""
    return {event["seq"]: {name for name in ("read", "deleted") if event.get(name)}
            for event in page["notifications"] if event.get("read") or event.get("deleted")}
