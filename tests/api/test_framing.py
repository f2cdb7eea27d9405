# SPDX-License-Identifier: Apache-2.0
"""Requests whose end two servers could see in different places: refused and closed, directly and behind nginx.

Each case posts an order and hides a second request behind it. The valid neighbours differ as little as possible.
"""

import json
import os
import socket
import subprocess

import pytest

from client import Business, new_key
from raw_http import Closed, RawConnection
from server import eventually


@pytest.fixture(scope="module")
def shop(owner):
    business = Business(owner)
    business.channel = business.key()
    return business


def chunk(data, extension=b""):
    return b"%x%s\r\n%s\r\n" % (len(data), extension, data)


def chunked(body, extension=b""):
    middle = len(body) // 2
    return chunk(body[:middle], extension) + chunk(body[middle:]) + b"0\r\n\r\n"


def length(body):
    return b"Content-Length: %d" % len(body)


# name: (version, header lines, how the body is written); L stands for the right Content-Length.
H, L, CHUNKED = b"Host: shop.example", object(), b"Transfer-Encoding: chunked"

THE_TWELVE = {
    "TE gzip with a length": (b"1.1", [H, b"Transfer-Encoding: gzip", L], "plain"),
    "TE identity with a length": (b"1.1", [H, b"Transfer-Encoding: identity", L], "plain"),
    "TE xchunked with a length": (b"1.1", [H, b"Transfer-Encoding: xchunked", L], "plain"),
    "TE chunked, identity": (b"1.1", [H, b"Transfer-Encoding: chunked, identity"], "chunked"),
    "TE chunked, chunked": (b"1.1", [H, b"Transfer-Encoding: chunked, chunked"], "chunked"),
    "two equal lengths": (b"1.1", [H, L, L], "plain"),
    "a list of lengths": (b"1.1", [H, b"Content-Length: 5, 5"], "plain"),
    "a folded TE": (b"1.1", [H, b"Transfer-Encoding:\r\n chunked"], "chunked"),
    "TE on HTTP/1.0": (b"1.0", [H, CHUNKED], "chunked"),
    "no Host": (b"1.1", [L], "plain"),
    "two Hosts": (b"1.1", [H, b"Host: other.example", L], "plain"),
    "a line feed in a quoted chunk extension": (b"1.1", [H, CHUNKED], "extension"),
}
MORE = {
    "a length and chunked": (b"1.1", [H, L, CHUNKED], "chunked"),
    "chunked and a length": (b"1.1", [H, CHUNKED, L], "chunked"),
    "two different lengths": (b"1.1", [H, L, b"Content-Length: 1"], "plain"),
    "a signed length": (b"1.1", [H, b"Content-Length: +5"], "plain"),
    "a negative length": (b"1.1", [H, b"Content-Length: -5"], "plain"),
    "a hexadecimal length": (b"1.1", [H, b"Content-Length: 0x5"], "plain"),
    "a length with a fraction": (b"1.1", [H, b"Content-Length: 5.0"], "plain"),
    "an empty length": (b"1.1", [H, b"Content-Length:"], "plain"),
    "a length that overflows": (b"1.1", [H, b"Content-Length: 18446744073709551621"], "plain"),
    "a blank before the colon": (b"1.1", [H, b"Content-Length : 5"], "plain"),
    "a blank in a name": (b"1.1", [H, b"Content Length: 5", L], "plain"),
    "a folded length": (b"1.1", [H, b"Content-Length:\r\n 5"], "plain"),
    "a field that begins with a blank": (b"1.1", [H, b" X: y", L], "plain"),
    "two TEs": (b"1.1", [H, CHUNKED, CHUNKED], "chunked"),
    "TE with a tab inside": (b"1.1", [H, b"Transfer-Encoding: \x0bchunked"], "chunked"),
    "a bare line feed": (b"1.1", [H + b"\nX: y", L], "plain"),
    "a bare carriage return": (b"1.1", [H, b"X: a\rContent-Length: 0", L], "plain"),
    "a NUL in a value": (b"1.1", [H, b"X: a\0b", L], "plain"),
    "a line without a colon": (b"1.1", [H, b"nonsense", L], "plain"),
    "a chunk size with a sign": (b"1.1", [H, CHUNKED], "signed"),
    "a chunk extension": (b"1.1", [H, CHUNKED], "plain extension"),
    "a chunk without its end": (b"1.1", [H, CHUNKED], "run on"),
    "a chunk size behind a blank": (b"1.1", [H, CHUNKED], "blank"),
    "a chunk size in two forms": (b"1.1", [H, CHUNKED], "0x"),
    "a chunk that ends in a line feed": (b"1.1", [H, CHUNKED], "line feeds"),
    "a trailer that ends in a line feed": (b"1.1", [H, CHUNKED], "bare trailer"),
    "a trailer without a colon": (b"1.1", [H, CHUNKED], "nonsense trailer"),
    "HTTP/2.0": (b"2.0", [H, L], "plain"),
}
NEIGHBOURS = {
    "a length": (b"1.1", [H, L], "plain"),
    "chunked": (b"1.1", [H, CHUNKED], "chunked"),
    "chunked, one byte each": (b"1.1", [H, CHUNKED], "bytes"),
    "chunked with a trailer": (b"1.1", [H, CHUNKED], "trailer"),
    "field names in lower case": (b"1.1", [H.lower(), b"transfer-encoding: chunked"], "chunked"),
    "blanks around a value": (b"1.1", [H, b"X: y", b"Accept:   */*  ", L], "plain"),
    "HTTP/1.0 with a length": (b"1.0", [H, L], "plain"),
    "a host with a port": (b"1.1", [b"Host: shop.example:8080", L], "plain"),
    "an IPv6 host": (b"1.1", [b"Host: [::1]:8080", L], "plain"),
    "no blank behind the colon": (b"1.1", [b"Host:shop.example", L], "plain"),
}


