# SPDX-License-Identifier: Apache-2.0
"""Server-sent events and the tickets that let a browser in."""

import pytest

from client import Business, assert_problem, at_once, login, register
from event_source import EventSource, Refused
from server import eventually

pytestmark = pytest.mark.races


def listen(server, business, caller=None, **more):
    return EventSource(server, business.id, (caller or business.owner).credential, **more)


def refused(server, business_id, **more):
    with pytest.raises(Refused) as info:
        EventSource(server, business_id, **more)
    return info.value.answer


def tickets_path(business):
    return f"{business.path}/stream-tickets"


def ticket_of(business, caller=None):
    answer = (caller or business.owner).post(tickets_path(business))
    assert answer.status == 201 and answer.json()["expires_in"] == 30, answer
    assert answer.headers["cache-control"] == "no-store"
    return answer.json()["ticket"]


def test_a_stream_begins_at_the_head_and_tells_what_comes(server, business):
    business.owner.place(business.order())
    with listen(server, business) as stream:
        assert stream.answer.getheader("Content-Type") == "text/event-stream"
        assert stream.answer.getheader("X-Accel-Buffering") == "no"
        assert stream.answer.getheader("Cache-Control") == "no-store"
        *before, (_, welcome) = stream.until("welcome")
        assert before == []
        assert welcome["head"] == 1 and 500 <= stream.retry <= 5_000 and 0 < welcome["expires_in"] <= 3600
        assert stream.until("live") == [("live", {"t": "live", "seq": 1})]
        order = business.owner.place(business.order())
        kind, message = stream.event()
        assert kind == "events" and (message["from"], message["to"]) == (2, 2)
        assert message["events"][0]["data"]["id"] == order["id"]
        assert stream.last_id == f"{business.epoch()}:2"


def test_a_stream_goes_on_from_the_last_event_id(server, business):
    for _ in range(5):
        business.owner.place(business.order())
    expected = business.log()
    epoch = business.epoch()
    with listen(server, business, cursor=f"{epoch}:0") as stream:
        assert stream.events(5) == expected
        assert stream.last_id == f"{epoch}:5"
    with listen(server, business, last_id=f"{epoch}:3", cursor=f"{epoch}:0") as stream:
        assert stream.events(2) == expected[3:]


@pytest.mark.parametrize("cursor, why", [("nonsense", "unreadable"), ("other:1", "epoch"), ("EPOCH:99", "ahead")])
def test_a_reset_moves_the_reader_to_the_head_and_the_stream_goes_on(server, business, cursor, why):
    business.owner.place(business.order())
    epoch = business.epoch()
    with listen(server, business, last_id=cursor.replace("EPOCH", epoch)) as stream:
        *_, (_, reset) = stream.until("reset")
        assert reset == {"t": "reset", "why": why, "oldest": 1, "head": 1}
        assert stream.last_id == f"{epoch}:1"
        order = business.owner.place(business.order())
        assert [event["order_id"] for event in stream.events(1)] == [order["id"]]


def test_a_stream_gives_a_sign_of_life(fresh_server):
    server = fresh_server(stream_heartbeat="1s")
    business = Business(register(server))
    with listen(server, business) as stream:
        *_, (_, ping) = stream.until("ping")
        assert ping == {"t": "ping", "head": 0, "unread": 0, "read_version": 0}
        assert stream.last_id is None
    server.stop()


def test_a_stream_ends_with_its_token_and_says_so(fresh_server):
    server = fresh_server(access_token_lifetime_s="2s")
    business = Business(register(server))
    owner = login(server, business.owner.email)
    with EventSource(server, business.id, owner.credential) as stream:
        *_, (_, bye) = stream.until("bye")
        assert bye["why"] == "auth" and stream.event() is None
    server.stop()


def test_a_stream_says_goodbye_when_the_server_drains(fresh_server):
    server = fresh_server()
    business = Business(register(server))
    with listen(server, business) as stream:
        stream.until("live")
        server.signal_stop()
        *_, (_, bye) = stream.until("bye")
        assert bye["why"] == "drain" and stream.event() is None
    server.wait_stopped()


