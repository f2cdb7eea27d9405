# SPDX-License-Identifier: Apache-2.0
"""Quotas: what counts to whom, what is exempt, and what a refusal says (docs/rate-limits.md)."""

import itertools
import re
import uuid

import pytest

from client import PASSWORD, Business, Caller, assert_problem, at_once, new_email, new_key, register
from event_source import EventSource
from raw_websocket import Gone, WebSocket
from raw_websocket import Refused as SocketRefused
from server import Server, eventually

SEARCH = "/api/v1/businesses/search"
LOGIN = "/api/v1/auth/login"
_hosts = itertools.count(1)


def fresh_address():
    return f"198.51.100.{next(_hosts)}"


@pytest.fixture(scope="module")
def limited(tmp_path_factory):
    """Small quotas of which nothing comes back during a test; each test asks from addresses of its own."""
    running = Server(tmp_path_factory.mktemp("limited"), rate_limit="on", rate_auth="10/1d", rate_api="10/1d",
                     rate_default="3/1d", rate_account="3/1d", rate_user="20/1d", rate_api_key="5/1d",
                     rate_stream="1/1d", trusted_proxies="127.0.0.1").start()
    yield running
    running.stop()


def ask(server, address, method, path, body=None, credential=None, **headers):
    caller = Caller(server, credential)
    return caller.send(method, path, body, headers={"X-Forwarded-For": address, **headers})


def sign_up(server):
    """A person, from addresses that nobody else has."""
    email = new_email()
    answer = ask(server, fresh_address(), "POST", "/api/v1/auth/register", {"email": email, "password": PASSWORD})
    assert answer.status == 201, answer
    tokens = ask(server, fresh_address(), "POST", LOGIN, {"email": email, "password": PASSWORD}).json()
    person = Caller(server, tokens["access_token"])
    person.email, person.tokens = email, tokens
    return person


def policy(answer):
    """(name, remaining) of what the answer was counted against, or None."""
    if answer.headers["RateLimit"] is None:
        assert answer.headers["RateLimit-Policy"] is None
        return None
    name, remaining = re.fullmatch(r'"([a-z-]+)";r=(\d+);t=\d+', answer.headers["RateLimit"]).groups()
    assert answer.headers["RateLimit-Policy"].startswith(f'"{name}";q=')
    return name, int(remaining)


def assert_refused(answer, name):
    problem = assert_problem(answer, 429, "rate_limited")
    assert problem["retryable"] is True
    assert policy(answer) == (name, 0)
    wait = int(answer.headers["Retry-After"])
    assert wait >= 1 and answer.headers["RateLimit"].endswith(f";t={wait}")


def test_answers_say_the_default_quotas(tmp_path):
    running = Server(tmp_path, rate_limit="on").start()
    try:
        anyone = Caller(running)
        owner = register(running)
        channel = Business(owner).key()
        for answer, stated in (
                (anyone.get(SEARCH), '"api";q=1000;w=3600'),
                (anyone.post(LOGIN, {"email": owner.email, "password": PASSWORD}), '"auth";q=10;w=300'),
                (anyone.get("/nothing"), '"default";q=100;w=3600'),
                (owner.get("/api/v1/auth/me"), '"user";q=600;w=60'),
                (channel.get("/api/v1/businesses"), '"api-key";q=100;w=1')):
            assert answer.headers["RateLimit-Policy"] == stated, answer
        # One comes back each 3.6 s.
        assert re.fullmatch('"api";r=99[89];t=[1-4]', anyone.get(SEARCH).headers["RateLimit"])
    finally:
        running.abandon()


def test_switched_off_nothing_is_counted_or_said(server, anyone, owner):
    for answer in (anyone.get(SEARCH), anyone.get("/api/v1/auth/me"), owner.get("/api/v1/auth/me")):
        assert policy(answer) is None


