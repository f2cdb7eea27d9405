# SPDX-License-Identifier: Apache-2.0
"""An RFC 6455 client over a plain socket that may also break every rule of it."""

import base64
import hashlib
import json
import os
import socket
import struct

from raw_http import Closed, RawConnection

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Refused(Exception):
    """The upgrade was answered with something else than 101."""

    def __init__(self, status, headers, body):
        super().__init__(f"{status} {body[:300]!r}")
        self.status = status
        self.headers = headers
        self.body = body


class Gone(Exception):
    """The connection ended; `code` of the close frame, or None when there was none."""

    def __init__(self, code=None, reason=""):
        super().__init__(f"closed with {code} {reason}")
        self.code = code
        self.reason = reason


def frame(opcode, payload=b"", fin=True, masked=True, reserved=0):
    """One frame as bytes (RFC 6455 §5.2)."""
    head = bytes([(0x80 if fin else 0) | (reserved << 4) | opcode])
    mask_bit = 0x80 if masked else 0
    size = len(payload)
    if size < 126:
        head += bytes([mask_bit | size])
    elif size < 65536:
        head += bytes([mask_bit | 126]) + struct.pack("!H", size)
    else:
        head += bytes([mask_bit | 127]) + struct.pack("!Q", size)
    if not masked:
        return head + payload
    key = os.urandom(4)
    repeated = (key * (size // 4 + 1))[:size]
    body = (int.from_bytes(payload, "big") ^ int.from_bytes(repeated, "big")).to_bytes(size, "big")
    return head + key + body


class WebSocket:
    """Speaks `/ws/notifications/{business_id}`; raises Refused when the upgrade is not answered with 101."""

    def __init__(self, server, business_id, subprotocols=("orders.v1",), headers=(), timeout=20, receive_buffer=None,
                 version="13"):
        self.raw = RawConnection(server.host, server.port, timeout, server.tls)
        if receive_buffer:
            self.raw.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        key = base64.b64encode(os.urandom(16))
        lines = [f"GET /ws/notifications/{business_id} HTTP/1.1", f"Host: {server.host}:{server.port}",
                 "Connection: Upgrade", "Upgrade: websocket", f"Sec-WebSocket-Key: {key.decode()}"]
        if version:
            lines.append(f"Sec-WebSocket-Version: {version}")
        if subprotocols:
            lines.append("Sec-WebSocket-Protocol: " + ", ".join(subprotocols))
        lines += headers
        self.raw.send(("\r\n".join(lines) + "\r\n\r\n").encode())
        status, self.headers, body = self.raw.response()
        if status != 101:
            self.raw.socket.close()
            raise Refused(status, self.headers, body)
        expected = base64.b64encode(hashlib.sha1(key + _GUID).digest()).decode()
        assert self.headers["sec-websocket-accept"] == expected

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.raw.socket.close()

    def abort(self):
        self.raw.socket.close()

    def send_bytes(self, data):
        if not self.raw.send(data):
            raise Gone()

    def send_frame(self, opcode, payload=b"", **more):
        self.send_bytes(frame(opcode, payload, **more))

    def send_json(self, message, size=None):
        """`size` pads the message with JSON white space to so many bytes."""
        text = json.dumps(message).encode()
        if size is not None:
            assert len(text) <= size
            text += b" " * (size - len(text))
        self.send_frame(TEXT, text)

    def _exactly(self, count):
        try:
            while len(self.raw.pending) < count:
                self.raw.read_more()
        except Closed as error:
            raise Gone() from error
        data, self.raw.pending = self.raw.pending[:count], self.raw.pending[count:]
        return data

    def receive_frame(self):
        """(opcode, fin, payload); checks that a server never masks and sets no reserved bit."""
        first, second = self._exactly(2)
        assert first & 0x70 == 0 and second & 0x80 == 0
        size = second & 0x7F
        if size == 126:
            size, = struct.unpack("!H", self._exactly(2))
            assert size > 125
        elif size == 127:
            size, = struct.unpack("!Q", self._exactly(8))
            assert size > 65535
        return first & 0x0F, bool(first & 0x80), self._exactly(size)

    def receive(self):
        """The next message as JSON; pings are answered, a close raises Gone with its code."""
        parts = b""
        while True:
            opcode, fin, payload = self.receive_frame()
            if opcode == PING:
                self.send_frame(PONG, payload)
            elif opcode == CLOSE:
                code = struct.unpack("!H", payload[:2])[0] if payload else None
                self.raw.send(frame(CLOSE, payload[:2]))
                raise Gone(code, payload[2:].decode())
            elif opcode in (TEXT, CONTINUATION):
                parts += payload
                if fin:
                    return json.loads(parts)
            else:
                assert opcode == PONG, opcode

    def expect_close(self):
        """Reads on until the server closes: the code."""
        try:
            while True:
                self.receive()
        except Gone as gone:
            return gone.code

    # The conversation of docs/protocol.md.

    def hello(self, token=None, cursor=None, device=None):
        """Sends hello; returns the welcome."""
        message = {"t": "hello"}
        if token:
            message["token"] = token
        if cursor is not None:
            message["cursor"] = cursor
        if device:
            message["device"] = device
        self.send_json(message)
        return self.receive()

    def events_until_live(self):
        """The caught-up events and the seq at which the stream went live."""
        events = []
        while True:
            message = self.receive()
            if message["t"] == "events":
                events += checked_events(message)
            elif message["t"] == "live":
                return events, message["seq"]
            else:
                assert message["t"] == "ping", message

    def events(self, count):
        """The next events, at least `count`."""
        events = []
        while len(events) < count:
            message = self.receive()
            if message["t"] == "events":
                events += checked_events(message)
            else:
                assert message["t"] in ("ping", "live"), message
        return events


def checked_events(message, is_filtered=False):
    """The events of one message, whose `from` and `to` must say what is in it, and around it for a filtered reader."""
    if is_filtered:
        seqs = [event["seq"] for event in message["events"]]
        assert seqs == sorted(set(seqs)) and all(message["from"] <= seq <= message["to"] for seq in seqs), message
        return message["events"]
    seqs = [event["seq"] for event in message["events"]]
    assert seqs == list(range(message["from"], message["to"] + 1)), message
    return message["events"]


def join(server, business, token=None, cursor=None, device=None, **more):
    """An open socket that is live, and what it caught up with."""
    socket_ = WebSocket(server, business.id, **more)
    welcome = socket_.hello(token or business.owner.credential, cursor, device)
    assert welcome["t"] == "welcome", welcome
    events, _ = socket_.events_until_live()
    socket_.welcome = welcome
    return socket_, events
