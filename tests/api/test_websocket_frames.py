# SPDX-License-Identifier: Apache-2.0
"""Our own rules on top of RFC 6455 (test_rfc6455.py): messages of 16 KiB at most, and those that we understand."""

import json

import pytest

from devices import still_works
from raw_websocket import CONTINUATION, PING, PONG, TEXT, WebSocket, frame, join


@pytest.mark.parametrize("size", [125, 126, 127, 16383, 16384])
def test_messages_at_the_edges_of_the_length_forms(socket, business, owner, size):
    socket.send_json({"t": "ack", "seq": 0}, size=size)
    still_works(socket, business, owner)


def test_a_message_above_16_kib_is_1009(socket):
    socket.send_json({"t": "ack", "seq": 0}, size=16385)
    assert socket.expect_close() == 1009


def test_fragments_that_sum_up_above_16_kib_are_1009(socket):
    socket.send_frame(TEXT, b" " * 10_000, fin=False)
    socket.send_frame(CONTINUATION, b" " * 10_000, fin=False)
    assert socket.expect_close() == 1009


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


def test_byte_at_a_time(server, business, owner):
    with WebSocket(server, business.id) as opened:
        hello = json.dumps({"t": "hello", "token": owner.credential}).encode()
        for byte in frame(TEXT, hello) + frame(PING, b"p") + frame(TEXT, json.dumps({"t": "ack", "seq": 0}).encode()):
            opened.send_bytes(bytes([byte]))
        assert opened.receive()["t"] == "welcome"
        assert opened.receive() == {"t": "live", "seq": 0}
        still_works(opened, business, owner)


def test_many_messages_in_one_packet(socket, business, owner):
    socket.send_bytes(b"".join(frame(TEXT, b'{"t":"ack","seq":0}') + frame(PING, b"%d" % n) for n in range(200)))
    for number in range(200):
        assert socket.receive_frame() == (PONG, True, b"%d" % number)
    still_works(socket, business, owner)


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


def test_a_connection_cut_in_the_middle_of_a_frame_hurts_nobody(server, business, owner):
    for _ in range(20):
        opened, _ = join(server, business)
        opened.send_bytes(frame(TEXT, b" " * 1000)[:300])
        opened.abort()
    opened, _ = join(server, business)
    with opened:
        still_works(opened, business, owner)
