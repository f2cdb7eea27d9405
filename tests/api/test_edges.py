# SPDX-License-Identifier: Apache-2.0
"""Hosts, pages and proxies: whom the server believes."""

import json
import subprocess

import pytest

from client import PASSWORD, Caller, assert_problem, register
from raw_websocket import Refused as SocketRefused
from raw_websocket import WebSocket
from server import Server, binary

SHOP = "https://shop.example.org"


@pytest.fixture(scope="module")
def edge(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("edge"), allowed_hosts="localhost, *.example.org", cors_origins=SHOP,
                     trusted_proxies="127.0.0.0/8, 10.0.0.0/8").start()
    yield running
    running.stop()


def get(server, path="/api/v1/businesses/search", method="GET", **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    headers.setdefault("Host", "localhost")
    return Caller(server).send(method, path, headers=headers)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8080", "orders.example.org", "a.b.example.org:1"])
def test_a_host_that_is_ours_is_answered(edge, host):
    assert get(edge, Host=host).status == 200


@pytest.mark.parametrize("host", ["example.org", "evil.org", "example.org.evil.org", "notexample.org", "127.0.0.1"])
def test_another_host_is_refused(edge, host):
    assert_problem(get(edge, Host=host), 400, "host_not_allowed")


def test_a_probe_may_name_any_host(edge):
    assert get(edge, "/health/ready", Host="10.1.2.3:8080").status == 200


def test_a_page_of_the_list_may_read_answers(edge):
    answer = get(edge, Origin=SHOP)
    assert answer.headers["access-control-allow-origin"] == SHOP and answer.headers["vary"] == "Origin"
    assert "ETag" in answer.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in answer.headers
    refusal = get(edge, "/api/v1/businesses", Origin=SHOP)
    assert refusal.status == 401 and refusal.headers["access-control-allow-origin"] == SHOP


def test_other_pages_get_no_permission(edge):
    for origin in ("https://evil.org", "http://shop.example.org", "null", SHOP + ".evil.org"):
        assert "access-control-allow-origin" not in get(edge, Origin=origin).headers


def test_a_preflight_names_the_methods_of_the_address(edge):
    answer = get(edge, "/api/v1/orders/ord_x/status", method="OPTIONS", Origin=SHOP,
                 Access_Control_Request_Method="PATCH", Access_Control_Request_Headers="authorization")
    assert answer.status == 204
    assert "PATCH" in answer.headers["access-control-allow-methods"]
    assert "Authorization" in answer.headers["access-control-allow-headers"]
    assert answer.headers["access-control-max-age"] == "600"


def test_without_a_list_no_page_gets_permission(server):
    answer = Caller(server).get("/health", headers={"Origin": SHOP})
    assert "access-control-allow-origin" not in answer.headers and "vary" not in answer.headers


def upgrade(server, business, **headers):
    return WebSocket(server, business.id, headers=[f"{name}: {value}" for name, value in headers.items()])


@pytest.mark.parametrize("origin, is_let_in", [
    (SHOP, False), ("https://evil.org", False), ("null", False), ("OWN", True)])
def test_a_socket_is_opened_by_our_own_pages(server, business, origin, is_let_in):
    own = f"http://{server.host}:{server.port}"
    try:
        with upgrade(server, business, Origin=own if origin == "OWN" else origin):
            assert is_let_in
    except SocketRefused as refusal:
        assert not is_let_in and refusal.status == 403 and json.loads(refusal.body)["code"] == "origin_not_allowed"


@pytest.fixture(scope="module")
def behind_proxy(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("proxied"), trusted_proxies="127.0.0.0/8, 10.0.0.0/8").start()
    yield running
    running.stop()


def address_of_sign_in(server, **headers):
    caller = register(server)
    answer = Caller(server).post("/api/v1/auth/login", {"email": caller.email, "password": PASSWORD},
                                 headers={name.replace("_", "-"): value for name, value in headers.items()})
    fresh = Caller(server, answer.json()["access_token"])
    return fresh.get("/api/v1/auth/sessions").json()["sessions"][0]["address"]


@pytest.mark.parametrize("chain, client", [
    ("203.0.113.7", "203.0.113.7"),
    ("198.51.100.9, 203.0.113.7, 10.0.0.3", "203.0.113.7"),
    ("203.0.113.7:4711", "203.0.113.7"),
    ("[2001:db8::1]:4711", "2001:db8::1"),
    ("nonsense", "127.0.0.1"),
    ("203.0.113.7, nonsense", "127.0.0.1"),
    ("10.0.0.1, 10.0.0.2", "10.0.0.1"),
])
def test_a_trusted_proxy_names_the_client(behind_proxy, chain, client):
    assert address_of_sign_in(behind_proxy, X_Forwarded_For=chain) == client


def test_nobody_else_is_believed(server):
    assert address_of_sign_in(server, X_Forwarded_For="203.0.113.7") == "127.0.0.1"


def test_every_answer_is_fenced(behind_proxy):
    answer = Caller(behind_proxy).get("/health")
    assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert "strict-transport-security" not in answer.headers
    secure = Caller(behind_proxy).get("/health", headers={"X-Forwarded-Proto": "https"})
    assert secure.headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize("name, value", [("allowed_hosts", "exa mple"), ("cors_origins", "shop.example.org"),
                                         ("cors_origins", SHOP + "/path"), ("trusted_proxies", "10.0.0.0/33"),
                                         ("trusted_proxies", "proxy")])
def test_a_list_that_is_wrong_stops_the_start(tmp_path, name, value):
    done = subprocess.run([binary(), "serve", f"--{name.replace('_', '-')}", value, "--data-dir", str(tmp_path)],
                          capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 3 and name in done.stderr and done.stderr.count("\n") == 1
