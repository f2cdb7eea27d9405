# SPDX-License-Identifier: Apache-2.0
"""The systems that a benchmark starts, each on a free loopback port, with its output in a file."""
import json
import os
import pathlib
import signal
import socket
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent
TICKS = os.sysconf("SC_CLK_TCK")


class Failed(Exception):
    """Something that should run does not."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def status_of(port, path):
    """The status of a GET, read from a raw socket so that asking costs next to nothing; None when nobody answers."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
            return int(connection.recv(64)[9:12])
    except (OSError, ValueError):
        return None


class System:
    """A process and its children from start to ready to stop. A context manager."""

    ready_path = "/health"

    def __init__(self, command, output, environment=None):
        self.output = pathlib.Path(output)
        self.port = free_port()
        self.command = [str(part).replace("{port}", str(self.port)) for part in command]
        self.environment = {**os.environ, **(environment or {})}
        self.process = None
        self.seconds_to_ready = None

    def __enter__(self):
        return self.start()

    def start(self):
        """Returns when it is ready."""
        with open(self.output, "ab") as output:
            begun = time.monotonic()
            self.process = subprocess.Popen(self.command, stdout=output, stderr=output, cwd=HERE,
                                            env=self.environment, start_new_session=True)
        while status_of(self.port, self.ready_path) != 200:
            if self.process.poll() is not None or time.monotonic() > begun + 120:
                self.stop()
                raise Failed(f"{self.command[0]} does not get ready:\n" + self.last_words())
            time.sleep(0.001)
        self.seconds_to_ready = time.monotonic() - begun
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(40)
            except subprocess.TimeoutExpired:
                pass
        try:  # Workers that outlived it; the group is its own.
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def last_words(self):
        return self.output.read_text(encoding="utf-8", errors="replace")[-2000:]

    def cpu_seconds(self):
        """Of the process and its children."""
        total = 0
        for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == self.process.pid:  # Its process group.
                total += int(fields[11]) + int(fields[12])
        return total / TICKS


class OrderReceiver(System):
    ready_path = "/health/ready"
    # Every request is counted, as always; but one load generator does here what thousands of callers do.
    quotas = {name: "1000000/1s" for name in ("RATE_AUTH", "RATE_API", "RATE_USER", "RATE_API_KEY")}

    def __init__(self, binary, data_dir, work):
        # Every client of a benchmark has the same address.
        super().__init__([binary, "serve", "--host", "127.0.0.1", "--port", "{port}", "--data-dir", data_dir,
                          "--connections-per-address", 1_000_000, "--accepts-per-second", 1_000_000],
                         work / "order-receiver.log", self.quotas)

    def restart(self):
        """Cut off and started again, on the same folder and port."""
        self.process.kill()
        self.process.wait()
        self.start()

    def totals(self):
        """What the process says at its end about its whole life; once it was stopped."""
        written = self.output.read_text(encoding="utf-8", errors="replace")
        lines = [line for line in written.splitlines() if '"totals"' in line]
        if not lines:
            raise Failed("the server does not say its totals:\n" + self.last_words())
        return json.loads(lines[-1])


class SlowSockets:
    """So many sockets that take for ever, in a process of their own. A context manager; then `cut_off` says how many
    of each kind the server had enough of."""

    def __init__(self, server, accounts, count):
        self.command = ["/usr/bin/python3", HERE / "slow_sockets.py", str(server.port), accounts, str(count)]
        self.cut_off = None

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if not self.process.stdout.readline():
            raise Failed("the slow sockets do not open")
        return self

    def __exit__(self, *_):
        said, _ = self.process.communicate()
        if self.process.returncode == 0:
            self.cut_off = json.loads(said)["cut_off"]


class Nginx(System):
    """`return 200` and nothing else, with as many workers as the machine has cores."""

    CONFIGURATION = """
        {modules}
        worker_processes {cores}; daemon off; pid {folder}/pid; error_log {folder}/error.log;
        events {{ worker_connections {connections}; }}
        http {{
            access_log {access_log}; keepalive_requests 1000000000; keepalive_timeout 60s;
            default_type application/json;
            client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
            uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
            {settings}
            server {{ listen 127.0.0.1:{port}; location / {{ return 200 '{{"status":"ok"}}'; }} {locations} }}
        }}
    """
    modules = settings = locations = ""
    connections = 4096

    def __init__(self, work, log):
        folder = work / (type(self).__name__.lower() + ("-log" if log else "-quiet"))
        folder.mkdir(exist_ok=True)
        super().__init__(["nginx", "-e", folder / "error.log", "-c", folder / "nginx.conf"], folder / "output.log")
        (folder / "nginx.conf").write_text(self.CONFIGURATION.format(
            cores=os.cpu_count(), folder=folder, port=self.port, access_log=folder / "access.log" if log else "off",
            modules=self.modules, settings=self.settings, locations=self.locations, connections=self.connections))


class Nchan(Nginx):
    """A fan-out in memory: the newest 256 messages of a channel, as many as the server's tail of a log has. Whoever
    posts or listens is not asked who it is, and nothing is written to a disk but the access log."""

    modules = "load_module modules/ngx_nchan_module.so;"
    settings = "nchan_shared_memory_size 512M;"
    locations = r"""
        location ~ ^/publish/(\d+)$ {
            nchan_publisher; nchan_channel_id $1; nchan_message_buffer_length 256; nchan_message_timeout 1h;
        }
        location ~ ^/subscribe/(\d+)$ {
            nchan_subscriber websocket; nchan_channel_id $1; nchan_subscriber_first_message newest;
        }
    """
    connections = 16384


class FastApi(System):
    def __init__(self, database, work):
        super().__init__(["/usr/bin/python3", "-m", "uvicorn", "fastapi_app:app", "--host", "127.0.0.1",
                          "--port", "{port}", "--workers", "2"], work / "fastapi.log",
                         {"ORDERS_DB": str(database), "PYTHONDONTWRITEBYTECODE": "1"})