def test_signing_in_and_what_leads_to_it_share_ten_in_a_while(limited):
    address = fresh_address()
    person = sign_up(limited)
    routes = [("register", {"email": person.email, "password": PASSWORD}),
              ("login", {"email": person.email, "password": PASSWORD}),
              ("forgot-password", {"email": "nobody@example.org"}),
              ("reset-password", {"token": "x" * 43, "new_password": PASSWORD})]
    left = 10
    for route, body in itertools.islice(itertools.cycle(routes), 10):
        left -= 1
        assert policy(ask(limited, address, "POST", f"/api/v1/auth/{route}", body)) == ("auth", left)
    for route, body in routes:
        assert_refused(ask(limited, address, "POST", f"/api/v1/auth/{route}", body), "auth")
        # A credential of one's own is no way around it.
        assert_refused(ask(limited, address, "POST", f"/api/v1/auth/{route}", body, person.credential), "auth")
    assert ask(limited, fresh_address(), "POST", LOGIN, routes[1][1]).status == 200
    assert policy(ask(limited, address, "GET", SEARCH)) == ("api", 9)


def test_without_a_good_credential_the_address_is_counted(limited):
    address = fresh_address()
    answers = [ask(limited, address, "GET", SEARCH),
               ask(limited, address, "GET", "/api/v1/auth/me"),
               ask(limited, address, "GET", "/api/v1/auth/me", credential="ork_live_guessed"),
               ask(limited, address, "GET", SEARCH, credential="guessed"),
               ask(limited, address, "GET", "/api/v1/no-such-thing"),
               ask(limited, address, "POST", "/api/v1/auth/verify-email", {"token": "x" * 43}),
               ask(limited, address, "GET",
                   f"/api/v1/businesses/biz_{uuid.uuid4()}/notifications/stream?ticket=guessed"),
               ask(limited, address, "GET", "/api/v1/businesses/biz_x/notifications/stream"),
               ask(limited, address, "GET", "/api/v1/businesses/biz_x/notifications/stream", credential="guessed"),
               ask(limited, address, "GET", "/api/v1/businesses/biz_x/notifications?cursor=x:1")]
    assert [policy(answer) for answer in answers] == [("api", left) for left in range(9, -1, -1)]
    assert [answer.status for answer in answers] == [200, 401, 401, 200, 401, 422, 401, 401, 401, 401]
    assert_refused(ask(limited, address, "GET", SEARCH), "api")
    assert_refused(ask(limited, address, "GET", "/api/v1/auth/me", credential="guessed"), "api")
    assert_refused(ask(limited, address, "GET", "/api/v1/businesses/biz_x/notifications/stream"), "api")
    # Whoever has a credential is served, whatever others do behind the same address.
    person = sign_up(limited)
    for path in ("/api/v1/auth/me", SEARCH):
        answer = ask(limited, address, "GET", path, credential=person.credential)
        assert answer.status == 200 and policy(answer)[0] == "user"


def test_the_rest_is_counted_by_default(limited):
    address = fresh_address()
    assert [policy(ask(limited, address, "GET", "/nothing")) for _ in range(3)] == [
        ("default", 2), ("default", 1), ("default", 0)]
    assert_refused(ask(limited, address, "GET", "/nothing"), "default")
    assert ask(limited, address, "GET", SEARCH).status == 200


@pytest.mark.parametrize("path", ["/health", "/health/live", "/health/ready", "/", "/page/page.css"])
def test_health_and_files_are_exempt(limited, path):
    address = fresh_address()
    for _ in range(12):
        answer = ask(limited, address, "GET", path)
        assert answer.status == 200 and policy(answer) is None


def test_each_credential_has_a_quota_of_its_own(limited):
    person, other = sign_up(limited), sign_up(limited)
    business = Business(person)
    key, other_key = business.key(), business.key()
    while policy(answer := person.get("/api/v1/auth/me"))[1] > 0:
        assert answer.status == 200
    assert_refused(person.get("/api/v1/auth/me"), "user")
    # On another connection, from another address, by another session: the same person.
    again = ask(limited, fresh_address(), "POST", LOGIN, {"email": person.email, "password": PASSWORD}).json()
    assert_refused(ask(limited, fresh_address(), "GET", "/api/v1/auth/me", credential=again["access_token"]), "user")

    assert [key.get(f"{business.path}/orders").status for _ in range(6)] == [200] * 5 + [429]
    assert_refused(key.get(f"{business.path}/orders"), "api-key")
    assert other_key.get(f"{business.path}/orders").status == 200
    assert other.get("/api/v1/auth/me").status == 200