def test_a_revoked_session_loses_its_stream(server, owner):
    business = Business(owner)
    device = login(server, owner.email)
    with listen(server, business, device) as stream:
        stream.until("live")
        assert device.post("/api/v1/auth/logout").status == 204
        *_, (_, bye) = stream.until("bye")
        assert bye["why"] == "auth" and stream.event() is None


def test_a_channel_hears_of_its_own_orders_alone(server, business, channel):
    other = business.key()
    with listen(server, business, channel) as stream:
        stream.until("live")
        other.place(business.order())
        mine = channel.place(business.order())
        assert [event["order_id"] for event in stream.events(1)] == [mine["id"]]
        assert stream.last_id == f"{business.epoch()}:2"


def test_listeners_by_stream_are_counted(server, business):
    with listen(server, business) as stream:
        stream.until("live")
        assert business.owner.place(business.order())["devices_listening"] == 1
    eventually(lambda: business.owner.place(business.order())["devices_listening"] == 0,
               what="the stream is not counted any more")


def test_a_ticket_opens_one_stream(server, business):
    ticket = ticket_of(business)
    with EventSource(server, business.id, ticket=ticket) as stream:
        stream.until("live")
    assert_problem(refused(server, business.id, ticket=ticket), 401, "ticket_invalid")


def test_of_many_who_bring_one_ticket_one_gets_in(server, business):
    ticket = ticket_of(business)

    def attempt(_, caller):
        try:
            with EventSource(caller.server, business.id, ticket=ticket):
                return 200
        except Refused as refusal:
            return refusal.answer.status

    assert sorted(at_once([business.owner.again() for _ in range(8)], attempt)) == [200] + [401] * 7


def test_a_ticket_is_for_its_business_and_its_living_session(server, business, stranger, owner):
    assert_problem(refused(server, stranger.business.id, ticket=ticket_of(business)), 401, "ticket_invalid")
    device = login(server, owner.email)
    ticket = ticket_of(business, device)
    assert device.post("/api/v1/auth/logout").status == 204
    assert refused(server, business.id, ticket=ticket).status == 401


def test_a_ticket_of_a_channel_is_filtered_too(server, business, channel):
    with EventSource(server, business.id, ticket=ticket_of(business, channel)) as stream:
        stream.until("live")
        business.key().place(business.order())
        mine = channel.place(business.order())
        assert [event["order_id"] for event in stream.events(1)] == [mine["id"]]


def test_streams_and_tickets_are_refused_like_everything_else(server, business, stranger, anyone):
    assert_problem(refused(server, business.id), 401, "credential_missing")
    assert_problem(refused(server, business.id, token="nonsense"), 401, "token_invalid")
    assert_problem(refused(server, business.id, token=stranger.credential), 404, "business_not_found")
    writer = business.key("orders:write")
    assert_problem(refused(server, business.id, token=writer.credential), 403, "forbidden")
    assert refused(server, business.id, token=business.owner.credential, cursor="x" * 300).status == 400
    assert_problem(anyone.post(tickets_path(business)), 401, "credential_missing")
    assert_problem(stranger.post(tickets_path(business)), 404, "business_not_found")
    assert_problem(writer.post(tickets_path(business)), 403, "forbidden")


def test_a_stream_answers_head_without_a_body(server, business):
    answer = business.owner.send("HEAD", f"{business.path}/notifications/stream")
    assert answer.status == 200 and answer.body == b""


def test_too_many_devices_of_one_credential_are_refused(fresh_server):
    server = fresh_server(devices_per_credential=2)
    business = Business(register(server))
    with listen(server, business, device="One"), listen(server, business, device="Two"):
        answer = refused(server, business.id, token=business.owner.credential, device="Three")
        assert_problem(answer, 409, "too_many_devices")
    server.stop()
