# SPDX-License-Identifier: Apache-2.0
"""The WebSocket of docs/protocol.md: its conversation and its close codes."""

import json
import select
import threading

import pytest

from client import NO_BUSINESS, Business, login, register
from devices import still_works
from raw_websocket import PING, PONG, Refused, WebSocket, join
from server import eventually
from tokens import forgeries

pytestmark = pytest.mark.races


# The conversation


def test_hello_is_welcomed_and_live(server, business):
    with WebSocket(server, business.id) as opened:
        welcome = opened.hello(business.owner.credential)
        assert welcome["t"] == "welcome"
        assert welcome["epoch"] == business.epoch() and welcome["head"] == 0 and welcome["oldest"] == 1
        assert welcome["now"].endswith("Z") and welcome["heartbeat"] == 25
        assert 0 < welcome["expires_in"] <= 3600
        assert opened.receive() == {"t": "live", "seq": 0}


def test_an_order_arrives_as_the_log_has_it(server, business, owner, socket):
    order = owner.place(business.order())
    message = socket.receive()
    assert message["t"] == "events" and message["more"] is False
    assert (message["from"], message["to"]) == (1, 1)
    assert message["events"] == business.log()
    assert message["events"][0]["data"]["id"] == order["id"]


def test_without_a_cursor_a_device_starts_at_the_head(server, business, owner):
    owner.place(business.order())
    opened, events = join(server, business)
    with opened:
        assert events == [] and opened.welcome["head"] == 1
        still_works(opened, business, owner)


def test_a_cursor_resumes_without_a_gap_or_a_duplicate(server, business, owner):
    orders = [owner.place(business.order())["id"] for _ in range(250)]
    epoch = business.epoch()
    for start in (0, 1, 100, 249, 250):
        opened, events = join(server, business, cursor=f"{epoch}:{start}")
        with opened:
            assert [event["seq"] for event in events] == list(range(start + 1, 251))
            assert [event["order_id"] for event in events] == orders[start:]


def test_a_device_below_the_ring_catches_up_from_the_store(server, business, owner):
    """More than the 256 events that the hub keeps, and more than fits into one message."""
    for _ in range(400):
        owner.place(business.order())
    opened, events = join(server, business, cursor=f"{business.epoch()}:0")
    with opened:
        assert [event["seq"] for event in events] == list(range(1, 401))
        assert events == business.log()
        still_works(opened, business, owner)


def test_joining_while_orders_come_leaves_no_gap(server, business, owner):
    epoch, stop = business.epoch(), threading.Event()
    poster = owner.again()

    def post():
        while not stop.is_set():
            poster.place(business.order())

    posting = threading.Thread(target=post, daemon=True)
    posting.start()
    try:
        for _ in range(25):
            opened, events = join(server, business, cursor=f"{epoch}:0")
            with opened:
                events += opened.events(1)
                assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    finally:
        stop.set()
        posting.join(20)


def test_devices_of_one_business_get_the_same_bytes_in_the_same_order(server, business, owner):
    opened = [join(server, business)[0] for _ in range(12)]
    order = owner.place(business.order())
    owner.move(order, "confirmed")
    owner.patch(business.path, {"name": "Renamed"})
    logs = [each.events(3) for each in opened]
    for each in opened:
        each.abort()
    assert all(log == business.log() for log in logs)


def test_an_ack_gates_nothing(server, business, owner, socket):
    socket.send_json({"t": "ack", "seq": 0})
    still_works(socket, business, owner)
    socket.send_json({"t": "ack", "seq": 1, "shown": [business.log()[0]["order_id"]]})
    still_works(socket, business, owner)


@pytest.mark.slow
def test_a_ping_carries_the_head_and_wants_a_pong(server, business, owner):
    """Pings come every 25 s with a random first phase: of 60 devices some are asked soon."""
    owner.place(business.order())
    owner.place(business.order())
    opened = [join(server, business)[0] for _ in range(60)]
    owner.post(f"{business.path}/notifications/{business.log()[0]['id']}/read")

    def first_pinged(among):
        message = {"read_version": 0}
        while message["read_version"] == 0:  # asked before the mark was made
            ready, _, _ = select.select([each.raw.socket for each in among], [], [], 30)
            each = next(each for each in among if each.raw.socket in ready)
            message = each.receive()
            if message["read_version"] == 0:
                each.send_json({"t": "pong", "seq": 1})
        assert message == {"t": "ping", "head": 2, "unread": 1, "read_version": 1}
        return each

    silent = first_pinged(opened)
    answering = first_pinged([each for each in opened if each is not silent])
    answering.send_json({"t": "pong", "seq": 1})
    assert silent.expect_close() == 4012, "no pong within 10 s"
    still_works(answering, business, owner)
    for each in opened:
        each.abort()


# Resets


@pytest.mark.parametrize("cursor, why", [
    ("{other}:0", "epoch"), ("{epoch}:2", "ahead"), ("{epoch}:18446744073709551615", "ahead"),
    ("nonsense", "unreadable"), ("{epoch}:x", "unreadable"), ("", "unreadable"), ("{epoch}:-1", "unreadable"),
])
def test_a_cursor_that_does_not_hold_is_a_reset_then_a_resume(server, business, owner, cursor, why):
    owner.place(business.order())
    epoch = business.epoch()
    other = Business(owner).epoch()
    with WebSocket(server, business.id) as opened:
        assert opened.hello(owner.credential, cursor.format(epoch=epoch, other=other))["t"] == "welcome"
        assert opened.receive() == {"t": "reset", "why": why, "oldest": 1, "head": 1}
        # Nothing follows until there is a new cursor: the next message is about the snapshot's, not the new order.
        second = owner.place(business.order())
        opened.send_frame(PING, b"still here")
        assert opened.receive_frame() == (PONG, True, b"still here")
        snapshot = owner.get(f"{business.path}/snapshot").json()
        assert second["id"] in [order["id"] for order in snapshot["orders"]]
        opened.send_json({"t": "resume", "cursor": snapshot["cursor"]})
        assert opened.events_until_live() == ([], 2)
        still_works(opened, business, owner)


