# SPDX-License-Identifier: Apache-2.0
"""RFC 6455, byte by byte: what a WebSocket accepts, answers and refuses."""

import json
import struct

import pytest

from devices import still_works
from raw_websocket import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, Gone, WebSocket, frame, join


@pytest.mark.parametrize("size", [125, 126, 127, 16383, 16384])
def test_messages_at_the_edges_of_the_length_forms(socket, business, owner, size):
    socket.send_json({"t": "ack", "seq": 0}, size=size)
    still_works(socket, business, owner)


def test_a_message_above_16_kib_is_1009(socket):
    socket.send_json({"t": "ack", "seq": 0}, size=16385)
    assert socket.expect_close() == 1009


def test_a_length_that_is_never_sent_is_refused_at_once(socket):
    socket.send_bytes(bytes([0x81, 0xFF]) + struct.pack("!Q", 2**40) + b"mask")
    assert socket.expect_close() == 1009


def test_fragments_that_sum_up_above_16_kib_are_1009(socket):
    socket.send_frame(TEXT, b" " * 10_000, fin=False)
    socket.send_frame(CONTINUATION, b" " * 10_000, fin=False)
    assert socket.expect_close() == 1009


def test_an_empty_message_is_not_understood(socket):
    socket.send_frame(TEXT, b"")
    assert socket.expect_close() == 4500


def test_a_fragmented_message_with_empty_and_control_frames_between(socket, business, owner):
    text = json.dumps({"t": "ack", "seq": 0}).encode()
    socket.send_frame(TEXT, b"", fin=False)
    for number, byte in enumerate(text):
        socket.send_frame(CONTINUATION, bytes([byte]), fin=False)
        if number % 5 == 0:
            socket.send_frame(PING, b"%d" % number)
            assert socket.receive_frame() == (PONG, True, b"%d" % number)
        socket.send_frame(CONTINUATION, b"", fin=False)
    socket.send_frame(PONG, b"unasked")
    socket.send_frame(CONTINUATION, b"", fin=True)
    still_works(socket, business, owner)


def test_text_split_inside_a_character(socket, business, owner):
    text = json.dumps({"t": "ack", "seq": 0, "shown": ["é"]}, ensure_ascii=False).encode()
    cut = text.index(b"\xc3") + 1
    socket.send_frame(TEXT, text[:cut], fin=False)
    socket.send_frame(CONTINUATION, text[cut:])
    still_works(socket, business, owner)


def test_byte_at_a_time(server, business, owner):
    with WebSocket(server, business.id) as opened:
        hello = json.dumps({"t": "hello", "token": owner.credential}).encode()
        for byte in frame(TEXT, hello) + frame(PING, b"p") + frame(TEXT, json.dumps({"t": "ack", "seq": 0}).encode()):
            opened.send_bytes(bytes([byte]))
        assert opened.receive()["t"] == "welcome"
        assert opened.receive() == {"t": "live", "seq": 0}
        still_works(opened, business, owner)


@pytest.mark.parametrize("size", [0, 1, 125])
def test_a_ping_is_answered_with_its_payload(socket, size):
    socket.send_frame(PING, b"x" * size)
    assert socket.receive_frame() == (PONG, True, b"x" * size)


def test_many_messages_in_one_packet(socket, business, owner):
    socket.send_bytes(b"".join(frame(TEXT, b'{"t":"ack","seq":0}') + frame(PING, b"%d" % n) for n in range(200)))
    for number in range(200):
        assert socket.receive_frame() == (PONG, True, b"%d" % number)
    still_works(socket, business, owner)


VIOLATIONS = {
    "an unmasked frame": frame(TEXT, b'{"t":"ack","seq":0}', masked=False),
    "an unmasked ping": frame(PING, b"", masked=False),
    "a reserved bit": frame(TEXT, b'{"t":"ack","seq":0}', reserved=4),
    "a reserved data opcode": frame(3, b"x"),
    "a reserved control opcode": frame(11, b"x"),
    "a fragmented ping": frame(PING, b"x", fin=False),
    "a ping above 125": frame(PING, b"x" * 126),
    "a continuation of nothing": frame(CONTINUATION, b"x"),
    "a message within a message": frame(TEXT, b"{", fin=False) + frame(TEXT, b"}"),
    "a close of one byte": frame(CLOSE, b"\x03"),
    "a close code that does not exist": frame(CLOSE, struct.pack("!H", 999)),
    "a close code that is never sent": frame(CLOSE, struct.pack("!H", 1005)),
}


@pytest.mark.parametrize("name", VIOLATIONS)
def test_a_violation_is_1002(socket, name):
    socket.send_bytes(VIOLATIONS[name])
    assert socket.expect_close() == 1002


@pytest.mark.parametrize("frames", [
    frame(TEXT, b'{"t":"\xff\xfe"}'),
    frame(TEXT, b'{"t":"\xc0\xaf"}'),
    frame(TEXT, b'{"t":"\xed\xa0\x80"}'),
    frame(TEXT, b'{"t":"\xf4\x90\x80\x80"}'),
    frame(TEXT, b'{"t":"\xe2\x82"}'),
    frame(TEXT, b'{"t":"\xe2', fin=False) + frame(CONTINUATION, b'\x28"}'),
])
def test_text_that_is_not_utf_8_is_1007(socket, frames):
    socket.send_bytes(frames)
    assert socket.expect_close() == 1007


NOT_UNDERSTOOD = {
    "no JSON": b"hello",
    "JSON that is cut": b'{"t":"ack"',
    "a list": b"[]",
    "null": b"null",
    "no type": b'{"seq":1}',
    "an unknown type": b'{"t":"order"}',
    "a type that is a number": b'{"t":5}',
    "a key twice": b'{"t":"ack","t":"ack","seq":0}',
    "deep JSON": b'{"t":' + b"[" * 5000 + b"]" * 5000 + b"}",
    "an ack without a seq": b'{"t":"ack"}',
    "an ack of a negative seq": b'{"t":"ack","seq":-1}',
    "an ack of a text": b'{"t":"ack","seq":"1"}',
    "a resume without a cursor": b'{"t":"resume"}',
}


@pytest.mark.parametrize("name", NOT_UNDERSTOOD)
def test_a_message_that_is_not_understood_is_4500(socket, name):
    socket.send_frame(TEXT, NOT_UNDERSTOOD[name])
    assert socket.expect_close() == 4500


@pytest.mark.parametrize("first", [b"hello", b'{"t":"ack","seq":0}', b'{"t":"resume","cursor":"x:0"}',
                                   b'{"t":"hello","token":5}'])
def test_something_else_than_hello_at_first_is_4500(server, business, first):
    with WebSocket(server, business.id) as opened:
        opened.send_frame(TEXT, first)
        assert opened.expect_close() == 4500


def test_binary_is_not_understood(socket):
    socket.send_frame(BINARY, b'{"t":"ack","seq":0}')
    assert socket.expect_close() in (1003, 4500)


def test_a_close_is_answered_and_the_connection_ends(server, socket):
    socket.send_frame(CLOSE, struct.pack("!H", 1000) + b"bye")
    opcode, _, payload = socket.receive_frame()
    assert opcode == CLOSE and payload[:2] == struct.pack("!H", 1000)
    with pytest.raises(Gone):
        socket.receive_frame()


def test_a_connection_cut_in_the_middle_of_a_frame_hurts_nobody(server, business, owner):
    for _ in range(20):
        opened, _ = join(server, business)
        opened.send_bytes(frame(TEXT, b" " * 1000)[:300])
        opened.abort()
    opened, _ = join(server, business)
    with opened:
        still_works(opened, business, owner)
