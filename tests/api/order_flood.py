# SPDX-License-Identifier: Apache-2.0
"""Posts very many small orders: prepared bytes, pipelined over many connections from one thread."""

import json
import selectors
import socket

from client import new_key, order_for


def post_many(server, business_id, credential, count, connections=48, window=4):
    """Posts `count` orders; fails unless each is answered 201."""
    head = (f"POST /api/v1/orders HTTP/1.1\r\nHost: {server.host}:{server.port}\r\n"
            f"Authorization: Bearer {credential}\r\nContent-Type: application/json\r\n")
    body = json.dumps(order_for(business_id, test=True))
    tail = f"Content-Length: {len(body)}\r\n\r\n{body}"
    prefix = new_key()

    def request(number):
        return f"{head}Idempotency-Key: {prefix}-{number}\r\n{tail}".encode()

    selector = selectors.DefaultSelector()
    streams = [_Stream(server, selector) for _ in range(min(connections, count))]
    sent = done = 0
    try:
        for stream in streams * window:
            if sent < count:
                stream.send(request(sent))
                sent += 1
        while done < count:
            ready = selector.select(timeout=60)
            assert ready, f"no answer for 60 s after {done} of {count} orders"
            for chosen, _ in ready:
                for _ in range(chosen.data.answers()):
                    done += 1
                    if sent < count:
                        chosen.data.send(request(sent))
                        sent += 1
    finally:
        for stream in streams:
            stream.socket.close()
        selector.close()


class _Stream:
    def __init__(self, server, selector):
        self.socket = socket.create_connection((server.host, server.port), 60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.pending = b""
        selector.register(self.socket, selectors.EVENT_READ, self)

    def send(self, data):
        self.socket.sendall(data)

    def answers(self):
        """How many whole responses came; each must be a 201."""
        data = self.socket.recv(262144)
        assert data, f"the server closed the connection: {self.pending[:500]!r}"
        self.pending += data
        count = 0
        while (end := self.pending.find(b"\r\n\r\n")) >= 0:
            head = self.pending[:end].lower()
            assert head.startswith(b"http/1.1 201"), self.pending[:2000]
            size = int(head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
            if len(self.pending) < end + 4 + size:
                break
            self.pending = self.pending[end + 4 + size:]
            count += 1
        return count
