# SPDX-License-Identifier: Apache-2.0
"""P6: devices that stop reading cost nothing, and wake to the exact log.

The memory of a sanitized binary says nothing: there the figure is not asserted, the summary says so, and CI runs
this file against the plain binary as well. MEASURE_MEMORY=required makes a sanitized binary a failure.
"""

import os

import pytest

from client import PATIENT, Business, register
from order_flood import post_many
from raw_websocket import Gone, WebSocket, checked_events, join

DEVICES = 20
WARM_UP = 2000
MOST_BYTES = 64 * 1024 * 1024


class Sleeper:
    """A device that said hello, stopped reading, and wakes up later."""

    def __init__(self, server, business, number):
        self.server, self.business, self.name = server, business, f"Tablet {number}"
        self.seqs_and_ids = []
        self.wakings = 0
        self.socket, _ = join(server, business, device=self.name, receive_buffer=131072, timeout=60)
        self.epoch = self.socket.welcome["epoch"]
        self.seq = self.first = self.socket.welcome["head"]

    def wake(self, head):
        """Reads to `head`; a connection that the server gave up is taken up again at the cursor."""
        while self.seq < head:
            try:
                message = self.socket.receive()
            except (Gone, OSError):
                self.wakings += 1
                assert self.wakings < 5
                self.socket = WebSocket(self.server, self.business.id, timeout=60)
                self.socket.hello(self.business.owner.credential, f"{self.epoch}:{self.seq}", self.name)
                continue
            assert message["t"] in ("events", "ping", "live"), message
            if message["t"] == "events":
                for event in checked_events(message):
                    self.seqs_and_ids.append((event["seq"], event["id"]))
                    self.seq = event["seq"]
            elif message["t"] == "ping":
                self.socket.send_json({"t": "pong", "seq": self.seq})


class Shop:
    """A business on a server of its own that is warm: every connection's first allocations are made."""

    def __init__(self, server):
        self.server = server
        self.business = Business(register(server), settings=PATIENT)
        self.credential = self.business.key().credential
        self.post(WARM_UP)

    def post(self, count):
        post_many(self.server, self.business.id, self.credential, count)

    def growth(self, events):
        """What the server's memory grows by over so many events, devices or not."""
        before = self.server.resident_bytes()
        self.post(events)
        return self.server.resident_bytes() - before


@pytest.mark.slow
def test_20_sleeping_devices_cost_less_than_64_mib_and_wake_to_the_exact_log(fresh_server, sanitized, not_measured):
    events = int(os.environ.get("SLEEPING_EVENTS", "3000" if sanitized else "50000"))
    # Asleep for as long as it takes: being cut off is another test.
    shop = Shop(fresh_server(log_requests="off", stall_timeout="1h"))
    sleepers = [Sleeper(shop.server, shop.business, number) for number in range(DEVICES)]
    growth = shop.growth(events)
    in_flight = shop.server.unsent_bytes()

    if sanitized:
        assert os.environ.get("MEASURE_MEMORY") != "required", "this binary has AddressSanitizer"
        not_measured(f"memory of {DEVICES} sleeping devices (sanitized binary; {events} events instead of 50000)")
    else:
        # Orders fill the store's caches, devices or not: a second server says by how much.
        alone = Shop(fresh_server(log_requests="off"))
        cost = growth + in_flight - alone.growth(events)
        alone.server.stop()
        measured = f"{cost / 2**20:.1f} MiB, {in_flight / 2**20:.1f} of it in the kernel"
        print(f"{DEVICES} sleeping devices over {events} events: {measured}")
        assert cost < MOST_BYTES, measured

    head = shop.business.head()
    assert head == WARM_UP + events
    sleepers[0].wake(head)
    exact = sleepers[0].seqs_and_ids
    assert [seq for seq, _ in exact] == list(range(WARM_UP + 1, head + 1))
    assert len({event_id for _, event_id in exact}) == events
    for sleeper in sleepers[1:]:
        sleeper.wake(head)
        assert sleeper.seqs_and_ids == exact
    page = shop.business.poll(cursor=f"{shop.business.epoch()}:{head - 50}", limit=100)
    assert [(event["seq"], event["id"]) for event in page["notifications"]] == exact[-50:]
    for sleeper in sleepers:
        sleeper.socket.abort()
    shop.server.stop()


def test_a_sleeping_device_delays_nobody(server, owner):
    business = Business(owner, settings=PATIENT)
    channel = business.key()
    asleep = [join(server, business, receive_buffer=4096)[0] for _ in range(5)]
    awake, _ = join(server, business)
    post_many(server, business.id, channel.credential, 600)
    events = awake.events(600)
    assert [event["seq"] for event in events] == list(range(1, 601))
    for each in (*asleep, awake):
        each.abort()
