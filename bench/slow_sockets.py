# SPDX-License-Identifier: Apache-2.0
"""Holds sockets that take for ever: a quarter each sends a header byte by byte, sends a body byte by byte, asks for
long answers and reads none, opens an event stream and reads none. Whoever is cut off comes back.

    slow_sockets.py PORT ACCOUNTS.json COUNT

Prints a line of JSON when all are open, and one with the counts when stdin ends.
"""
import json
import select
import socket
import sys

SECONDS_BETWEEN_BYTES = 1


def requests(business):
    key = f"Host: slow\r\nAuthorization: Bearer {business['key']}\r\n"
    path = f"/api/v1/businesses/{business['id']}"
    yield "header", f"GET /health HTTP/1.1\r\n{key}X-Slow: "
    yield "body", (f"POST /api/v1/orders HTTP/1.1\r\n{key}Content-Type: application/json\r\nIdempotency-Key: slow\r\n"
                   "Content-Length: 200000\r\n\r\n")
    yield "answers", f"GET {path}/orders?limit=100 HTTP/1.1\r\n{key}\r\n" * 20
    yield "stream", f"GET {path}/notifications/stream HTTP/1.1\r\n{key}\r\n"


class Slow:
    def __init__(self, port, kind, request):
        self.port, self.kind, self.request = port, kind, request.encode()
        self.drips = kind in ("header", "body")
        self.open()

    def open(self):
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.connect(("127.0.0.1", self.port))
        self.socket.sendall(self.request)
        self.socket.setblocking(False)

    def go_on(self):
        """False when the server has had enough of it."""
        try:
            if self.drips:
                self.socket.send(b"x")
                return self.socket.recv(4096) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False
        poll = select.poll()
        poll.register(self.socket, select.POLLRDHUP)
        return not poll.poll(0)


def main():
    port, accounts, count = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    with open(accounts, encoding="utf-8") as file:
        businesses = json.load(file)["businesses"]
    slow = []
    while len(slow) < count:
        business = businesses[len(slow) // 4 % len(businesses)]
        slow += [Slow(port, kind, request) for kind, request in requests(business)]
    print(json.dumps({"open": len(slow)}), flush=True)

    cut_off = {"header": 0, "body": 0, "answers": 0, "stream": 0}
    while not select.select([sys.stdin], [], [], SECONDS_BETWEEN_BYTES)[0]:
        for each in slow:
            if not each.go_on():
                cut_off[each.kind] += 1
                each.socket.close()
                each.open()
    print(json.dumps({"cut_off": cut_off}), flush=True)


if __name__ == "__main__":
    main()
