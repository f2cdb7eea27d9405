# SPDX-License-Identifier: Apache-2.0
"""Files that hold many orders before anything is measured. They are made once and kept under build/bench-data;
a run works on copies."""
import hashlib
import json
import os
import shutil
import subprocess
import sys

from systems import HERE, Failed, OrderReceiver

ROOT = HERE.parent
SAMPLES = ROOT / "tests" / "data" / "orders.jsonl"
BUSINESSES = 500


def call(*command):
    """The JSON object that a measuring program printed; it may say with exit 1 that something was refused."""
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=sys.stderr, cwd=ROOT,
                          check=False)
    try:
        return json.loads(done.stdout)
    except ValueError:
        raise Failed(" ".join(str(part) for part in command[:3]) + " failed") from None


def accounts(file):
    """The flags of the load generator that say whose orders it posts, and which."""
    return ["--accounts", file, "--samples", SAMPLES, "--businesses", BUSINESSES]


def key_of(*files):
    """Changes when what the files would hold changes."""
    return hashlib.sha256(b"".join(file.read_bytes() for file in sorted(files))).hexdigest()[:12]


def stored_forms():
    """The sources that say how an order lies in the file."""
    return [*(ROOT / "src" / "adapters" / "sqlite").rglob("schema.*"), *(ROOT / "src" / "forms").glob("*.?pp")]


class Files:
    """Of the server in `build`; the programs that load and compare are those of `tools`. What a file of orders would
    hold depends on `filled_by`."""

    def __init__(self, build, tools, filled_by, work, rows):
        self.server = build / "order-receiver"
        self.load_generator = tools / "order-receiver"
        self.bare_sqlite = tools / "bench" / "bare_sqlite"
        self.filled_by = filled_by
        self.work = work
        self.rows = rows
        self.cache = ROOT / "build" / "bench-data"
        self.cache.mkdir(parents=True, exist_ok=True)

    def cached(self, name, make):
        """The cached file or folder of that name. `make(path)` makes it; half-made ones are never taken."""
        place = self.cache / name
        if not place.exists():
            print(f"… making {name}, once", file=sys.stderr, flush=True)
            unfinished = self.cache / f"unfinished-{os.getpid()}"
            self.remove(unfinished)
            try:
                make(unfinished)
                unfinished.rename(place)
            finally:
                self.remove(unfinished)
        return place

    @staticmethod
    def remove(path):
        if path.is_dir():
            shutil.rmtree(path)
        for file in path.parent.glob(path.name + "*"):  # With what SQLite and the lock leave beside it.
            file.unlink()

    def copy(self, source, name):
        """A copy to write to, on the disk before anything is measured."""
        target = self.work / name
        self.remove(target)
        subprocess.run(["cp", "-r", "--reflink=auto", str(source), str(target)], check=True)
        os.sync()
        return target

    def filled(self):
        """The folder `data` of the server with many orders, and the file `accounts.json`."""
        return self.cached(f"order-receiver-{self.rows}-{key_of(*self.filled_by, SAMPLES)}", self.fill)

    def fill(self, folder):
        folder.mkdir()
        with OrderReceiver(self.server, folder / "data", self.work) as server:
            self.set_up(server, folder / "accounts.json")
            done = self.load(server, "orders", *accounts(folder / "accounts.json"), "--connections", 512,
                             "--count", self.rows)
        if done["failed"] or done["unanswered"]:
            raise Failed(f"filling the file: {done}")

    def load(self, system, mode, *options):
        """One run of the load generator against a system."""
        return call(self.load_generator, "loadtest", mode, "--json", "--target", system.url, *options)

    def set_up(self, server, file):
        self.load(server, "setup", *accounts(file))

    def bytes_per_order(self):
        """Of the server's database with all its orders."""
        size = sum(file.stat().st_size for file in (self.filled() / "data").rglob("*") if file.is_file())
        return size / self.rows

    def fastapi_filled(self):
        program = HERE / "fastapi_app.py"

        def make(file):
            subprocess.run(["/usr/bin/python3", program, "fill", file, str(self.rows)], check=True)

        return self.cached(f"fastapi-{self.rows}-{key_of(program, SAMPLES)}.db", make)

    def bare_filled(self, text_bytes):
        def make(file):
            call(self.bare_sqlite, "--file", file, "--samples", SAMPLES, "--fill", self.rows,
                 "--businesses", BUSINESSES,
                 "--text-bytes", text_bytes, "--seconds", 0)

        return self.cached(f"bare-{self.rows}-{text_bytes}-{key_of(HERE / 'bare_sqlite.cpp')}.db", make)
