# SPDX-License-Identifier: Apache-2.0
"""Starts, stops and kills the real binary on a data folder of its own."""

import json
import os
import pathlib
import re
import signal
import subprocess
import time

from client import Caller

ROOT = pathlib.Path(__file__).resolve().parents[2]
JWT_SECRET = "a-secret-of-the-tests-that-nobody-else-uses-0123456789"
KEPT = ("PATH", "HOME", "LANG", "TZ", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS")
SANITIZER_REPORT = re.compile(r"(ERROR|WARNING|SUMMARY): \w+Sanitizer|runtime error:")


def binary():
    path = pathlib.Path(os.environ.get("ORDER_RECEIVER", ROOT / "build/dev/order-receiver"))
    assert path.exists(), f"{path} is not built; build it or set ORDER_RECEIVER"
    return path


def environment(**settings):
    """What a program of ours may know of the one that runs the tests, and these settings as variables (None: not)."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | {name.upper(): str(value) for name, value in settings.items() if value is not None}


def is_sanitized():
    """True for a binary with a sanitizer, whose memory and time say nothing about the product's."""
    program = binary().read_bytes()
    return b"__asan_init" in program or b"__tsan_init" in program


def eventually(probe, within=15.0, what="the condition"):
    """The first true value of `probe`, asked again and again; fails after `within` seconds."""
    deadline = time.monotonic() + within
    while True:
        value = probe()
        if value:
            return value
        assert time.monotonic() < deadline, f"{what} did not come true within {within} s"
        time.sleep(0.005)


class Server:
    """One process of `order-receiver serve`, its settings given as variables (None: not given).

    A restart keeps folder and port."""

    def __init__(self, folder, **settings):
        self.folder = pathlib.Path(folder)
        self.log_folder = self.folder
        self.settings = settings
        self.host = "127.0.0.1"
        self.port = 0
        self.starts = 0
        self.log_paths = set()
        self.process = None
        self.tls = None  # an ssl.SSLContext of clients, for a server that has a certificate

    @property
    def data_dir(self):
        return self.folder / "data"

    @property
    def log_path(self):
        return self.log_folder / f"server-{self.starts}.log"

    def log_text(self):
        return self.log_path.read_text(errors="replace")

    def start(self, ready=True):
        """Returns when it is ready, or as soon as it listens."""
        self.starts += 1
        self.log_paths.add(self.log_path)
        settings = {"jwt_secret": JWT_SECRET, "rate_limit": "off", **self.settings}
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(
                [binary(), "serve", "--host", self.host, "--port", str(self.port), "--data-dir", str(self.data_dir)],
                env=environment(**settings), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.port = eventually(self._listening_port, 30, "the server listens")
        if ready:
            eventually(self._is_ready, 30, "/health/ready is 200")
        return self

    def _listening_port(self):
        assert self.process.poll() is None, f"the server ended with {self.process.returncode}:\n{self.log_text()}"
        for line in self.log_text().splitlines():
            if '"listening"' in line and line.endswith("}"):
                return int(json.loads(line)["port"])
        return None

    def _is_ready(self):
        try:
            return Caller(self).get("/health/ready").status == 200
        except OSError:
            return False

    def signal_stop(self):
        self.process.send_signal(signal.SIGTERM)

    def wait_stopped(self):
        """The server said goodbye by itself: exit 0 within 25 s and nothing that a sanitizer found."""
        code = self.process.wait(timeout=40)
        self.check_sanitizers()
        assert code == 0, f"exit {code}:\n{self.log_text()[-5000:]}"

    def stop(self):
        if self.process and self.process.poll() is None:
            self.signal_stop()
        self.wait_stopped()

    def kill(self):
        """As a crash does it: SIGKILL, nothing flushed."""
        self.end()
        self.check_sanitizers()

    def end(self):
        """No process of it is left; asks nothing, so that whoever has several ends them all."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def abandon(self):
        """At the end of a test, however it went."""
        self.end()
        self.check_sanitizers()

    def check_sanitizers(self):
        """Nobody may have missed that the server, or one that it was before, died of what a sanitizer found."""
        for path in self.log_paths:
            if path.exists():
                log = path.read_text(errors="replace")
                assert not SANITIZER_REPORT.search(log), f"{path}:\n{log[-20000:]}"

    def resident_bytes(self):
        """Rss of the process now, from the kernel."""
        text = pathlib.Path(f"/proc/{self.process.pid}/smaps_rollup").read_text(encoding="ascii")
        return int(re.search(r"^Rss:\s+(\d+) kB", text, re.MULTILINE).group(1)) * 1024

    def unsent_bytes(self):
        """What the kernel holds for peers that do not read, over all connections."""
        port = f":{self.port:04X}"
        lines = pathlib.Path(f"/proc/{self.process.pid}/net/tcp").read_text(encoding="ascii").splitlines()[1:]
        return sum(int(fields[4].split(":")[0], 16) for fields in map(str.split, lines) if fields[1].endswith(port))