def test_a_refused_order_is_not_lost_silently(tmp_path):
    running = Server(tmp_path, rate_limit="on", rate_api_key="3/2s").start()
    try:
        business = Business(register(running))
        channel = business.key("orders:write")
        placed = set()
        key = new_key()
        while (answer := channel.post_order(business.order(), key)).status == 201:
            placed.add(answer.json()["id"])
            key = new_key()
        assert_refused(answer, "api-key")
        assert business.head() == len(placed)
        answer = eventually(lambda: (again := channel.post_order(business.order(), key)).status == 201 and again)
        assert "Idempotency-Replayed" not in answer.headers, "the refusal had an effect"
        assert business.head() == len(placed) + 1
    finally:
        running.abandon()


def test_wrong_passwords_count_to_the_account_wherever_they_come_from(limited):
    person = sign_up(limited)
    right = {"email": person.email, "password": PASSWORD}

    def attempt(email, password):
        return ask(limited, fresh_address(), "POST", LOGIN, {"email": email, "password": password})

    for _ in range(5):  # More than the quota: right ones do not count.
        assert attempt(**right).status == 200
    for email in (person.email, "nobody-" + person.email):
        assert [attempt(variant, "Wrong-1-Password").status
                for variant in (email, email.upper(), email)] == [401] * 3
        # From here on nobody learns whether it is the right one, nor whether the account is there.
        assert_refused(attempt(email, PASSWORD), "account")
        assert_refused(attempt(email, "Wrong-1-Password"), "account")
    assert person.get("/api/v1/auth/me").status == 200
    assert attempt(sign_up(limited).email, PASSWORD).status == 200


def test_the_current_password_cannot_be_found_out_with_a_token(limited):
    person = sign_up(limited)

    def change(current, new="Another-Horse-8-Battery"):
        return person.post("/api/v1/auth/change-password", {"current_password": current, "new_password": new})

    for _ in range(4):  # A new password that will not do is no guess.
        assert_problem(change(PASSWORD, "weak"), 422, "validation_failed", "/new_password")
    for _ in range(3):
        assert_problem(change("Wrong-1-Password"), 422, "validation_failed", "/current_password")
    assert_refused(change(PASSWORD), "account")


def refresh(server, token, address=None):
    return ask(server, address or fresh_address(), "POST", "/api/v1/auth/refresh", {"refresh_token": token})


def test_refreshes_count_to_their_session_and_refused_ones_to_the_address(limited):
    address = fresh_address()
    token = sign_up(limited).tokens["refresh_token"]
    for left in range(19, 7, -1):
        answer = refresh(limited, token, address)
        assert answer.status == 200 and policy(answer) == ("session", left)
        token = answer.json()["refresh_token"]
    for left in range(9, -1, -1):
        answer = refresh(limited, "guessed", address)
        assert answer.status == 401 and policy(answer) == ("auth", left)
    assert_refused(refresh(limited, "guessed", address), "auth")
    assert_refused(ask(limited, address, "POST", LOGIN, {"email": "a@example.org", "password": "x"}), "auth")
    assert refresh(limited, token, address).status == 200


def test_a_refused_refresh_may_be_sent_again(tmp_path):
    running = Server(tmp_path, rate_limit="on", rate_user="3/3s").start()
    try:
        token = register(running).tokens["refresh_token"]
        while (answer := Caller(running).post("/api/v1/auth/refresh", {"refresh_token": token})).status == 200:
            token = answer.json()["refresh_token"]
        assert_refused(answer, "session")
        answer = eventually(lambda: (again := refresh(running, token)).status == 200 and again)
        assert refresh(running, answer.json()["refresh_token"]).status in (200, 429)
    finally:
        running.abandon()


