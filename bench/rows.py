# SPDX-License-Identifier: Apache-2.0
"""The rows of the table: what is run for each, beside what, and what is wanted."""
import json
import os
import statistics
import subprocess

from bench_files import SAMPLES, accounts, call
from systems import Failed, FastApi, Nchan, Nginx, OrderReceiver, SlowSockets

# Devices of one business at the most; more would share no credential's room.
DEVICES_PER_BUSINESS = 20

# Orders in flight. No transaction of the server can be larger, so bare SQLite gets transactions of this size.
ORDERS_AT_ONCE = 256


def line(row, ours, comparison="", ratio=None, target="", met=None):
    return {"row": row, "ours": ours, "comparison": comparison, "ratio": ratio, "target": target, "met": met}


def milliseconds(microseconds):
    return f"{microseconds / 1000:.2f} ms"


def per_second(rate):
    return f"{rate:,.0f}/s"


def kept_up(run):
    """A run by the clock in which every request was answered, and in time."""
    return run["unanswered"] == 0 and run["rate"] >= 0.99 * run["rate_asked"]


class Bench:
    """What every row needs: the programs, the files, the lengths, and a place for each run's figures."""

    def __init__(self, files, quick, runs):
        self.files = files
        self.work = files.work
        self.rounds = 1 if quick else 3
        self.seconds = 3 if quick else 10
        self.devices = 1_000 if quick else 10_000
        self.runs = runs

    def load(self, system, mode, *options, seconds=None, warmup=2):
        """One run of the load generator at a pace."""
        cpu = system.cpu_seconds()
        run = self.files.load(system, mode, "--seconds", seconds or self.seconds, "--warmup", warmup, *options)
        run["mode"], run["system"] = mode, type(system).__name__
        run["server_cpu"] = round((system.cpu_seconds() - cpu) / (run["seconds"] + warmup), 2)
        self.runs.append(run)
        # By the clock a slow server leaves requests unanswered: that is a figure. Otherwise none may be.
        if run["failed"] or (run["unanswered"] and not run["rate_asked"]):
            raise Failed(f"{mode} against {run['system']}: {run['failed']} failed, {run['unanswered']} unanswered; "
                         f"the server's last words:\n{system.last_words()}")
        return run

    def server(self, name="data"):
        """Ours on a fresh folder."""
        folder = self.work / name
        self.files.remove(folder)
        return OrderReceiver(self.files.server, folder, self.work)

    def full_server(self):
        """Ours on a copy of the full file, and the flags that name its businesses."""
        filled = self.files.filled()
        return OrderReceiver(self.files.server, self.files.copy(filled / "data", "full"), self.work), \
            accounts(filled / "accounts.json")

    def fastapi(self):
        return FastApi(self.files.copy(self.files.fastapi_filled(), "fastapi.db"), self.work)


def generator(bench):
    """Is the load generator the bottleneck? Beside wrk, on the fastest server at hand."""
    ours, wrk = [], []
    with Nginx(bench.work, log=False) as nginx:
        for _ in range(bench.rounds):
            ours.append(bench.load(nginx, "get", "--connections", 64, seconds=3)["rate"])
            said = subprocess.run(["wrk", "-t1", "-c64", "-d4s", f"http://127.0.0.1:{nginx.port}/health"],
                                  capture_output=True, text=True, check=False).stdout
            wrk.append(float(said.partition("Requests/sec:")[2].split()[0]))
    ratio = statistics.median(ours) / statistics.median(wrk)
    return [line("generator", per_second(statistics.median(ours)), f"wrk -t1: {per_second(statistics.median(wrk))}",
                 ratio, "≥ 0.9", ratio >= 0.9)]


def health(bench):
    rates = {"ours": [], "logging": [], "quiet": []}
    with bench.server() as ours, Nginx(bench.work, log=True) as logging, Nginx(bench.work, log=False) as quiet:
        for _ in range(bench.rounds):
            for name, system in (("ours", ours), ("logging", logging), ("quiet", quiet)):
                rates[name].append(bench.load(system, "get", "--connections", 64, seconds=bench.seconds / 2)["rate"])
    median = {name: statistics.median(values) for name, values in rates.items()}
    ratio = {name: median["ours"] / median[name] for name in ("logging", "quiet")}
    return [line("health", per_second(median["ours"]), f"NGINX return 200, access log: {per_second(median['logging'])}",
                 ratio["logging"], "≥ 1", ratio["logging"] >= 1),
            line("", "", f"NGINX return 200, no log: {per_second(median['quiet'])}", ratio["quiet"])]


