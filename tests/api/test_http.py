# SPDX-License-Identifier: Apache-2.0
"""What every route has in common: health, paths, methods, ids of requests, limits."""

import json
import re

import pytest

from client import Business, Caller, assert_problem, new_key
from raw_http import Closed, RawConnection
from server import eventually


@pytest.fixture(scope="module")
def shop(owner):
    business = Business(owner)
    business.channel = business.key()
    return business


@pytest.mark.parametrize("path", ["/health", "/health/live", "/health/ready"])
def test_health_is_for_anyone(anyone, path):
    answer = anyone.get(path)
    assert answer.status == 200 and answer.json()
    assert anyone.send("HEAD", path).body == b""


@pytest.mark.parametrize("path", ["/health", "/api/v1/auth/me", "/api/v1/businesses"])
def test_both_slash_forms_are_the_same_and_never_a_redirect(owner, path):
    plain, slashed = owner.get(path), owner.get(path + "/")
    assert plain.status == slashed.status == 200


@pytest.mark.parametrize("path", ["/api/v1", "/api/v1/", "/api/v1/nothing", "/api/v1/orders/x/y/z", "/api/v1/auth/none",
                                  "/api/v1/businesses/biz_1/items"])
def test_under_the_api_nobody_learns_which_paths_exist(anyone, owner, path):
    answer = anyone.get(path)
    assert answer.status == 401 and answer.headers["WWW-Authenticate"].startswith("Bearer"), answer
    assert owner.get(path).status == 404


def test_outside_the_api_an_unknown_path_is_404(anyone):
    assert_problem(anyone.get("/nothing/here"), 404, "not_found")


def test_another_method_is_405_with_those_that_are_allowed(owner):
    answer = owner.delete("/api/v1/orders")
    assert_problem(answer, 405, "method_not_allowed")
    assert "POST" in answer.headers["Allow"]
    assert_problem(owner.put("/health", {}), 405, "method_not_allowed")


def test_a_method_that_does_not_exist_is_501(anyone):
    assert anyone.send("BREW", "/health").status in (400, 405, 501)


def test_a_request_id_comes_back_when_it_is_sane(anyone):
    assert anyone.get("/health", headers={"X-Request-Id": "till-7.req_1"}).headers["X-Request-Id"] == "till-7.req_1"
    made = {anyone.get("/health").headers["X-Request-Id"] for _ in range(10)}
    assert len(made) == 10
    for insane in ("x" * 500, "a b", "<script>", "é"):
        answer = anyone.get("/health", headers={"X-Request-Id": insane.encode()})
        assert answer.headers["X-Request-Id"] != insane and answer.headers["X-Request-Id"]


def test_json_answers_say_so(owner):
    answer = owner.get("/api/v1/auth/me")
    assert answer.headers["Content-Type"].startswith("application/json")
    assert int(answer.headers["Content-Length"]) == len(answer.body)
    assert answer.headers["Date"]


# Limits


def one(server, data):
    with RawConnection(server.host, server.port) as connection:
        connection.send(data)
        status, _, body = connection.response()
        return status, json.loads(body)["code"], connection.is_closed_now()


def get(fields, target=b"/health"):
    return b"GET " + target + b" HTTP/1.1\r\nHost: a\r\n" + fields + b"\r\n"


def test_a_header_above_16_kib_is_431(server):
    assert one(server, get(b"X: " + b"y" * 16_400 + b"\r\n")) == (431, "header_too_large", True)
    assert one(server, get(b"X: y\r\n" * 4000)) == (431, "header_too_large", True)


def test_more_than_100_fields_are_431(server):
    assert one(server, get(b"X: y\r\n" * 100)) == (431, "header_too_large", True)
    with RawConnection(server.host, server.port) as connection:
        connection.send(get(b"X: y\r\n" * 99))
        assert connection.response()[0] == 200


def test_a_long_target_is_414(server):
    assert one(server, get(b"", b"/health?" + b"x" * 16_400)) == (414, "uri_too_long", True)


