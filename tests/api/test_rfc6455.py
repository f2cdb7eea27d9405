# SPDX-License-Identifier: Apache-2.0
"""RFC 6455 as a table, on a server whose messages may be 128 KiB: what passes, what is answered, how it is refused."""

import json
import struct

import pytest

from client import Business, register
from devices import still_works
from raw_websocket import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, Gone, frame, join
from server import Server

LIMIT = 128 * 1024


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("rfc6455"), websocket_message_bytes=LIMIT).start()
    try:
        yield Business(register(running))
        running.stop()
    finally:
        running.abandon()


@pytest.fixture
def socket(shop):
    opened, _ = join(shop.owner.server, shop)
    with opened:
        yield opened


def padded(size):
    """A message that is understood and changes nothing, of so many bytes."""
    return json.dumps({"t": "ack", "seq": 0}).encode().ljust(size)


def shown(text):
    return json.dumps({"t": "ack", "seq": 0, "shown": [text]}, ensure_ascii=False).encode()


def pieces(message, size, between=b""):
    """The message in fragments of so many bytes, something between each two."""
    parts = [message[at:at + size] for at in range(0, len(message), size)]
    return between.join(
        frame(CONTINUATION if number else TEXT, part, fin=number == len(parts) - 1)
        for number, part in enumerate(parts))


def with_length(form, size, payload):
    """A masked text frame whose length stands in the 2- or 8-byte form, whatever it is."""
    head = bytes([0x81, 0x80 | form]) + struct.pack("!H" if form == 126 else "!Q", size)
    return head + b"\0\0\0\0" + payload


# Sizes, fragments, masks, UTF-8: messages that are understood.
UNDERSTOOD = {
    **{f"5.2 a message of {size}": frame(TEXT, padded(size)) for size in (125, 126, 127, 65535, 65536, LIMIT)},
    **{f"5.4 {size} bytes in fragments of {each}": pieces(padded(size), each)
       for size, each in ((125, 1), (126, 125), (65535, 1000), (65536, 65535), (65536, 126), (LIMIT, 16384))},
    "5.3 a mask of zeros": with_length(126, 126, padded(126)),
    "5.4 empty fragments at both ends":
        frame(TEXT, b"", fin=False) + frame(CONTINUATION, padded(30), fin=False) + frame(CONTINUATION, b""),
    "5.5.3 a pong that nobody asked for": frame(PONG, b"unasked"),
    "5.5.3 a pong of 125": frame(PONG, b"x" * 125),
    "8.1 characters of every length": frame(TEXT, shown("a\u00e9\u20ac\U0001f355")),
    "8.1 the first and last of each length":
        frame(TEXT, shown("~\u00a0\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010ffff")),
    "8.1 characters split everywhere": pieces(shown("\u00e9\u20ac\U0001f355\U0010ffff"), 1),
}


@pytest.mark.parametrize("name", UNDERSTOOD)
def test_a_message_is_understood(socket, shop, name):
    socket.send_bytes(UNDERSTOOD[name])
    still_works(socket, shop, shop.owner)


# Pings and the payloads of the pongs for them, in order.
PINGED = {
    **{f"5.5.2 a ping of {size}": (frame(PING, b"p" * size), [b"p" * size]) for size in (0, 1, 125)},
    "5.5.2 a ping of any bytes": (frame(PING, bytes(range(125))), [bytes(range(125))]),
    "5.4 pings between fragments": (pieces(padded(40), 10, between=frame(PING, b"now")), [b"now"] * 3),
    "5.5.2 a hundred pings": (b"".join(frame(PING, b"%d" % n) for n in range(100)), [b"%d" % n for n in range(100)]),
}


@pytest.mark.parametrize("name", PINGED)
def test_a_ping_is_answered(socket, shop, name):
    sent, pongs = PINGED[name]
    socket.send_bytes(sent)
    assert [socket.receive_frame() for _ in pongs] == [(PONG, True, payload) for payload in pongs]
    still_works(socket, shop, shop.owner)


def close(code, reason=b""):
    return frame(CLOSE, struct.pack("!H", code) + reason)