def written(how, body):
    if how == "plain":
        return body
    if how == "chunked":
        return chunked(body)
    if how == "bytes":
        return b"".join(chunk(body[i:i + 1]) for i in range(len(body))) + b"0\r\n\r\n"
    if how == "extension":
        return chunked(body, extension=b';a="\n"')
    if how == "plain extension":
        return chunked(body, extension=b";a=b")
    if how == "signed":
        return b"+" + chunked(body)
    if how == "blank":
        return b" " + chunked(body)
    if how == "0x":
        return b"0x" + chunked(body)
    if how == "line feeds":
        return chunked(body).replace(b"\r\n", b"\n")
    if how.endswith("trailer"):
        trailer = {"trailer": b"X-Sum: 1\r\n", "bare trailer": b"X-Sum: 1\n\r\n", "nonsense trailer": b"nonsense\r\n"}
        return chunked(body)[:-2] + trailer[how] + b"\r\n"
    if how == "run on":
        return b"%x\r\n%s" % (len(body), body) + b"0\r\n\r\n"
    raise AssertionError(how)


def request(shop, case, first_line=b"POST /api/v1/orders HTTP/"):
    version, fields, how = case
    body = json.dumps(shop.order()).encode()
    lines = [first_line + version, *(length(body) if field is L else field for field in fields),
             b"Authorization: Bearer " + shop.channel.credential.encode(),
             b"Idempotency-Key: " + new_key().encode(), b"Content-Type: application/json"]
    return b"\r\n".join(lines) + b"\r\n\r\n" + written(how, body)


HIDDEN = b"GET /health/live?hidden HTTP/1.1\r\nHost: hidden.example\r\n\r\n"


def send(host, port, data):
    """All statuses that the bytes got until the server closed."""
    statuses = []
    with RawConnection(host, port) as connection:
        connection.send(data)
        try:
            while True:
                statuses.append(connection.response()[0])
        except Closed:
            return statuses


@pytest.mark.parametrize("name", [*THE_TWELVE, *MORE])
def test_ambiguous_framing_is_refused_and_closed(server, shop, name):
    before = shop.fingerprint()
    statuses = send(server.host, server.port, request(shop, {**THE_TWELVE, **MORE}[name]) + HIDDEN)
    assert statuses in ([400], [505] if name == "HTTP/2.0" else [400]), statuses
    assert shop.fingerprint() == before


@pytest.mark.parametrize("name", NEIGHBOURS)
def test_the_valid_neighbours_pass(server, shop, name):
    head = shop.head()
    with RawConnection(server.host, server.port) as connection:
        connection.send(request(shop, NEIGHBOURS[name]))
        status, _, body = connection.response()
    assert status == 201, body
    assert shop.head() == head + 1


def test_what_follows_a_valid_request_is_the_next_one(server, shop):
    head = shop.head()
    data = request(shop, NEIGHBOURS["chunked"]) + request(shop, NEIGHBOURS["a length"])
    closing = b"GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    assert send(server.host, server.port, data + closing) == [201, 201, 200]
    assert shop.head() == head + 2


def test_a_refusal_is_a_problem_document(server, shop):
    with RawConnection(server.host, server.port) as connection:
        connection.send(request(shop, THE_TWELVE["two Hosts"]))
        status, headers, body = connection.response()
        assert connection.is_closed_now()
    problem = json.loads(body)
    assert status == 400 and headers["content-type"] == "application/problem+json"
    assert problem["code"] == "malformed_request" and problem["detail"] and problem["request_id"]
    assert headers["connection"] == "close"


@pytest.fixture(scope="module")
def proxy(server, tmp_path_factory):
    """nginx in front of the server, on a port of its own."""
    folder = tmp_path_factory.mktemp("nginx")
    with socket.create_server((server.host, 0)) as free:
        port = free.getsockname()[1]
    (folder / "nginx.conf").write_text(f"""
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 1;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream order_receiver {{ server {server.host}:{server.port}; keepalive 8; }}
    server {{
        listen {server.host}:{port};
        location / {{
            proxy_pass http://order_receiver;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $host;
        }}
    }}
}}
""")
    user = ["-g", "user root;"] if os.geteuid() == 0 else []
    process = subprocess.Popen(["/usr/sbin/nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"),
                                "-e", str(folder / "error.log"), *user],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        def listens():
            assert process.poll() is None, (folder / "error.log").read_text()
            try:
                socket.create_connection((server.host, port), 1).close()
                return True
            except OSError:
                return False
        eventually(listens, what="nginx listens")
        yield server.host, port
    finally:
        process.terminate()
        process.wait(20)


@pytest.mark.parametrize("name", THE_TWELVE)
def test_behind_nginx_ambiguous_framing_reaches_nobody(proxy, server, shop, name):
    before = shop.fingerprint()
    statuses = send(*proxy, request(shop, THE_TWELVE[name]) + HIDDEN)
    assert statuses and set(statuses) <= {400, 501}, statuses
    assert shop.fingerprint() == before


@pytest.mark.parametrize("name", NEIGHBOURS)
def test_behind_nginx_the_valid_neighbours_pass(proxy, shop, name):
    head = shop.head()
    with RawConnection(*proxy) as connection:
        connection.send(request(shop, NEIGHBOURS[name]))
        status, _, body = connection.response()
    assert status == 201, body
    assert shop.head() == head + 1