def orders(bench):
    """Durable orders as fast as they are taken."""
    server, whose = bench.full_server()
    with server:
        ours = bench.load(server, "orders", *whose, "--connections", ORDERS_AT_ONCE)
    fastapi = fastapi_run(bench, "orders")
    # As many bytes on the disk for a row as the server takes for an order.
    text_bytes = 100 * round((bench.files.bytes_per_order() - 350) / 100)
    file = bench.files.copy(bench.files.bare_filled(text_bytes), "bare.db")
    bare = call(bench.files.bare_sqlite, "--file", file, "--samples", SAMPLES, "--batch", ORDERS_AT_ONCE,
                "--text-bytes", text_bytes, "--fill", bench.files.rows, "--seconds", bench.seconds)
    bench.runs.append({"system": "BareSqlite", **bare})

    rate = ours["rate"]
    to_fastapi, to_bare = rate / fastapi["rate"], rate / bare["rate"]
    return [line("orders", per_second(rate), "", None, "≥ 20,000/s", rate >= 20_000),
            line("", "", f"FastAPI, 2 workers: {per_second(fastapi['rate'])}", to_fastapi, "≥ 8", to_fastapi >= 8),
            line("", "", f"bare SQLite, batches of {ORDERS_AT_ONCE}: {per_second(bare['rate'])}", to_bare, "≥ 0.5",
                 to_bare >= 0.5)]


def fastapi_run(bench, mode):
    with bench.fastapi() as fastapi:
        file = bench.work / "fastapi-accounts.json"
        bench.files.set_up(fastapi, file)
        return bench.load(fastapi, mode, *accounts(file), "--connections", 64, warmup=4)


def paced(bench):
    """The same at 5,000/s by the clock."""
    server, whose = bench.full_server()
    with server:
        run = bench.load(server, "orders", *whose, "--connections", 256, "--rate", 5000)
    p50, p99 = run["latency_us"]["p50"], run["latency_us"]["p99"]
    return [line("orders at 5,000/s: p50", milliseconds(p50), target="≤ 1 ms", met=kept_up(run) and p50 <= 1000),
            line("orders at 5,000/s: p99", milliseconds(p99), target="≤ 20 ms", met=kept_up(run) and p99 <= 20_000)]


def mixed(bench):
    server, whose = bench.full_server()
    with server:
        fastest = bench.load(server, "mixed", *whose, "--connections", 64, warmup=3)
        clocked = bench.load(server, "mixed", *whose, "--connections", 256, "--rate", 10_000, warmup=3)
    fastapi = fastapi_run(bench, "mixed")
    rate, p99 = fastest["rate"], fastest["latency_us"]["p99"]
    clocked_p99 = clocked["latency_us"]["p99"]
    return [line("mixed", f"{per_second(rate)}, p99 {milliseconds(p99)}",
                 f"FastAPI, 2 workers: {per_second(fastapi['rate'])}, p99 {milliseconds(fastapi['latency_us']['p99'])}",
                 rate / fastapi["rate"], "≥ 10,000/s, p99 ≤ 20 ms", rate >= 10_000 and p99 <= 20_000),
            line("mixed at 10,000/s", f"{per_second(clocked['rate'])}, p99 {milliseconds(clocked_p99)}",
                 target="p99 ≤ 20 ms", met=kept_up(clocked) and clocked_p99 <= 20_000)]


def slow(bench):
    """Ordinary requests by the clock, without and with slow sockets, turn by turn on one server."""
    count = 1000
    server, whose = bench.full_server()
    p99 = {"without": [], "with": []}
    with server:
        def measure(name):
            run = bench.load(server, "mixed", *whose, "--connections", 64, "--rate", 2000)
            if not kept_up(run):
                raise Failed(f"2,000 requests/s are not kept up {name} slow sockets")
            p99[name].append(run["latency_us"]["p99"])

        for _ in range(bench.rounds):
            measure("without")
            with SlowSockets(server, whose[1], count) as slow_sockets:
                measure("with")
            if slow_sockets.cut_off is None:
                raise Failed("the slow sockets did not last")
            bench.runs.append({"system": "SlowSockets", "mode": "slow", "cut_off": slow_sockets.cut_off})
    median = {name: statistics.median(values) for name, values in p99.items()}
    ratio = median["with"] / median["without"]
    return [line(f"mixed at 2,000/s, {count:,} slow sockets: p99", milliseconds(median["with"]),
                 f"without: {milliseconds(median['without'])}", ratio, "≤ 2", ratio <= 2)]