def test_a_resume_may_go_back(server, business, owner):
    orders = [owner.place(business.order())["id"] for _ in range(3)]
    opened, _ = join(server, business)
    with opened:
        opened.send_json({"t": "resume", "cursor": f"{business.epoch()}:1"})
        events, seq = opened.events_until_live()
        assert [event["order_id"] for event in events] == orders[1:] and seq == 3


# Who may listen


def hello_close(server, business_id, token):
    with WebSocket(server, business_id) as opened:
        opened.send_json({"t": "hello", "token": token})
        return opened.expect_close()


def test_a_token_that_is_none_is_4401(server, business, owner):
    tokens, expired = forgeries(owner.credential)
    for token in (expired, "x", tokens["tampered payload"], tokens["alg none"], tokens["typ swapped"]):
        assert hello_close(server, business.id, token) == 4401


def test_no_token_at_all_is_4401(server, business):
    with WebSocket(server, business.id) as opened:
        opened.send_json({"t": "hello"})
        assert opened.expect_close() == 4401


def test_a_foreign_business_and_an_unknown_one_are_4403(server, business, stranger):
    foreign = hello_close(server, business.id, stranger.credential)
    unknown = hello_close(server, NO_BUSINESS, stranger.credential)
    assert (foreign, unknown) == (4403, 4403)


def upgrade_refused(server, business_id, *headers, **more):
    with pytest.raises(Refused) as refused:
        WebSocket(server, business_id, headers=headers, **more)
    return refused.value


def test_with_authorization_a_refusal_is_http(server, business, owner, stranger):
    _, expired = forgeries(owner.credential)
    assert upgrade_refused(server, business.id, f"Authorization: Bearer {expired}").status == 401
    assert upgrade_refused(server, business.id, "Authorization: Bearer x").status == 401
    foreign = upgrade_refused(server, business.id, f"Authorization: Bearer {stranger.credential}")
    unknown = upgrade_refused(server, NO_BUSINESS, f"Authorization: Bearer {stranger.credential}")
    assert (foreign.status, unknown.status) == (404, 404)
    assert problem_but_request_id(foreign) == problem_but_request_id(unknown)


def problem_but_request_id(refused):
    problem = json.loads(refused.body)
    del problem["request_id"]
    return problem


def test_with_authorization_hello_needs_no_token(server, business, owner):
    with WebSocket(server, business.id, headers=[f"Authorization: Bearer {owner.credential}"]) as opened:
        assert opened.hello()["t"] == "welcome"
        assert opened.receive() == {"t": "live", "seq": 0}
        still_works(opened, business, owner)


@pytest.mark.slow
def test_a_device_that_says_no_hello_is_closed_with_4008(server, business):
    with WebSocket(server, business.id, timeout=30) as opened:
        assert opened.expect_close() == 4008


# The upgrade


def test_no_subprotocol_is_served_and_ours_is_chosen(server, business):
    with WebSocket(server, business.id, subprotocols=()) as opened:
        assert "sec-websocket-protocol" not in opened.headers
    for offered in (["orders.v1"], ["orders.v9", "orders.v1"], ["orders.v1", "chat"]):
        with WebSocket(server, business.id, subprotocols=offered) as opened:
            assert opened.headers["sec-websocket-protocol"] == "orders.v1"


def test_only_unknown_subprotocols_are_refused(server, business):
    assert upgrade_refused(server, business.id, subprotocols=["orders.v9", "chat"]).status == 400


@pytest.mark.parametrize("version", ["12", "8", None])
def test_another_version_of_the_protocol_is_refused(server, business, version):
    assert upgrade_refused(server, business.id, version=version).status in (400, 426)


def test_a_plain_get_is_told_to_upgrade(anyone, business):
    answer = anyone.get(f"/ws/notifications/{business.id}")
    assert answer.status == 426, answer
    assert answer.headers["Upgrade"] == "websocket"
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_at_most_200_sockets_listen_to_one_business(server, business, owner):
    opened = [join(server, business)[0] for _ in range(200)]
    with WebSocket(server, business.id) as one_more:
        one_more.send_json({"t": "hello", "token": owner.credential})
        assert one_more.receive()["why"] == "overload"
        assert one_more.expect_close() == 4013
    order = owner.place(business.order())
    assert {each.events(1)[0]["order_id"] for each in opened} == {order["id"]}
    for each in opened:
        each.abort()
    # Their places are free again as soon as the server has noticed.
    eventually(lambda: owner.post_order(business.order(external_id="x"), key="x").json()["devices_listening"] == 0,
               what="nobody listens")
    join(server, business)[0].abort()


def test_an_open_socket_ends_25_s_after_its_token(fresh_server):
    """The welcome says how long; the close itself is tested on the hub, where time is given."""
    server = fresh_server(access_token_lifetime_s="60s")
    owner = register(server)
    business = Business(owner)
    with WebSocket(server, business.id) as opened:
        assert opened.hello(login(server, owner.email).credential)["expires_in"] <= 60
    server.stop()
