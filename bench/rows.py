# SPDX-License-Identifier: Apache-2.0
"""The rows of the table: what is run for each, beside what, and what is wanted."""
import statistics
import subprocess

from bench_files import SAMPLES, call
from systems import Failed, FastApi, Nginx, OrderReceiver

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

    def __init__(self, build, files, quick, runs):
        self.files = files
        self.work = files.work
        self.rounds = 1 if quick else 3
        self.seconds = 3 if quick else 10
        self.runs = runs

    def load(self, system, mode, *options, tenants=None, seconds=None, warmup=2):
        """One run of the load generator."""
        command = [self.files.loadgen, mode, "--port", system.port, "--seconds", seconds or self.seconds,
                   "--warmup", warmup, *options]
        if tenants:
            command += ["--tenants", tenants, "--samples", SAMPLES]
        cpu = system.cpu_seconds()
        run = call(*command)
        run["system"] = type(system).__name__
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
        """Ours on a copy of the full file, and its businesses."""
        filled = self.files.filled()
        return OrderReceiver(self.files.server, self.files.copy(filled / "data", "full"), self.work), \
            filled / "tenants.json"

    def fastapi(self):
        return FastApi(self.files.copy(self.files.fastapi_filled(), "fastapi.db"), self.work)


def generator(bench):
    """Is the load generator the bottleneck? Beside wrk, on the fastest server at hand."""
    ours, wrk = [], []
    with Nginx(bench.work, log=False) as nginx:
        for _ in range(bench.rounds):
            ours.append(bench.load(nginx, "http", "--connections", 64, seconds=3)["rate"])
            said = subprocess.run(["wrk", "-t1", "-c64", "-d4s", f"http://127.0.0.1:{nginx.port}/health"],
                                  capture_output=True, text=True).stdout
            wrk.append(float(said.partition("Requests/sec:")[2].split()[0]))
    ratio = statistics.median(ours) / statistics.median(wrk)
    return [line("generator", per_second(statistics.median(ours)), f"wrk -t1: {per_second(statistics.median(wrk))}",
                 ratio, "≥ 0.9", ratio >= 0.9)]


def health(bench):
    rates = {"ours": [], "logging": [], "quiet": []}
    with bench.server() as ours, Nginx(bench.work, log=True) as logging, Nginx(bench.work, log=False) as quiet:
        for _ in range(bench.rounds):
            for name, system in (("ours", ours), ("logging", logging), ("quiet", quiet)):
                rates[name].append(bench.load(system, "http", "--connections", 64, seconds=bench.seconds / 2)["rate"])
    median = {name: statistics.median(values) for name, values in rates.items()}
    ratio = {name: median["ours"] / median[name] for name in ("logging", "quiet")}
    return [line("health", per_second(median["ours"]), f"NGINX return 200, access log: {per_second(median['logging'])}",
                 ratio["logging"], "≥ 1", ratio["logging"] >= 1),
            line("", "", f"NGINX return 200, no log: {per_second(median['quiet'])}", ratio["quiet"])]


def orders(bench):
    """Durable orders as fast as they are taken."""
    server, tenants = bench.full_server()
    with server:
        ours = bench.load(server, "orders", "--connections", ORDERS_AT_ONCE, tenants=tenants)
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
            line("", "", f"bare SQLite, batches of {ORDERS_AT_ONCE}: {per_second(bare['rate'])}", to_bare, "≥ 0.5", to_bare >= 0.5)]


def fastapi_run(bench, mode):
    with bench.fastapi() as fastapi:
        tenants = bench.work / "fastapi-tenants.json"
        bench.files.set_up(fastapi, tenants)
        return bench.load(fastapi, mode, "--connections", 64, tenants=tenants, warmup=4)


def paced(bench):
    """The same at 5,000/s by the clock."""
    server, tenants = bench.full_server()
    with server:
        run = bench.load(server, "orders", "--connections", 256, "--rate", 5000, tenants=tenants)
    p50, p99 = run["latency_us"]["p50"], run["latency_us"]["p99"]
    return [line("orders at 5,000/s: p50", milliseconds(p50), target="≤ 1 ms", met=kept_up(run) and p50 <= 1000),
            line("orders at 5,000/s: p99", milliseconds(p99), target="≤ 20 ms", met=kept_up(run) and p99 <= 20_000)]


def mixed(bench):
    server, tenants = bench.full_server()
    with server:
        fastest = bench.load(server, "mixed", "--connections", 64, tenants=tenants, warmup=3)
        clocked = bench.load(server, "mixed", "--connections", 256, "--rate", 10_000, tenants=tenants, warmup=3)
    fastapi = fastapi_run(bench, "mixed")
    rate, p99 = fastest["rate"], fastest["latency_us"]["p99"]
    clocked_p99 = clocked["latency_us"]["p99"]
    return [line("mixed", f"{per_second(rate)}, p99 {milliseconds(p99)}",
                 f"FastAPI, 2 workers: {per_second(fastapi['rate'])}, p99 {milliseconds(fastapi['latency_us']['p99'])}",
                 rate / fastapi["rate"], "≥ 10,000/s, p99 ≤ 20 ms", rate >= 10_000 and p99 <= 20_000),
            line("mixed at 10,000/s", f"{per_second(clocked['rate'])}, p99 {milliseconds(clocked_p99)}",
                 target="p99 ≤ 20 ms", met=kept_up(clocked) and clocked_p99 <= 20_000)]


def sockets(bench):
    with bench.server() as server:
        tenants = bench.work / "tenants.json"
        bench.files.set_up(server, tenants)
        run = bench.load(server, "sockets", "--connections", 64, "--sockets", 1000, "--businesses", 100, "--rate", 500,
                         tenants=tenants)
    seen = run["sockets"]
    if seen["missing"] or seen["gaps"] or seen["duplicates"] or seen["closed"]:
        raise Failed(f"events went wrong on the sockets: {seen}")
    accepted, due = seen["accepted_to_received_us"], seen["due_to_received_us"]
    return [line("201 → 1,000 WebSockets: p99", milliseconds(accepted["p99"]), target="≤ 5 ms",
                 met=kept_up(run) and accepted["p99"] <= 5000),
            line("post due → 1,000 WebSockets: p99", milliseconds(due["p99"]))]


def idle(bench):
    """One order now and then."""
    server, tenants = bench.full_server()
    with server:
        run = bench.load(server, "orders", "--connections", 1, "--rate", 50, tenants=tenants)
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
            line(f"start to ready, {bench.files.rows:,} orders", f"{full * 1000:.0f} ms", target="≤ 2 s", met=full <= 2)]


ALL = {function.__name__: function
       for function in (generator, health, orders, paced, mixed, sockets, idle, start)}
