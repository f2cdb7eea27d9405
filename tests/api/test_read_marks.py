# SPDX-License-Identifier: Apache-2.0
"""Read marks, deletions and the test event: what a business does with its notifications."""

import itertools
import random
import threading

import pytest

from client import Business, Caller, assert_problem, at_once, register
from marks import count, delete, marks, read, read_all, send_test, unread
from raw_websocket import join

pytestmark = pytest.mark.races

NO_EVENT = "evt_0190a5a0-0000-7000-8000-000000000001"


@pytest.fixture
def told(business):
    """A business with six notifications."""
    business.sent = [send_test(business) for _ in range(6)]
    return business


def test_the_test_event_is_in_the_log(business):
    event = send_test(business)
    assert business.log() == [event]
    assert (event["seq"], event["type"], event["priority"]) == (1, "system.message", "high")
    assert event["data"] == {"code": "test"} and event["title"] and "order_id" not in event


def test_the_test_event_speaks_the_language_of_the_business(owner):
    assert not send_test(Business(owner, locale="ar"))["title"].isascii()


def test_the_test_event_reaches_a_device(server, business):
    socket, _ = join(server, business)
    with socket:
        sent = send_test(business)
        assert socket.events(1) == [sent]


def test_all_is_unread_at_first(told):
    assert count(told) == {"unread_count": 6, "read_version": 0}
    page = told.poll()
    assert page["unread_count"] == 6 and page["read_version"] == 0 and marks(page) == {}
    assert unread(told) == [1, 2, 3, 4, 5, 6]


def test_a_read_mark_is_on_the_notification_and_off_the_count(told):
    answer = read(told, told.sent[2])
    assert (answer.status, answer.json()) == (200, {"unread_count": 5, "read_version": 1})
    assert count(told) == answer.json()
    assert marks(told.poll()) == {3: {"read"}}
    assert marks(told.poll(cursor=f"{told.epoch()}:0")) == {3: {"read"}}
    assert unread(told) == [1, 2, 4, 5, 6]


def test_a_mark_set_again_changes_nothing(told):
    for act in (read, read_all):
        act(told, told.sent[2])
        before = count(told)
        answer = act(told, told.sent[2])
        assert (answer.status, answer.json()) == (200, before)
    delete(told, told.sent[4])
    before = count(told)
    assert delete(told, told.sent[4]).status == 204
    assert read(told, told.sent[4]).json() == before
    assert count(told) == before


def test_read_all_goes_up_to_a_notification_and_no_further(told):
    read(told, told.sent[1])
    answer = read_all(told, told.sent[3])
    assert (answer.status, answer.json()) == (200, {"unread_count": 2, "read_version": 2})
    assert unread(told) == [5, 6]
    later = send_test(told)
    assert unread(told) == [5, 6, later["seq"]] and count(told)["unread_count"] == 3
    assert read_all(told, later).json()["unread_count"] == 0
    assert unread(told) == []


def test_a_deleted_notification_leaves_the_list_but_not_the_log(told):
    before = told.log()
    assert delete(told, told.sent[1]).status == 204
    assert count(told) == {"unread_count": 5, "read_version": 1}
    assert [event["seq"] for event in told.poll()["notifications"]] == [1, 3, 4, 5, 6]
    assert unread(told) == [1, 3, 4, 5, 6]
    assert [event["seq"] for event in told.poll(type="system.message")["notifications"]] == [1, 3, 4, 5, 6]
    log = told.log()
    assert [event["seq"] for event in log] == [1, 2, 3, 4, 5, 6]
    assert [event.get("deleted", False) for event in log] == [False, True, False, False, False, False]
    assert [{**event, "read": None, "deleted": None} for event in log] == \
        [{**event, "read": None, "deleted": None} for event in before]


def test_deleting_what_was_read_hides_it_and_counts_it_once(told):
    read_all(told, told.sent[2])
    assert delete(told, told.sent[0]).status == 204
    assert count(told) == {"unread_count": 3, "read_version": 2}
    assert delete(told, told.sent[4]).status == 204
    assert count(told) == {"unread_count": 2, "read_version": 3}
    assert [event["seq"] for event in told.poll()["notifications"]] == [2, 3, 4, 6]
    assert read_all(told, told.sent[5]).json() == {"unread_count": 0, "read_version": 4}
    assert [event["seq"] for event in told.poll()["notifications"]] == [2, 3, 4, 6]


def test_the_newest_are_those_that_were_not_deleted(told):
    for event in told.sent[3:]:
        delete(told, event)
    page = told.poll(limit=2)
    assert [event["seq"] for event in page["notifications"]] == [2, 3]
    assert page["cursor"] == f"{told.epoch()}:6" and page["more"] is False


def test_marks_outlive_a_restart_and_belong_to_the_business(fresh_server):
    server = fresh_server()
    owner = register(server)
    business = Business(owner)
    sent = [send_test(business) for _ in range(5)]
    read_all(business, sent[1])
    read(business, sent[3])
    delete(business, sent[4])
    before, counted = business.poll(), count(business)
    server.stop()
    server.start()
    again = Caller(server, owner.credential)
    business.owner = again
    assert business.poll() == before and count(business) == counted == {"unread_count": 1, "read_version": 3}


