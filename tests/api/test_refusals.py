# SPDX-License-Identifier: Apache-2.0
"""What is refused because there is too much of it already: of devices, streams, keys, invitations, connections,
time, work."""

import pytest

from client import PASSWORD, Business, Caller, assert_problem, at_once, register
from event_source import EventSource, Refused
from raw_http import RawConnection
from server import eventually


def test_a_business_has_no_more_streams_than_it_may(fresh_server):
    business = Business(register(fresh_server(sockets_per_business=1)))
    with EventSource(business.owner.server, business.id, business.owner.credential):
        with pytest.raises(Refused) as refused:
            EventSource(business.owner.server, business.id, business.owner.credential)
        assert assert_problem(refused.value.answer, 429, "too_many_sockets")["retryable"]


def test_a_credential_has_no_more_devices_than_it_may(fresh_server):
    business = Business(register(fresh_server(devices_per_credential=1)))
    with EventSource(business.owner.server, business.id, business.owner.credential, device="Counter"):
        poll = business.owner.get(f"{business.path}/notifications", cursor=f"{business.epoch()}:{business.head()}",
                                  wait=25, headers={"X-Device-Id": "Kitchen"})
        assert_problem(poll, 409, "too_many_devices")
        with pytest.raises(Refused) as refused:
            EventSource(business.owner.server, business.id, business.owner.credential, device="Kitchen")
        assert_problem(refused.value.answer, 409, "too_many_devices")


@pytest.mark.parametrize("path, body, code", [
    ("api-keys", {"name": "Web shop", "scopes": ["orders:read"]}, "too_many_api_keys"),
    ("members", {"role": "staff"}, "too_many_invitations"),
])
def test_a_business_has_a_hundred_of_them_and_no_more(business, path, body, code):
    for _ in range(100):
        assert business.owner.post(f"{business.path}/{path}", body).status == 201
    assert_problem(business.owner.post(f"{business.path}/{path}", body), 409, code)


def test_a_password_that_would_wait_too_long_is_turned_away(fresh_server):
    server = fresh_server(password_threads=1, password_queue=1)
    wrong = {"email": "nobody@example.org", "password": PASSWORD}

    def log_in(_, caller):
        return caller.post("/api/v1/auth/login", wrong)

    def some_are_busy():
        answers = at_once([Caller(server) for _ in range(8)], log_in)
        busy = [answer for answer in answers if answer.status == 503]
        assert all(answer.status == 401 for answer in answers if answer not in busy)
        return busy
    for answer in eventually(some_are_busy, 60, "a login finds the queue full"):
        assert assert_problem(answer, 503, "busy")["retryable"]
        assert int(answer.headers["Retry-After"]) >= 1


def test_a_header_that_does_not_end_is_given_up(fresh_server):
    server = fresh_server(header_timeout=1)
    with RawConnection(server.host, server.port) as raw:
        raw.send(b"GET /health HTTP/1.1\r\nHost: here\r\n")
        status, headers, _ = raw.response()
        assert (status, headers["content-type"]) == (408, "application/problem+json")


def test_a_method_that_nobody_implements_is_refused(server):
    with RawConnection(server.host, server.port) as raw:
        raw.send(b"BREW /health HTTP/1.1\r\nHost: here\r\n\r\n")
        assert raw.response()[0] == 501


def test_more_connections_than_the_server_has_room_for_are_turned_away(fresh_server):
    server = fresh_server(connections=1)

    def turned_away():
        with RawConnection(server.host, server.port) as first:
            first.send(b"GET /health HTTP/1.1\r\nHost: here\r\n\r\n")
            if first.response()[0] != 200:
                return None  # The one before is not gone yet.
            with RawConnection(server.host, server.port) as second:
                return second.response()
    status, headers, body = eventually(turned_away)
    assert status == 503 and int(headers["retry-after"]) >= 1 and b'"too_many_connections"' in body


def lets_nobody_in(server):
    try:
        RawConnection(server.host, server.port).socket.close()
        return False
    except ConnectionRefusedError:
        return True


@pytest.mark.parametrize("path", [b"/health/ready", b"/health/detailed"])
def test_a_server_that_stops_is_not_ready(fresh_server, path):
    server = fresh_server()
    with RawConnection(server.host, server.port) as raw:
        # Both in one piece: who has answered the first has begun to read the second.
        raw.send(b"GET /health HTTP/1.1\r\nHost: here\r\n\r\nGET " + path + b" HTTP/1.1\r\nHost: here\r\n")
        assert raw.response()[0] == 200
        server.signal_stop()
        eventually(lambda: lets_nobody_in(server))
        raw.send(b"\r\n")
        status, headers, body = raw.response()
        assert status == 503 and b'"draining":true' in body and headers["connection"] == "close"
    server.wait_stopped()
