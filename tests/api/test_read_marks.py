# SPDX-License-Identifier: Apache-2.0
"""Read marks, deletions, filters, ETag and the test event: what a business does with its notifications."""

import itertools
import random
import threading

import pytest

from client import Business, Caller, assert_problem, at_once, register
from raw_websocket import join

NO_EVENT = "evt_0190a5a0-0000-7000-8000-000000000001"


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


def test_a_filter_by_type(business, owner, channel):
    order = channel.place(business.order())
    send_test(business)
    owner.move(order, "confirmed")
    channel.place(business.order())
    epoch = business.epoch()

    def seqs(**query):
        page = business.poll(**query)
        assert page["cursor"] == f"{epoch}:4" and page["more"] is False and page["unread_count"] == 4
        return [event["seq"] for event in page["notifications"]]

    assert seqs(type="order.created") == seqs(type="order.created", cursor=f"{epoch}:0") == [1, 4]
    assert seqs(type=["order.created", "system.message"]) == [1, 2, 4]
    assert seqs(type="order.created,order.status_changed", cursor=f"{epoch}:1") == [3, 4]
    assert seqs(type="order.reminder", cursor=f"{epoch}:0") == []
    read_all(business, business.log()[1])
    assert seqs_unread(business, type="order.created") == [4]


def seqs_unread(business, **query):
    return [event["seq"] for event in business.poll(unread_only="true", **query)["notifications"]]


def test_a_filtered_poll_moves_its_cursor_to_what_it_looked_at(told):
    epoch = told.epoch()
    read(told, told.sent[0])
    page = told.poll(cursor=f"{epoch}:0", unread_only="true", limit=2)
    assert [event["seq"] for event in page["notifications"]] == [2, 3]
    assert page["cursor"] == f"{epoch}:3" and page["more"] is True
    page = told.poll(cursor=page["cursor"], unread_only="true", limit=3)
    assert [event["seq"] for event in page["notifications"]] == [4, 5, 6]
    assert page["cursor"] == f"{epoch}:6" and page["more"] is False
    page = told.poll(cursor=f"{epoch}:0", type="order.created")
    assert page["notifications"] == [] and page["cursor"] == f"{epoch}:6" and page["more"] is False


def test_a_filtered_cursor_that_does_not_hold_is_a_reset(told):
    epoch = told.epoch()
    for query in ({"unread_only": "true"}, {"type": "order.created"}):
        assert told.poll(cursor=f"{epoch}:7", **query)["reset"] == {"why": "ahead"}
        assert told.poll(cursor=f"{epoch}:18446744073709551615", **query)["reset"] == {"why": "ahead"}


def test_a_filtered_long_poll_waits_for_what_it_wants(told, owner, channel):
    epoch, pages = told.epoch(), []
    waiting = threading.Thread(daemon=True, target=lambda: pages.append(
        told.poll(owner.again(), cursor=f"{epoch}:6", type="order.created", wait=25)))
    waiting.start()

    for _ in range(3):
        send_test(told)
    order = channel.place(told.order())
    waiting.join(20)
    event, = pages[0]["notifications"]
    assert event["order_id"] == order["id"] and pages[0]["cursor"] == f"{epoch}:10"


def test_a_filtered_long_poll_that_hears_nothing_still_moves_on(told, owner):
    epoch, pages = told.epoch(), []
    waiting = threading.Thread(daemon=True, target=lambda: pages.append(
        told.poll(owner.again(), cursor=f"{epoch}:6", type="order.created", wait=2)))
    waiting.start()
    send_test(told)
    waiting.join(20)
    assert pages[0]["notifications"] == [] and pages[0]["cursor"] == f"{epoch}:7" and pages[0]["more"] is False


def test_a_long_poll_says_what_was_marked_in_the_meantime(told, owner):
    epoch, pages = told.epoch(), []
    waiting = threading.Thread(daemon=True, target=lambda: pages.append(
        told.poll(owner.again(), cursor=f"{epoch}:6", wait=25)))
    waiting.start()
    read_all(told, told.sent[4])
    sent = send_test(told)
    waiting.join(20)
    assert pages[0]["notifications"] == [sent]
    assert (pages[0]["unread_count"], pages[0]["read_version"]) == (2, 1)


@pytest.mark.parametrize("query", [{"unread_only": "yes"}, {"unread_only": ""}, {"unread_only": ["true", "true"]},
                                   {"type": "order"}, {"type": ""}, {"type": "order.created,"}, {"read": "true"}])
def test_a_filter_that_cannot_be_understood_is_refused(told, owner, query):
    answer = owner.get(f"{told.path}/notifications", **query)
    assert answer.status == 400 and answer.json()["code"] in ("query_invalid", "query_unknown"), answer


def conditional(business, tag, **query):
    return business.owner.get(f"{business.path}/notifications", headers={"If-None-Match": tag}, **query)


def test_nothing_new_is_304(told, owner):
    for query in ({}, {"cursor": f"{told.epoch()}:2"}, {"unread_only": "true"}, {"type": "order.created"}):
        answer = owner.get(f"{told.path}/notifications", **query)
        tag = answer.headers["ETag"]
        for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            again = conditional(told, known, **query)
            assert (again.status, again.body) == (304, b""), again
            assert again.headers["ETag"] == tag
        assert conditional(told, '"other"', **query).status == 200


@pytest.mark.parametrize("change", ["event", "read", "read-all", "delete"])
def test_whatever_changes_the_answer_changes_its_etag(told, owner, change):
    queries = ({}, {"cursor": f"{told.epoch()}:2"}, {"unread_only": "true"})
    tags = [owner.get(f"{told.path}/notifications", **query).headers["ETag"] for query in queries]
    {"event": lambda: send_test(told), "read": lambda: read(told, told.sent[4]),
     "read-all": lambda: read_all(told, told.sent[4]), "delete": lambda: delete(told, told.sent[4])}[change]()
    for tag, query in zip(tags, queries, strict=True):
        answer = conditional(told, tag, **query)
        assert answer.status == 200 and answer.headers["ETag"] != tag


def test_an_etag_belongs_to_its_query(told, owner):
    epoch = told.epoch()
    queries = ({}, {"limit": 5}, {"cursor": f"{epoch}:1"}, {"cursor": f"{epoch}:2"}, {"unread_only": "true"},
               {"type": "order.created"}, {"type": "order.updated"}, {"type": "order.created,order.updated"})
    tags = {owner.get(f"{told.path}/notifications", **query).headers["ETag"] for query in queries}
    assert len(tags) == len(queries)
    assert conditional(told, owner.get(f"{told.path}/notifications").headers["ETag"], limit=5).status == 200


def test_what_waits_has_no_etag(told, owner):
    tag = owner.get(f"{told.path}/notifications", cursor=f"{told.epoch()}:2").headers["ETag"]
    answer = conditional(told, tag, cursor=f"{told.epoch()}:2", wait=1)
    assert answer.status == 200 and "ETag" not in answer.headers
    assert conditional(told, "*", cursor=f"{told.epoch()}:2", wait=1).status == 200


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
