# SPDX-License-Identifier: Apache-2.0
"""`kill -9` and restarts under load, again and again on one data folder: the checker of history.py must find nothing
in what four kinds of readers saw, who come and go in between.

A kill leaves the page cache alone, so this proves recovery and resuming, not the fsync: that is the crash VFS's part.
KILL_CYCLES sets how often (default 3; `./dev soak` takes 50).
"""

import http.client
import os
import random
import threading

import pytest

from client import PATIENT, Business, Caller, new_key, register
from commands import verify
from devices import PollDevice, SocketDevice, StreamDevice
from history import History, seen_of
from server import Server, eventually

CYCLES = int(os.environ.get("KILL_CYCLES", "3"))
POSTERS = 4


class Poster(threading.Thread):
    """Posts orders and moves some of them; what got no answer is asked again with the same key until it has one."""

    def __init__(self, server, business, credential, history, seed):
        super().__init__(daemon=True)
        self.server = server
        self.business = business
        self.caller = Caller(server, credential, device=f"Till {seed}")
        self.history = history
        self.random = random.Random(seed)
        self.stopping = threading.Event()
        self.failure = None

    def run(self):
        try:
            while not self.stopping.is_set():
                order = self._post()
                if self.random.random() < 0.3:
                    self._confirm(order)
        except Exception as error:
            self.failure = error

    def stop(self):
        self.stopping.set()
        self.join(60)
        assert not self.is_alive()
        if self.failure:
            raise self.failure

    def _until_answered(self, send):
        while True:
            try:
                answer = send()
                if answer.status != 503:
                    return answer
            except (OSError, http.client.HTTPException):
                self.stopping.wait(0.01)  # the pause of a client that tries again, not of a test

    def _post(self):
        key = new_key()
        order = self.business.order(customer_id=key)
        answer = self._until_answered(lambda: self.caller.post_order(order, key))
        assert answer.status == 201, answer
        stored = answer.json()
        self.history.acknowledge(key, stored["id"], stored["order_number"])
        return stored

    def _confirm(self, order):
        answer = self._until_answered(lambda: self.caller.move(order, "confirmed"))
        assert answer.status == 200, answer
        self.history.move(order["id"], answer.json()["version"])


@pytest.fixture
def server(tmp_path):
    running = Server(tmp_path).start()
    yield running
    running.abandon()


@pytest.mark.slow
def test_no_acknowledged_order_is_lost_or_doubled_by_kill_9(server):
    owner = register(server)
    business = Business(owner, settings={"remind_after_s": 1, "escalate_after_s": 2})
    epoch = business.epoch()
    history = History()

    def device(kind, name, **more):
        events = history.device(name)
        return kind(server, business, owner.credential, epoch,
                    lambda seen_epoch, event: events.append(seen_of(seen_epoch, event)), name, **more)

    devices = [device(SocketDevice, "Counter"), device(SocketDevice, "Kitchen", leaves_after=17),
               device(StreamDevice, "Wall"), device(StreamDevice, "Browser", leaves_after=23),
               device(PollDevice, "Office"), device(PollDevice, "Phone", wait=0)]
    posters = [Poster(server, business, owner.credential, history, seed) for seed in range(POSTERS)]
    chance = random.Random(CYCLES)
    for thread in devices + posters:
        thread.start()

    for cycle in range(CYCLES):
        goal = history.acknowledged_count() + chance.randint(20, 200)
        eventually(lambda goal=goal: history.acknowledged_count() >= goal or any(each.failure for each in posters), 120,
                   f"{goal} orders in cycle {cycle}")
        if cycle % 3 == 1:
            server.stop()  # says goodbye first: a restart as operators make it
        else:
            server.kill()
        server.start()

    goal = history.acknowledged_count() + 20
    eventually(lambda: history.acknowledged_count() >= goal, 60, "orders after the last restart")
    for poster in posters:
        poster.stop()
    business.owner = owner.again()  # the old connection died with the first server
    # Those that nobody accepted are not reminded of while the devices say goodbye.
    assert business.owner.patch(business.path, {"settings": PATIENT}).status == 200
    head = business.head()
    for each in devices:
        each.wait_for(head)
        each.stop()
        assert each.connections > CYCLES, f"{each.name} was cut off by each restart and came back"

    assert history.violations() == []
    assert len(history.acknowledged) == len({answer.key for answer in history.acknowledged})
    server.stop()
    assert verify(server.data_dir)["sound"]
