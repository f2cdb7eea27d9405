# SPDX-License-Identifier: Apache-2.0
"""The log by poll and long poll, and the snapshot that a device begins with."""

import threading
import time

import pytest

from client import Business, Caller, assert_problem, new_key
from raw_http import RawConnection
from server import eventually


@pytest.fixture
def told(business, channel):
    """A business with five orders in its log."""
    business.placed = [channel.place(business.order()) for _ in range(5)]
    return business


def test_an_empty_log(business):
    page = business.poll()
    assert page["head"] == 0 and page["oldest"] == 1 and page["notifications"] == []
    assert page["cursor"] == f"{page['epoch']}:0" and page["more"] is False and page["unread_count"] == 0
    assert business.poll(cursor=page["cursor"]) == page


def test_without_a_cursor_the_newest_come_oldest_first(told):
    page = told.poll(limit=2)
    assert [event["seq"] for event in page["notifications"]] == [4, 5]
    assert page["cursor"] == f"{page['epoch']}:5" and page["head"] == 5 and page["oldest"] == 1
    assert page["unread_count"] == 5
    assert [event["seq"] for event in told.poll()["notifications"]] == [1, 2, 3, 4, 5]


def test_a_cursor_gets_what_follows_and_nothing_else(told):
    epoch = told.epoch()
    page = told.poll(cursor=f"{epoch}:0", limit=2)
    assert [event["seq"] for event in page["notifications"]] == [1, 2] and page["more"] is True
    assert page["cursor"] == f"{epoch}:2"
    page = told.poll(cursor=page["cursor"], limit=3)
    assert [event["seq"] for event in page["notifications"]] == [3, 4, 5] and page["more"] is False
    page = told.poll(cursor=page["cursor"])
    assert page["notifications"] == [] and page["cursor"] == f"{epoch}:5"


def test_a_seq_never_changes_its_meaning(told, owner):
    before = told.log()
    owner.move(told.placed[0], "confirmed")
    after = told.log(owner.again())
    assert after[:5] == before
    assert after[5]["type"] == "order.status_changed"


@pytest.mark.parametrize("cursor, why", [("{other}:3", "epoch"), ("{epoch}:6", "ahead"),
                                         ("{epoch}:18446744073709551615", "ahead")])
def test_a_cursor_that_does_not_hold_is_a_reset(told, cursor, why):
    epoch = told.epoch()
    other = epoch[:-1] + ("a" if epoch[-1] != "a" else "b")
    page = told.poll(cursor=cursor.format(epoch=epoch, other=other))
    assert page["reset"] == {"why": why}
    assert page["cursor"] is None and page["notifications"] == []
    assert (page["epoch"], page["head"], page["oldest"]) == (epoch, 5, 1)


def test_the_cursor_of_another_business_is_another_epoch(told, owner):
    assert told.poll(cursor=f"{Business(owner).epoch()}:0")["reset"] == {"why": "epoch"}


UNREADABLE = ["", "5", ":5", "{epoch}", "{epoch}:", "{epoch}:-1", "{epoch}:+1", "{epoch}:1.0", "{epoch}:x",
              "{epoch}:0x1", "{epoch}: 1", "{epoch}:1:2", "{epoch}:99999999999999999999999", "{epoch}:01",
              "x" * 5000, "\u0000", "é:1"]


@pytest.mark.parametrize("cursor", UNREADABLE)
def test_a_cursor_that_cannot_be_read_is_refused(told, owner, cursor):
    answer = owner.get(f"{told.path}/notifications", cursor=cursor.format(epoch=told.epoch()))
    assert answer.status == 400, answer
    assert answer.json()["code"] in ("cursor_unreadable", "query_invalid", "malformed_request"), answer


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 101}, {"limit": "x"}, {"wait": 26}, {"wait": -1},
                                   {"wait": "long"}, {"limit": "1e1"}])
def test_a_poll_that_cannot_be_understood_is_refused(told, owner, query):
    answer = owner.get(f"{told.path}/notifications", **query)
    assert answer.status in (400, 422), answer


def test_a_long_poll_is_answered_by_the_next_event(told, owner, channel):
    epoch, result = told.epoch(), {}

    def wait():
        result["page"] = told.poll(owner.again(), cursor=f"{epoch}:5", wait=25)

    waiting = threading.Thread(target=wait, daemon=True)
    waiting.start()
    order = channel.place(told.order())
    waiting.join(20)
    assert not waiting.is_alive()
    event, = result["page"]["notifications"]
    assert event["seq"] == 6 and event["order_id"] == order["id"]
    assert result["page"]["cursor"] == f"{epoch}:6"


def test_many_long_polls_of_many_businesses_each_get_their_own(owner):
    businesses = [Business(owner) for _ in range(8)]
    pages = {}

    def wait(business, number):
        pages[business.id, number] = business.poll(owner.again(), cursor=f"{business.epoch_}:0", wait=25)

    waiting = []
    for business in businesses:
        business.epoch_ = business.epoch()
        waiting += [threading.Thread(target=wait, args=(business, number), daemon=True) for number in range(4)]
    for thread in waiting:
        thread.start()
    orders = {business.id: owner.place(business.order()) for business in businesses}
    for thread in waiting:
        thread.join(20)
    assert len(pages) == 32
    for (business_id, _), page in pages.items():
        event, = page["notifications"]
        assert event["order_id"] == orders[business_id]["id"]


