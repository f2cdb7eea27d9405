# SPDX-License-Identifier: Apache-2.0
"""A key with `orders:read` reads the log as everybody else does, but only what is about the orders that it posted."""

import threading

import pytest

from client import Business
from raw_websocket import Refused, WebSocket, checked_events
from server import eventually


@pytest.fixture
def mixed(owner):
    """A business whose log holds events of two channels, of the owner and of the business itself."""
    business = Business(owner)
    business.mine, business.other = business.key(), business.key()
    own = business.mine.place(business.order(external_id="mine-1"))
    business.other.place(business.order(external_id="theirs-1"))
    owner.place(business.order())
    owner.patch(business.path, {"name": "Renamed"})
    owner.move(own, "confirmed")
    business.mine.place(business.order(external_id="mine-2"))
    business.other.place(business.order(external_id="theirs-2"))
    return business


def own_events(business):
    """What the log has about the channel's orders, as the owner sees it."""
    ids = {order["id"] for order in business.orders(business.mine, limit=100)["orders"]}
    return [event for event in business.log() if event.get("order_id") in ids]


def test_a_poll_holds_own_events_and_moves_past_the_others(mixed):
    page = mixed.poll(mixed.mine, cursor=f"{mixed.epoch()}:0")
    assert page["notifications"] == own_events(mixed)
    assert [event["type"] for event in page["notifications"]] == ["order.created", "order.status_changed",
                                                                  "order.created"]
    assert page["cursor"] == f"{mixed.epoch()}:{page['head']}" and page["more"] is False


def test_a_page_is_filled_with_own_events_from_behind_the_others(mixed):
    page = mixed.poll(mixed.mine, cursor=f"{mixed.epoch()}:1", limit=1)
    assert page["notifications"] == own_events(mixed)[1:2]
    assert page["cursor"] == f"{mixed.epoch()}:{page['notifications'][0]['seq']}" and page["more"] is True


def test_without_a_cursor_the_newest_own_events_come(mixed):
    page = mixed.poll(mixed.mine, limit=2)
    assert page["notifications"] == own_events(mixed)[-2:]
    assert page["cursor"] == f"{mixed.epoch()}:{page['head']}"


def test_a_long_poll_sleeps_through_what_is_not_its_own(mixed, owner):
    cursor, heard = f"{mixed.epoch()}:{mixed.head()}", []
    waiting = threading.Thread(
        target=lambda: heard.append(mixed.poll(mixed.mine.again(), cursor=cursor, wait=25)), daemon=True)
    waiting.start()
    eventually(lambda: owner.post_order(mixed.order(), key="probe").json()["devices_listening"] == 1,
               what="the channel listens")
    mixed.other.place(mixed.order())
    assert not heard
    order = mixed.mine.place(mixed.order())
    waiting.join(20)
    event, = heard[0]["notifications"]
    assert event["order_id"] == order["id"]
    assert heard[0]["cursor"] == f"{mixed.epoch()}:{event['seq']}"


def caught_up(socket):
    events, last = [], None
    while True:
        message = socket.receive()
        if message["t"] == "live":
            return events, message["seq"]
        assert message["t"] == "events", message
        assert last is None or message["from"] == last + 1
        last = message["to"]
        events += checked_events(message, is_filtered=True)


def test_a_socket_gets_own_events_in_contiguous_messages(mixed, server):
    with WebSocket(server, mixed.id) as socket:
        assert socket.hello(mixed.mine.credential, f"{mixed.epoch()}:0")["t"] == "welcome"
        events, head = caught_up(socket)
        assert events == own_events(mixed) and head == mixed.head()
        mixed.other.place(mixed.order())
        assert socket.receive() == {"t": "events", "from": head + 1, "to": head + 1, "events": [], "more": False}
        order = mixed.mine.place(mixed.order())
        message = socket.receive()
        assert (message["from"], message["to"]) == (head + 2, head + 2)
        assert message["events"][0]["order_id"] == order["id"]


def test_a_socket_below_the_ring_is_filtered_too(mixed, server):
    for n in range(400):
        (mixed.mine if n % 5 == 0 else mixed.other).place(mixed.order())
    with WebSocket(server, mixed.id) as socket:
        assert socket.hello(mixed.mine.credential, f"{mixed.epoch()}:0")["t"] == "welcome"
        assert caught_up(socket) == (own_events(mixed), mixed.head())


def test_a_snapshot_holds_own_open_orders(mixed, owner):
    snapshot = mixed.mine.get(f"{mixed.path}/snapshot").json()
    assert [order["external_id"] for order in snapshot["orders"]] == ["mine-1", "mine-2"]
    assert snapshot["has_more"] is False
    first = mixed.mine.get(f"{mixed.path}/snapshot", limit=2).json()
    assert [order["external_id"] for order in first["orders"]] == ["mine-1"] and first["has_more"] is True
    assert len(owner.get(f"{mixed.path}/snapshot").json()["orders"]) == 5


def test_a_key_that_only_writes_is_refused(mixed, server):
    writer = mixed.key("orders:write")
    with WebSocket(server, mixed.id) as socket:
        socket.send_json({"t": "hello", "token": writer.credential})
        assert socket.expect_close() == 4403
    with pytest.raises(Refused) as refused:
        WebSocket(server, mixed.id, headers=[f"Authorization: Bearer {writer.credential}"])
    assert refused.value.status == 403
