# SPDX-License-Identifier: Apache-2.0
"""A disk that is full and files that cannot be written: never a false 201, no restart, nothing lost."""

import contextlib
import json
import os
import resource
import subprocess

import pytest

from client import PATIENT, Business, Caller, assert_problem, new_key, register
from devices import PollDevice, SocketDevice
from history import History, seen_of
from server import JWT_SECRET, Server, binary, environment, eventually
from small_disk import small_disk


@pytest.fixture
def disk(tmp_path):
    with small_disk(tmp_path / "disk") as mounted:
        yield mounted


@pytest.fixture
def server(disk):
    """Its data and its log are on the small disk; it checkpoints often."""
    running = Server(disk.folder, checkpoint_pages=100).start()
    yield running
    running.abandon()


class Watched:
    """A business whose orders are noted outside the server, with devices that follow its log."""

    def __init__(self, server):
        self.server = server
        self.owner = register(server)
        self.business = Business(self.owner, settings=PATIENT)
        self.epoch = self.business.epoch()
        self.history = History()
        self.refused = {}  # key -> order, still to be taken
        self.devices = [self.device(SocketDevice, "Counter"), self.device(PollDevice, "Office")]

    def device(self, kind, name):
        events = self.history.device(name)
        return kind(self.server, self.business, self.owner.credential, self.epoch,
                    lambda epoch, event: events.append(seen_of(epoch, event)), name).start()

    def post(self, key=None, order=None):
        key = key or new_key()
        order = order or self.business.order(customer_id=key, notes="x" * 900)
        answer = self.owner.post_order(order, key)
        if answer.status == 201:
            self.history.acknowledge(key, answer.json()["id"], answer.json()["order_number"])
            self.refused.pop(key, None)
        else:
            self.refused[key] = order
        return answer

    def post_until_refused(self):
        """What is left of the log's blocks takes some; three refusals in a row, and it takes none any more."""
        refused = 0
        for _ in range(20_000):
            answer = self.post()
            refused = 0 if answer.status == 201 else refused + 1
            if refused == 3:
                return answer
        raise AssertionError("every order found room on a full disk")

    def post_again(self):
        """What was refused, under its keys."""
        for key, order in list(self.refused.items()):
            assert self.post(key, order).status == 201

    def check(self):
        """Everything that was acknowledged, and nothing else, is in every device's log."""
        self.owner = self.business.owner = self.owner.again()
        head = self.business.head()
        for device in self.devices:
            device.wait_for(head)
        assert self.history.violations() == []
        assert head == self.history.acknowledged_count()

    def stop(self):
        for device in self.devices:
            device.stop()


@pytest.fixture
def watched(server):
    made = Watched(server)
    yield made
    made.stop()


def is_ready(server):
    return Caller(server).get("/health/ready").status == 200


def assert_refused(answer):
    problem = assert_problem(answer, 503, "store_failed")
    assert problem["retryable"] is True
    assert int(answer.headers["Retry-After"]) >= 1


def assert_only_reads(watched):
    """Orders are refused and nothing else is: whoever reads, reads."""
    assert_refused(watched.post())
    server, owner, business = watched.server, watched.owner, watched.business
    order = business.orders(limit=1)["orders"][0]
    eventually(lambda: not is_ready(server), what="/health/ready is 503")
    assert Caller(server).get("/health/live").status == 200
    assert owner.get(f"/api/v1/orders/{order['id']}").json() == order
    assert owner.get(f"{business.path}/snapshot").status == 200
    late = watched.device(SocketDevice, f"Late {len(watched.devices)}")
    watched.devices.append(late)
    late.wait_for(business.head())


def log_lines(server):
    """Every line; the first after one that was cut short by a full disk starts on a line of its own."""
    lines = []
    for line in server.log_text().splitlines():
        with contextlib.suppress(ValueError):
            lines.append(json.loads(line))
    return lines


def test_a_full_disk_refuses_orders_until_there_is_space_and_loses_none(disk, server, watched):
    for _ in range(3):
        for _ in range(20):
            assert watched.post().status == 201
        disk.fill()
        assert_refused(watched.post_until_refused())
        assert_only_reads(watched)
        disk.free()
        eventually(lambda: is_ready(server), what="/health/ready is 200 again")
        watched.post_again()
        assert watched.post().status == 201
        watched.check()
    events = eventually(lambda: [line["event"] for line in log_lines(server)
                                 if line["event"] == "log_lines_dropped"], what="the log goes on")
    assert events
    assert server.starts == 1
    server.kill()
    server.start()
    watched.check()


def test_a_server_that_starts_on_a_full_disk_serves_reads_and_is_not_ready(disk, server, watched, tmp_path):
    for _ in range(20):
        assert watched.post().status == 201
    server.kill()
    disk.fill()
    server.log_folder = tmp_path  # a log on the full disk would not tell the test where the server listens
    server.start(ready=False)
    assert not is_ready(server), "from the first moment"
    watched.owner = watched.business.owner = watched.owner.again()
    assert_refused(watched.post_until_refused())
    assert_only_reads(watched)
    disk.free()
    eventually(lambda: is_ready(server), what="/health/ready is 200 again")
    watched.post_again()
    watched.check()
    server.stop()


def test_a_first_start_on_a_full_disk_says_so(disk):
    disk.fill()
    done = serve(disk.folder / "data")
    assert done.returncode == 1
    assert "No space left" in done.stderr or "disk is full" in done.stderr, done.stderr
    disk.free()
    running = Server(disk.folder).start()
    running.stop()


def test_files_that_cannot_be_written_refuse_orders_until_they_can(server, watched):
    """The kernel refuses each byte (EFBIG, as a limit of the process): neither a full disk nor a failed sync."""
    for _ in range(20):
        assert watched.post().status == 201
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    assert_refused(watched.post())
    assert_refused(watched.owner.move(watched.business.orders(limit=1)["orders"][0], "confirmed"))
    assert_only_reads(watched)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    eventually(lambda: is_ready(server), what="/health/ready is 200 again")
    watched.post_again()
    watched.check()
    server.stop()


def test_a_read_only_folder_is_refused_at_start(disk):
    Server(disk.folder).start().stop()
    disk.remount("ro")
    done = serve(disk.folder / "data")
    assert done.returncode == 1
    assert "Read-only file system" in done.stderr, done.stderr
    assert str(disk.folder) in done.stderr


def test_a_read_only_file_is_refused_at_start(disk):
    Server(disk.folder).start().stop()
    database = disk.folder / "data" / "orders.db"
    database.chmod(0o400)
    done = serve(disk.folder / "data")
    assert done.returncode == 1, done
    assert "orders.db" in done.stderr and "read-only" in done.stderr, done.stderr
    database.chmod(0o600)
    Server(disk.folder).start().stop()


def serve(folder):
    """Runs a server that is expected to end by itself; root without the right to pass over file modes."""
    bounded = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []
    return subprocess.run([*bounded, binary(), "serve", "--port", "0", "--data-dir", folder], capture_output=True,
                          text=True, timeout=60, check=False, env=environment(jwt_secret=JWT_SECRET))
