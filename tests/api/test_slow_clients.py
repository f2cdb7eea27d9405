# SPDX-License-Identifier: Apache-2.0
"""300 sockets that take for ever: ordinary requests are answered all the same, and the slow ones are cut off."""

import contextlib
import socket

import pytest

from client import Business, register
from raw_websocket import TEXT, frame
from scrape import scrape
from server import eventually

EACH = 75
LIMITS = {"header_timeout": "2s", "body_timeout": "2s", "stall_timeout": "2s"}


class Slow:
    """A socket with room for little."""

    def __init__(self, server, head):
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.settimeout(20)
        self.socket.connect((server.host, server.port))
        self.socket.sendall(head)
        self.came = b""
        self.is_cut = False

    def drip(self):
        """One byte more, until the server has cut it off."""
        if self.is_cut:
            return
        self.socket.setblocking(False)
        try:
            self.socket.send(b"x")
            data = self.socket.recv(4096)
            self.came += data
            self.is_cut = not data
        except BlockingIOError:
            pass
        except OSError:
            self.is_cut = True

    def read_to_end(self):
        """Everything that came; fails when the server does not end it."""
        self.socket.settimeout(20)
        with contextlib.suppress(ConnectionError):
            while data := self.socket.recv(65536):
                self.came += data
        self.socket.close()
        return self.came


def slow_header(server, _):
    return Slow(server, b"GET /health HTTP/1.1\r\nHost: a\r\nX-Slow: ")


def slow_body(server, shop):
    return Slow(server, f"POST /api/v1/orders HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {shop.owner.credential}\r\n"
                        f"Content-Type: application/json\r\nIdempotency-Key: slow\r\n"
                        f"Content-Length: 200000\r\n\r\n".encode())


def slow_reader(server, shop):
    list_ = (f"GET {shop.path}/orders?limit=100 HTTP/1.1\r\nHost: a\r\n"
             f"Authorization: Bearer {shop.owner.credential}\r\n\r\n").encode()
    return Slow(server, list_ * 20)


def slow_device(server, shop):
    upgrade = (f"GET /ws/notifications/{shop.id} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
               f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n").encode()
    hello = f'{{"t":"hello","token":"{shop.owner.credential}","cursor":"{shop.epoch()}:0"}}'.encode()
    return Slow(server, upgrade + frame(TEXT, hello))


def limits_that_bit(server):
    """How often each did; a stalled reader may be the kernel's to see, a second later."""
    found = {dict(labels)["limit"]: count for (name, labels), count in scrape(server).samples.items()
             if name == "limits_exceeded_total" and count}
    if kernel := found.pop("keepalive_after", 0):
        found["stall_timeout"] = found.get("stall_timeout", 0) + kernel
    return found


@pytest.fixture
def shop(fresh_server):
    shop = Business(register(fresh_server(**LIMITS)))
    for _ in range(200):  # more than a socket and the kernel take for a peer that does not read
        shop.owner.place(shop.order(notes="n" * 900))
    return shop


def test_300_slow_sockets_cost_themselves_only(shop):
    server = shop.owner.server
    slow = {kind: [make(server, shop) for _ in range(EACH)] for kind, make in (
        ("header", slow_header), ("body", slow_body), ("reader", slow_reader), ("device", slow_device))}
    dripping = slow["header"] + slow["body"]
    channel = shop.key()
    while not all(each.is_cut for each in dripping):
        for each in dripping:
            each.drip()
        placed = channel.place(shop.order())
        assert channel.get(f"/api/v1/orders/{placed['id']}").status == 200
        assert channel.get("/health/ready").status == 200

    eventually(lambda: limits_that_bit(server) == {"header_timeout": EACH, "body_timeout": EACH,
                                                   "stall_timeout": 2 * EACH}, what="every slow socket is cut off")
    for each in dripping:
        assert each.read_to_end().startswith(b"HTTP/1.1 408 "), each.came
    for each in slow["reader"]:
        assert each.read_to_end().count(b"HTTP/1.1 200 OK") < 20
    for each in slow["device"]:
        assert each.read_to_end().startswith(b"HTTP/1.1 101 ")
    assert server.process.poll() is None