@pytest.mark.parametrize("target", [b"/health%", b"/health%zz", b"/health%00", b"/%ff", b"health", b"/a b", b"/\xff",
                                    b"http://", b"/a#b"])
def test_a_target_that_is_none_is_400(server, target):
    assert one(server, get(b"", target))[0] == 400


def test_a_dotted_path_is_no_way_around(server, owner):
    with RawConnection(server.host, server.port) as connection:
        connection.send(get(b"", b"/health/../api/v1/auth/me"))
        assert connection.response()[0] in (400, 401, 404)


def test_a_body_above_256_kib_is_413_before_it_is_read(server, shop):
    before = shop.fingerprint()
    head = (f"POST /api/v1/orders HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {shop.channel.credential}\r\n"
            f"Content-Type: application/json\r\nIdempotency-Key: {new_key()}\r\n").encode()
    assert one(server, head + b"Content-Length: 262145\r\n\r\n") == (413, "body_too_large", True)
    assert one(server, head + b"Content-Length: 99999999999999\r\n\r\n") == (413, "body_too_large", True)
    chunks = b"".join(b"4000\r\n" + b" " * 0x4000 + b"\r\n" for _ in range(17))
    assert one(server, head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks)[:2] == (413, "body_too_large")
    assert shop.fingerprint() == before


def test_a_body_of_256_kib_is_read(shop):
    body = json.dumps(shop.order()).encode()
    body += b" " * (256 * 1024 - len(body))
    answer = shop.channel.post("/api/v1/orders", body, headers={"Idempotency-Key": new_key()})
    assert answer.status == 201, answer


def test_pipelined_requests_are_answered_in_order(server):
    count = 200
    data = b"".join(b"GET /health/live HTTP/1.1\r\nHost: a\r\nX-Request-Id: n%d\r\n\r\n" % n for n in range(count))
    with RawConnection(server.host, server.port) as connection:
        connection.send(data)
        for number in range(count):
            status, headers, _ = connection.response()
            assert (status, headers["x-request-id"]) == (200, f"n{number}")


def test_a_request_byte_by_byte(server):
    with RawConnection(server.host, server.port) as connection:
        for byte in get(b""):
            connection.send(bytes([byte]))
        assert connection.response()[0] == 200


def test_expect_100_continue(server, shop):
    body = json.dumps(shop.order()).encode()
    with RawConnection(server.host, server.port) as connection:
        connection.send(f"POST /api/v1/orders HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                        f"Authorization: Bearer {shop.channel.credential}\r\nIdempotency-Key: {new_key()}\r\n"
                        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode())
        connection.send(body)
        assert connection.response()[0] == 201


def test_connection_close_is_kept(server):
    with RawConnection(server.host, server.port) as connection:
        connection.send(get(b"Connection: close\r\n"))
        assert connection.response()[1]["connection"] == "close"
        assert connection.is_closed_now()


def test_a_connection_without_a_request_is_let_go(server):
    for _ in range(200):
        with RawConnection(server.host, server.port):
            pass
    with RawConnection(server.host, server.port) as connection:
        connection.send(b"\r\n")
        connection.send(get(b""))
        try:
            assert connection.response()[0] in (200, 400)
        except Closed:
            pass
    assert Caller(server).get("/health").status == 200


def test_nothing_private_reaches_the_log(server, owner):
    secret_notes = "notes-that-nobody-may-log"
    business = Business(owner)
    channel = business.key()
    channel.place(business.order(notes=secret_notes, customer_phone="+9647771112223"))
    channel.post_order(business.order(notes=secret_notes, total_amount=1))
    last = owner.get(f"/api/v1/businesses/{business.id}/orders", query="+9647771112223")
    eventually(lambda: last.headers["X-Request-Id"] in server.log_text(), what="the last request is logged")
    log = server.log_text()
    for private in (secret_notes, "9647771112223", channel.credential, owner.credential,
                    owner.tokens["refresh_token"], "Correct-Horse", "Ada Lovelace"):
        assert private not in log, private
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert any(re.search("orders", json.dumps(line)) for line in lines), "requests are logged by their route"
