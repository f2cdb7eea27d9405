# SPDX-License-Identifier: Apache-2.0
"""The whole conversation with WebSocket clients that others wrote."""

import json

import pytest

from client import Business, register
from server import Server
from websocket_clients import ALL


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Its server pings every second, so that the clients' answers are seen."""
    running = Server(tmp_path_factory.mktemp("clients"), stream_heartbeat="1s", stream_max_age="1h").start()
    try:
        yield Business(register(running))
        running.stop()
    finally:
        running.abandon()


class Conversation:
    """Keeps what is no ping, and answers those."""

    def __init__(self, client):
        self.client = client
        self.pings = 0

    def say(self, **message):
        self.client.send(json.dumps(message))

    def next(self):
        while True:
            message = json.loads(self.client.receive())
            if message["t"] != "ping":
                return message
            self.answer()

    def answer(self):
        self.pings += 1
        self.say(t="pong", seq=0)

    def ping(self):
        message = json.loads(self.client.receive())
        assert message["t"] == "ping", message
        self.answer()


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_the_whole_conversation(shop, kind):
    server = shop.owner.server
    epoch, head = shop.epoch(), shop.head()
    # Larger than any small form of a length, with characters of every length.
    placed = [shop.owner.place(shop.order(notes="für Ada, 100 €, \U0001f355 " * 30)) for _ in range(40)]

    client = kind()
    client.open(f"ws://{server.host}:{server.port}/ws/notifications/{shop.id}")
    assert client.extensions == ""
    talk = Conversation(client)
    talk.say(t="hello", token=shop.owner.credential, cursor=f"{epoch}:{head}", device="A device of another kind")
    assert talk.next()["t"] == "welcome"
    events = []
    while (message := talk.next())["t"] == "events":
        events += message["events"]
    assert message == {"t": "live", "seq": head + 40}
    assert [event["data"]["id"] for event in events] == [order["id"] for order in placed]
    assert events[-1]["data"]["notes"] == placed[-1]["notes"]

    client.ping("are you there")
    talk.ping()  # of the server; without the pong it would close within 10 s
    talk.say(t="ack", seq=head + 40)
    order = shop.owner.place(shop.order())
    message = talk.next()
    assert message["t"] == "events" and message["events"][0]["order_id"] == order["id"]
    assert client.close(1000) == 1000