def test_a_device_reads_its_stream_without_being_counted(limited):
    person = sign_up(limited)
    business = Business(person)
    cursor = business.poll()["cursor"]
    path = f"{business.path}/notifications"

    def poll(device=None, **query):
        return policy(person.again(device).get(path, **query))

    assert poll(cursor=cursor) is None
    counted = poll(cursor=cursor)
    assert counted[0] == "user"
    assert poll("Counter 1", cursor=cursor) is None
    assert poll("Counter 2", cursor=cursor) is None
    assert poll("Counter 2", cursor=cursor) == ("user", counted[1] - 1)
    assert poll("Counter 3") == ("user", counted[1] - 2), "without a cursor it is no stream"


def join_with_token(server, business, token, **hello):
    address = hello.pop("address", "198.51.100.254")
    with WebSocket(server, business.id, headers=["X-Forwarded-For: " + address]) as opened:
        opened.send_json({"t": "hello", "token": token, **hello})
        return opened.receive()["t"]


def test_streams_count_like_polls(limited):
    person = sign_up(limited)
    business = Business(person)
    address = fresh_address()

    def upgrade(device):
        return WebSocket(limited, business.id, headers=[f"Authorization: Bearer {person.credential}",
                                                        f"X-Device-Id: {device}", f"X-Forwarded-For: {address}"])

    with upgrade("one") as opened:
        assert "ratelimit" not in opened.headers
    with upgrade("one") as opened:
        assert opened.headers["ratelimit"].startswith('"user";')
    assert join_with_token(limited, business, person.credential, device="two") == "welcome"
    while policy(person.get("/api/v1/auth/me"))[1] > 0:
        pass
    # A device that was not there yet is served, one that comes back at once is not.
    assert join_with_token(limited, business, person.credential, device="three") == "welcome"
    assert join_with_token(limited, business, person.credential, device="two") == "bye"
    with pytest.raises(SocketRefused) as refused:
        upgrade("one")
    assert refused.value.status == 429 and refused.value.headers["ratelimit"].startswith('"user";r=0')
    with EventSource(limited, business.id, person.credential, device="four"):
        pass


def test_tokens_that_a_socket_refuses_count_to_the_address(limited):
    business = Business(sign_up(limited))
    address = fresh_address()
    for _ in range(3):
        with pytest.raises(Gone) as gone:
            join_with_token(limited, business, "guessed", address=address)
        assert gone.value.code == 4401
    assert_refused(ask(limited, address, "GET", "/nothing"), "default")
    with pytest.raises(SocketRefused) as refused:
        WebSocket(limited, business.id, headers=["Authorization: Bearer guessed", f"X-Forwarded-For: {address}"])
    assert refused.value.status == 429


def test_of_64_at_once_exactly_the_limit_pass(limited):
    address = fresh_address()
    callers = [Caller(limited) for _ in range(64)]
    statuses = at_once(callers, lambda _, caller: caller.get(SEARCH, headers={"X-Forwarded-For": address}).status)
    assert sorted(statuses) == [200] * 10 + [429] * 54


def test_an_ipv6_subnet_is_one_address(limited):
    asked = [policy(ask(limited, address, "GET", SEARCH))
             for address in ("2001:db8:7:1::1", "2001:db8:7:1:ffff::2", "[2001:db8:7:1::3]:4711", "2001:db8:7:2::1")]
    assert asked == [("api", 9), ("api", 8), ("api", 7), ("api", 9)]


def test_an_address_that_nobody_trusted_names_is_not_believed(tmp_path):
    running = Server(tmp_path, rate_limit="on", rate_api="5/1d").start()
    try:
        asked = [policy(ask(running, fresh_address(), "GET", SEARCH)) for _ in range(5)]
        assert asked == [("api", left) for left in range(4, -1, -1)]
        assert_refused(ask(running, fresh_address(), "GET", SEARCH), "api")
    finally:
        running.abandon()


def test_over_ipv6_too(tmp_path):
    running = Server(tmp_path, rate_limit="on", rate_api="2/1d")
    running.host = "::1"
    try:
        running.start()
        assert [Caller(running).get(SEARCH).status for _ in range(3)] == [200, 200, 429]
    finally:
        running.abandon()