# What is refused, and with which code.
REFUSED = {
    **{f"5.2 reserved bits {bits:03b}": (frame(TEXT, padded(30), reserved=bits), 1002) for bits in range(1, 8)},
    "5.2 a reserved bit of a ping": (frame(PING, b"", reserved=4), 1002),
    "5.2 a reserved bit of a fragment":
        (frame(TEXT, b"{", fin=False) + frame(CONTINUATION, b"}", reserved=4), 1002),
    **{f"5.2 opcode {opcode}": (frame(opcode, b"x"), 1002) for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)},
    **{f"5.2 {size} bytes in the length form of {form}": (with_length(form, size, padded(size)), 1002)
       for form, size in ((126, 30), (126, 125), (127, 30), (127, 126), (127, 65535))},
    "5.2 an empty message in a long form": (with_length(126, 0, b""), 1002),
    "5.2 a length with its highest bit": (with_length(127, 2**63, b""), {1002, 1009}),
    "5.1 a text that is not masked": (frame(TEXT, padded(30), masked=False), 1002),
    "5.1 a binary that is not masked": (frame(BINARY, b"x", masked=False), 1002),
    "5.1 a ping that is not masked": (frame(PING, b"", masked=False), 1002),
    "5.1 a close that is not masked": (frame(CLOSE, b"\x03\xe8", masked=False), 1002),
    "5.1 a fragment that is not masked":
        (frame(TEXT, b"{", fin=False) + frame(CONTINUATION, b"}", masked=False), 1002),
    "5.4 a continuation of nothing": (frame(CONTINUATION, padded(30)), 1002),
    "5.4 a first fragment of nothing": (frame(CONTINUATION, padded(30), fin=False), 1002),
    "5.4 a continuation behind the end": (frame(TEXT, padded(30)) + frame(CONTINUATION, b""), 1002),
    "5.4 a text within a message": (frame(TEXT, b"{", fin=False) + frame(TEXT, b"}"), 1002),
    "5.4 a binary within a message": (frame(TEXT, b"{", fin=False) + frame(BINARY, b"}"), 1002),
    **{f"5.5 a fragmented {name}": (frame(opcode, b"", fin=False), 1002)
       for name, opcode in (("close", CLOSE), ("ping", PING), ("pong", PONG))},
    **{f"5.5 a {name} of 126": (frame(opcode, b"\x03\xe8" + b"x" * 124), 1002)
       for name, opcode in (("close", CLOSE), ("ping", PING), ("pong", PONG))},
    "5.5.1 a close of one byte": (frame(CLOSE, b"\x03"), 1002),
    "5.5.1 a reason that is not UTF-8": (close(1000, b"\xc3\x28"), {1002, 1007}),
    **{f"7.4 close code {code}": (close(code), 1002)
       for code in (0, 1, 999, 1004, 1005, 1006, 1014, 1015, 1016, 1100, 2000, 2999)},
    **{f"8.1 {name}": (frame(TEXT, b'{"t":"' + bytes_ + b'"}'), 1007) for name, bytes_ in {
        "a lone continuation byte": b"\x80", "no character at all": b"\xff\xfe", "an overlong slash": b"\xc0\xaf",
        "an overlong NUL": b"\xe0\x80\x80", "an overlong character of four": b"\xf0\x8f\xbf\xbf",
        "the first surrogate": b"\xed\xa0\x80", "the last surrogate": b"\xed\xbf\xbf",
        "above the last character": b"\xf4\x90\x80\x80", "a character of five": b"\xf8\x88\x80\x80\x80",
        "a character that is cut": b"\xe2\x82"}.items()},
    "8.1 a message that ends inside a character": (frame(TEXT, b'{"t":"\xe2\x82'), 1007),
    "8.1 a wrong character over two fragments":
        (frame(TEXT, b'{"t":"\xe2', fin=False) + frame(CONTINUATION, b'\x28"}'), 1007),
    "8.1 a surrogate over three fragments":
        (frame(TEXT, b"\xed", fin=False) + frame(CONTINUATION, b"\xa0", fin=False) + frame(CONTINUATION, b"\x80"),
         1007),
    "8.1 a fragment that ends inside a character, then nothing":
        (frame(TEXT, b"\xf0\x9f", fin=False) + frame(PING, b"") + frame(CONTINUATION, b""), 1007),
    "10.4 a message above the limit": (frame(TEXT, padded(LIMIT + 1)), 1009),
    "10.4 fragments above the limit": (pieces(padded(LIMIT + 1), 16384), 1009),
    "10.4 a length that is never sent": (bytes([0x81, 0xFF]) + struct.pack("!Q", 2**40) + b"mask", 1009),
    "5.6 an empty message is not one of ours": (frame(TEXT, b""), 4500),
    "5.6 a binary is not one of ours": (frame(BINARY, padded(30)), {1003, 4500}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_violation_is_refused_with_its_code(socket, name):
    sent, code = REFUSED[name]
    socket.send_bytes(sent)
    assert socket.expect_close() in (code if isinstance(code, set) else {code})


CLOSES = {
    **{f"7.4 close code {code}": struct.pack("!H", code)
       for code in (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 3000, 3999, 4000, 4999)},
    "5.5.1 a reason of 123 bytes": struct.pack("!H", 1000) + b"r" * 123,
    "5.5.1 a reason with any characters": struct.pack("!H", 1000) + "f\u00fcr heute\u20ac\U0001f355".encode(),
}


@pytest.mark.parametrize("name", CLOSES)
def test_a_close_is_answered_with_its_code(socket, name):
    socket.send_bytes(frame(CLOSE, CLOSES[name]) + frame(TEXT, b"said too late"))
    opcode, _, payload = socket.receive_frame()
    assert opcode == CLOSE and payload[:2] == CLOSES[name][:2]
    with pytest.raises(Gone):
        socket.receive_frame()


def test_a_close_without_a_code_is_answered(socket):
    socket.send_frame(CLOSE, b"")
    opcode, _, payload = socket.receive_frame()
    assert opcode == CLOSE and payload in (b"", struct.pack("!H", 1000))
    with pytest.raises(Gone):
        socket.receive_frame()


@pytest.mark.parametrize("offer", ["permessage-deflate", "permessage-deflate; client_max_window_bits",
                                   "x-webkit-deflate-frame, permessage-deflate"])
def test_compression_is_never_agreed_to(shop, offer):
    opened, _ = join(shop.owner.server, shop, headers=[f"Sec-WebSocket-Extensions: {offer}"])
    with opened:
        assert "sec-websocket-extensions" not in opened.headers
        still_works(opened, shop, shop.owner)