def test_a_long_poll_that_hears_nothing_comes_back_empty(told):
    epoch = told.epoch()
    started = time.monotonic()
    page = told.poll(cursor=f"{epoch}:5", wait=1)
    assert page["notifications"] == [] and page["cursor"] == f"{epoch}:5"
    assert time.monotonic() - started >= 0.9, "it waited"


def test_a_long_poll_with_something_to_say_does_not_wait(told):
    started = time.monotonic()
    assert len(told.poll(cursor=f"{told.epoch()}:0", wait=25)["notifications"]) == 5
    assert time.monotonic() - started < 10


def test_a_waiting_poll_is_a_device_that_listens(business, owner):
    owner.place(business.order(), key="one")
    cursor, heard = f"{business.epoch()}:1", []
    waiting = [threading.Thread(target=lambda: heard.append(business.poll(owner.again(), cursor=cursor, wait=25)),
                                daemon=True) for _ in range(3)]

    def listening():
        """A replay writes nothing, and says how many listen now."""
        return owner.post_order(business.order(), key="one").json()["devices_listening"]

    assert listening() == 0
    for thread in waiting:
        thread.start()
    eventually(lambda: listening() == 3, what="three listeners")
    owner.place(business.order())
    for thread in waiting:
        thread.join(20)
    assert [page["cursor"] for page in heard] == [f"{business.epoch()}:2"] * 3
    eventually(lambda: listening() == 0, what="nobody listens")


def test_a_client_that_goes_away_while_it_waits_hurts_nobody(told, owner, server, channel):
    epoch = told.epoch()
    for _ in range(20):
        with RawConnection(server.host, server.port) as connection:
            connection.send((f"GET {told.path}/notifications?cursor={epoch}:5&wait=25 HTTP/1.1\r\nHost: a\r\n"
                             f"Authorization: Bearer {owner.credential}\r\n\r\n").encode())
    channel.place(told.order())
    assert told.head() == 6


def test_the_snapshot_is_a_cursor_and_the_open_orders(told, owner):
    owner.move(told.placed[0], "cancelled", reason={"code": "rejected_closed"})
    owner.move(told.placed[1], "confirmed")
    answer = owner.get(f"{told.path}/snapshot")
    assert answer.status == 200, answer
    snapshot = answer.json()
    assert snapshot["cursor"] == f"{told.epoch()}:7"
    assert [order["id"] for order in snapshot["orders"]] == [order["id"] for order in told.placed[1:]]
    assert snapshot["orders"][0]["status"] == "confirmed"
    following = told.poll(cursor=snapshot["cursor"])
    assert following["notifications"] == [] and "reset" not in following


def test_a_snapshot_of_many_orders_comes_in_pages_with_the_first_cursor(business, owner, channel):
    placed = [channel.place(business.order())["id"] for _ in range(12)]
    first = owner.get(f"{business.path}/snapshot", limit=5).json()
    later = channel.place(business.order())
    seen, page, cursors = [], first, set()
    while True:
        seen += [order["id"] for order in page["orders"]]
        cursors.add(page["cursor"])
        if not page.get("next"):
            break
        page = owner.get(f"{business.path}/snapshot", limit=5, cursor=page["next"]).json()
    assert seen[:12] == placed and set(seen) <= {*placed, later["id"]}
    assert cursors == {first["cursor"]}, "later pages keep the first page's cursor"


def test_snapshot_and_log_never_leave_a_gap(business, owner, channel):
    """Whatever is posted while a device starts is in its snapshot or behind its cursor."""
    posted, stop = [], threading.Event()
    poster = channel.again()

    def post():
        while not stop.is_set():
            posted.append(poster.place(business.order())["id"])

    thread = threading.Thread(target=post, daemon=True)
    thread.start()
    try:
        for _ in range(20):
            known = list(posted)
            snapshot = owner.get(f"{business.path}/snapshot").json()
            has = {order["id"] for order in snapshot["orders"]}
            page = business.poll(cursor=snapshot["cursor"], limit=100)
            has |= {event["order_id"] for event in page["notifications"]}
            assert set(known) <= has
    finally:
        stop.set()
        thread.join(20)


def test_a_key_that_only_writes_may_not_read_the_log(business):
    writer = business.key("orders:write")
    assert_problem(writer.get(f"{business.path}/notifications"), 403, "forbidden")
    assert_problem(writer.get(f"{business.path}/snapshot"), 403, "forbidden")


def test_a_business_change_is_an_event_with_the_business(business, owner):
    owner.patch(business.path, {"name": "New name"})
    event, = business.log()
    assert event["type"] == "business.updated" and event["data"]["name"] == "New name"
    assert event.get("order_id") is None
    assert event["data"] == owner.get(business.path).json()


def test_titles_are_in_the_language_of_the_business(owner):
    for locale in ("en", "ar"):
        business = Business(owner, locale=locale)
        owner.place(business.order())
        event, = business.log()
        assert event["title"].isascii() == (locale == "en")


def test_reading_needs_a_credential(business, server):
    for path in ("notifications", "snapshot", "orders"):
        assert Caller(server).get(f"{business.path}/{path}").status == 401
    assert Caller(server).post("/api/v1/orders", business.order(),
                               headers={"Idempotency-Key": new_key()}).status == 401