def watched(bench, devices):
    """The flags for so many devices at counters, with no more businesses than they need."""
    return [*accounts(bench.work / "device-accounts.json")[:-1], devices // DEVICES_PER_BUSINESS, "--devices", devices]


def check_deliveries(seen):
    if any(seen.get(wrong) for wrong in ("missing", "gaps", "duplicates", "resets", "closed")):
        raise Failed(f"events went wrong on the way to the devices: {seen}")


def device_server(bench):
    """Ours on an empty folder, and no accounts from another server."""
    bench.files.remove(bench.work / "device-accounts.json")
    return bench.server()


def devices(bench):
    """500 orders a second by the clock on their way to devices, beside nchan with the same number of WebSockets, the
    same rate and messages of the same size."""
    with device_server(bench) as server:
        run = bench.load(server, "devices", *watched(bench, bench.devices), "--rate", 500)
    totals, ours = server.totals(), run["deliveries"]
    check_deliveries(ours)
    bench.runs.append({"system": "OrderReceiver", "mode": "totals", **totals})
    with Nchan(bench.work, log=True) as nchan:
        beside = bench.load(nchan, "fanout", "--publish-path", "/publish/{}", "--subscribe-path", "/subscribe/{}",
                            "--channels", bench.devices // DEVICES_PER_BUSINESS, "--devices", bench.devices,
                            "--bytes", ours["mean_bytes"], "--rate", 500)
    theirs = beside["deliveries"]
    check_deliveries(theirs)
    what = f"{bench.devices:,} WebSockets"

    def row(name, key, target, met):
        mine, other = ours[key]["p99"], theirs[key]["p99"]
        return line(f"{name} → {what}: p99", milliseconds(mine), f"nchan, in memory: {milliseconds(other)}",
                    mine / other if other else None, target, met)

    accepted = ours["accepted_to_received_us"]["p99"]
    return [row("201", "accepted_to_received_us", "≤ 5 ms", kept_up(run) and accepted <= 5000),
            row("post due", "due_to_received_us", "", None),
            line("commit → written to the socket: p99", f"≤ {totals['delivery_p99_ms']:g} ms", target="≤ 5 ms",
                 met=totals["delivery_p99_ms"] <= 5)]


def resume(bench):
    """All devices come back at once after the server was killed, each 5 events behind."""
    with device_server(bench) as server:
        command = [bench.files.load_generator, "loadtest", "resume", "--json", "--target", server.url,
                   *watched(bench, bench.devices)]
        with subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True) as load:
            try:
                said = [load.stderr.readline()]
                while said[-1] and "restart the server now" not in said[-1]:
                    said.append(load.stderr.readline())
                if said[-1]:
                    server.restart()
                output, rest = load.communicate(timeout=180)
            finally:
                load.kill()
    if load.returncode:
        raise Failed("resume: " + "".join(said) + rest)
    run = {"system": "OrderReceiver", "mode": "resume", **json.loads(output), "totals": server.totals()}
    bench.runs.append(run)
    check_deliveries(run["deliveries"])
    seconds = run["seconds_to_resume"]
    businesses = bench.devices // DEVICES_PER_BUSINESS
    reads = run["totals"]["stream_store_reads"] / bench.devices
    return [line(f"{bench.devices:,} devices resume after a restart", f"{seconds:.2f} s", target="≤ 5 s",
                 met=seconds <= 5),
            line("store reads of the streams, per device", f"{reads:.2f}",
                 f"{businesses:,} businesses: {businesses / bench.devices:.2f}", target="no more than businesses",
                 met=run["totals"]["stream_store_reads"] <= os.cpu_count() * businesses),
            line("store reads in all, who may listen included", f"{run['totals']['store_reads'] / bench.devices:.2f}")]


def memory(bench):
    """What a device costs that has had one event."""
    with device_server(bench) as server:
        run = bench.files.load(server, "idle", *watched(bench, bench.devices), "--server-process", server.process.pid)
    check_deliveries(run["deliveries"])
    bench.runs.append({"system": "OrderReceiver", "mode": "idle", **run})
    each = run["bytes_per_device"]
    return [line("idle WebSocket, after one event (PSS)", f"{each / 1024:.2f} KiB", target="≤ 8 KiB", met=each <= 8192)]


def idle(bench):
    """One order now and then."""
    server, whose = bench.full_server()
    with server:
        run = bench.load(server, "orders", *whose, "--connections", 1, "--rate", 50)
    p50 = run["latency_us"]["p50"]
    return [line("order on an idle server: p50", milliseconds(p50), target="< 5 ms", met=kept_up(run) and p50 < 5000)]


def start(bench):
    def median(make):
        times = []
        for _ in range(5):
            with make() as server:
                times.append(server.seconds_to_ready)
        bench.runs.append({"system": "OrderReceiver", "mode": "start", "seconds_to_ready": times})
        return statistics.median(times)

    empty = median(bench.server)
    full_folder = bench.files.copy(bench.files.filled() / "data", "full")
    full = median(lambda: OrderReceiver(bench.files.server, full_folder, bench.work))
    return [line("start to ready, empty", f"{empty * 1000:.0f} ms", target="≤ 150 ms", met=empty <= 0.150),
            line(f"start to ready, {bench.files.rows:,} orders", f"{full * 1000:.0f} ms", target="≤ 2 s",
                 met=full <= 2)]


ALL = {function.__name__: function
       for function in (generator, health, orders, paced, mixed, slow, devices, resume, memory, idle, start)}