# What cannot be

ROUTES = {
    "count": ("GET", "unread-count", None),
    "read": ("POST", "{id}/read", None),
    "read all": ("POST", "read-all", {"up_to": "{id}"}),
    "delete": ("DELETE", "{id}", None),
    "test": ("POST", "test", None),
}


def call(caller, business, name, event_id):
    method, path, body = ROUTES[name]
    body = body and {key: value.format(id=event_id) for key, value in body.items()}
    return caller.send(method, f"{business.path}/notifications/{path.format(id=event_id)}", body)


@pytest.mark.parametrize("name", ROUTES)
def test_only_members_may(told, stranger, anyone, channel, name):
    before = told.poll()
    event_id = told.sent[0]["id"]
    assert_problem(call(anyone, told, name, event_id), 401, "credential_missing")
    assert_problem(call(stranger, told, name, event_id), 404, "business_not_found")
    assert_problem(call(channel, told, name, event_id), 403, "users_only")
    assert told.poll() == before


@pytest.mark.parametrize("name", ["read", "read all", "delete"])
def test_a_notification_that_is_not_there_is_not_found(told, owner, name):
    foreign = send_test(Business(owner))["id"]
    before = told.poll()
    for event_id in (NO_EVENT, foreign):
        assert_problem(call(owner, told, name, event_id), 404, "notification_not_found")
    assert told.poll() == before


@pytest.mark.parametrize("name", ["read", "delete"])
@pytest.mark.parametrize("event_id", ["1", "evt_", "evt_x", "ord_0190a5a0-0000-7000-8000-000000000001", "read"])
def test_an_id_that_is_none_is_not_found(told, owner, name, event_id):
    assert_problem(call(owner, told, name, event_id), 404, "notification_not_found")


@pytest.mark.parametrize("body, code", [({}, "required"), ({"up_to": None}, "null_not_allowed"),
                                        ({"up_to": 5}, "wrong_type"), ({"up_to": ""}, "too_short"),
                                        ({"up_to": "evt_5"}, "invalid"), ({"up_to": "x" * 101}, "too_long")])
def test_read_all_needs_a_point(told, owner, body, code):
    before = told.poll()
    answer = owner.post(f"{told.path}/notifications/read-all", body)
    assert_problem(answer, 422, "validation_failed", "/up_to", code)
    assert told.poll() == before


@pytest.mark.parametrize("path", ["{id}/read", "test"])
def test_what_takes_no_members_refuses_them(told, owner, path):
    before = told.poll()
    path = f"{told.path}/notifications/{path.format(id=told.sent[0]['id'])}"
    assert_problem(owner.post(path, {"all": True}), 422, "validation_failed", "/all", "unknown_field")
    assert_problem(owner.post(path, b"{"), 400, "json_malformed")
    assert told.poll() == before
    assert owner.post(path, {}).status in (200, 201)


# Always in agreement


def test_the_count_equals_the_list_under_16_threads(server, business, owner):
    """Each page of unread notifications is as long as it says that there are unread ones, whatever happens around it;
    and at the end exactly those are unread that nobody marked."""
    sent = [send_test(business) for _ in range(40)]
    gone, lock, serial = set(), threading.Lock(), itertools.count()

    def some(chance):
        with lock:
            return chance.choice(sent)

    def check(_, caller):
        page = business.poll(caller, unread_only="true", limit=100)
        assert len(page["notifications"]) == page["unread_count"], page
        epoch = page["epoch"]
        following = business.poll(caller, cursor=f"{epoch}:0", limit=100)
        assert following["more"] or following["unread_count"] == \
            sum(not event.get("read") for event in following["notifications"])
        counted = count(business, caller)
        assert counted["read_version"] >= page["read_version"]

    def mark(act):
        def one(chance, caller):
            event = some(chance)
            with lock:
                gone.add(event["seq"])
            assert act(business, event, caller).status in (200, 204)
        return one

    def read_up_to(chance, caller):
        with lock:
            event = sent[chance.randrange(len(sent) // 2)]
            gone.update(range(1, event["seq"] + 1))
        assert read_all(business, event, caller).status == 200

    def post(_, caller):
        if next(serial) < 50:
            event = send_test(business, caller)
            with lock:
                sent.append(event)

    acts = [check, check, mark(read), mark(read), mark(delete), read_up_to, post, check]

    def run(index, caller):
        chance = random.Random(index)
        for _ in range(25):
            acts[index % len(acts)](chance, caller)

    at_once([owner.again() for _ in range(16)], run)
    page = business.poll(unread_only="true", limit=100)
    left = sorted(set(range(1, page["head"] + 1)) - gone)
    assert [event["seq"] for event in page["notifications"]] == left
    assert count(business) == {"unread_count": len(left), "read_version": page["read_version"]}
