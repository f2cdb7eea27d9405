# SPDX-License-Identifier: Apache-2.0
"""Thousands of requests that the OpenAPI document gives rise to: no 5xx, no answer that it does not name.

FUZZ_REQUESTS says how many, FUZZ_SEED which: a number, else half of them from a fixed seed and half from one that is
drawn, and printed when anything is wrong."""

import collections
import json
import os
import random
import re
import subprocess

import pytest

from access_world import PEOPLE, Scene, World
from client import login, register
from contract import Recorder
from fuzz_requests import Requests
from raw_http import Closed, RawConnection
from server import Server, binary

SEEDS = ({"given": int(os.environ["FUZZ_SEED"])} if "FUZZ_SEED" in os.environ else
         {"fixed": 1, "new": random.SystemRandom().randrange(2, 10**9)})
REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "1500")) // len(SEEDS)
SCENE_FOR = 400  # requests; then another business
SIGNS_OUT = re.compile(r"POST .*/(logout|reset-password)$|DELETE .*/(sessions|devices)")
ENDS_SCENE = re.compile(r"DELETE /api/v1/businesses/\{\w+\}$|PUT .*/(status|intake)$")


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body


class Connection:
    """Keep-alive where the server allows it; streams are closed as soon as they begin."""

    def __init__(self, server):
        self.server = server
        self.raw = None

    def exchange(self, request, credential):
        if self.raw is None:
            self.raw = RawConnection(self.server.host, self.server.port)
        self.raw.sent = b""  # all of it has been answered; a body may look like a request
        self.raw.send(request.text(f"{self.server.host}:{self.server.port}", credential))
        status, headers, body = self.raw.response()
        is_stream = status == 101 or headers.get("content-type", "").startswith("text/event-stream")
        if is_stream or headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(status, headers, body)

    def close(self):
        if self.raw:
            self.raw.socket.close()
        self.raw = None


class Run:
    def __init__(self, server, seed):
        self.server = server
        self.rng = random.Random(seed)
        self.world = World(server)
        self.scene = Scene(self.world)
        document = json.loads(subprocess.run([binary(), "openapi"], check=True, capture_output=True).stdout)
        self.contract = Recorder(document)
        self.requests = Requests(self.rng, document, self.scene)
        self.connection = Connection(server)
        self.found = {}
        self.statuses = collections.Counter()

    def step(self, number):
        request = self.requests.next()
        caller = self.scene.callers[request.kind]
        try:
            answer = self.connection.exchange(request, caller.credential)
        except (Closed, TimeoutError) as error:
            self.connection.close()
            self.note(number, request, None, f"no answer: {error!r}")
            return
        self.statuses[answer.status] += 1
        for complaint in self.complaints_about(request, answer):
            self.note(number, request, answer, complaint)
        self.requests.learn(answer)
        self.recover(request, answer)

    def complaints_about(self, request, answer):
        if answer.status >= 500 and answer.status != 501:
            return ["nothing that a caller sends may be answered so"]
        self.contract.begin_test()
        self.contract.note(request.method, request.target, answer.status, answer.headers, answer.body)
        return self.contract.take_breaches()

    def note(self, number, request, answer, complaint):
        """The first of each kind; ids and numbers make no other kind."""
        status = answer.status if answer else 0
        key = (request.method, request.template, status, re.sub(r"[0-9a-f-]{8,}|\d+", "#", complaint)[:120])
        shown = f"{answer.status} {answer.headers} {answer.body[:600]!r}" if answer else "nothing"
        self.found.setdefault(key, f"request {number} as {request.kind}: {complaint}\n"
                                   f"  > {request.text('host', '')[:1500]!r}\n  < {shown}")

    def recover(self, request, answer):
        """Puts back what the request may have taken away from its caller."""
        is_done = 200 <= answer.status < 300
        operation = f"{request.method} {request.template}"
        if is_done and operation.endswith("/auth/refresh"):
            self.world.refresh_token = json.loads(answer.body)["refresh_token"]
        if is_done and ENDS_SCENE.search(operation):
            self.enter_scene()
        if is_done and operation.endswith("/change-password"):  # to who knows what
            self.replace(request.kind)
        elif (is_done and SIGNS_OUT.search(operation)) or (answer.status == 401 and request.kind in PEOPLE):
            self.replace_signed_out()

    def replace_signed_out(self):
        """Whoever is signed out is somebody new, in a business of their own."""
        lost = [kind for kind in PEOPLE if self.world.people[kind].get("/api/v1/auth/me").status == 401]
        if lost:
            self.replace(*lost)

    def replace(self, *kinds):
        for kind in kinds:
            self.world.people[kind] = self.world.new_admin() if kind == "admin" else register(self.server)
        self.enter_scene()

    def enter_scene(self):
        world = self.world
        world.callers.update(world.people)
        world.owner = world.people["owner"]
        world.refresh_token = login(self.server, world.owner.email).tokens["refresh_token"]
        self.scene.close()
        self.scene = Scene(world)
        self.requests.enter(self.scene)

    def go(self, count):
        for number in range(count):
            if number % SCENE_FOR == SCENE_FOR - 1:
                self.enter_scene()
            self.step(number)
        self.connection.close()
        self.scene.close()


@pytest.mark.parametrize("seed", SEEDS.values(), ids=SEEDS)
def test_every_answer_is_one_that_the_document_names(tmp_path, seed):
    server = Server(tmp_path).start()
    try:
        run = Run(server, seed)
        run.go(REQUESTS)
        server.stop()
    finally:
        server.abandon()
    shown = "\n".join(list(run.found.values())[:20])
    assert not run.found, f"FUZZ_SEED={seed} FUZZ_REQUESTS={REQUESTS}: {len(run.found)} kinds of wrong answers\n{shown}"
    done = run.statuses[200] + run.statuses[201] + run.statuses[204]
    assert done > REQUESTS / 10, f"hardly anything got through: {run.statuses}"
