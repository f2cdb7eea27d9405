# SPDX-License-Identifier: Apache-2.0
"""order-receiver loadtest against the server that it comes with."""

import json
import stat
import subprocess

import pytest

from server import binary


def load(server, mode, *flags, **more):
    """What it printed as JSON, and its exit code."""
    done = subprocess.run([binary(), "loadtest", mode, "--json", "--target", f"http://{server.host}:{server.port}",
                           *map(str, flags)], capture_output=True, text=True, timeout=120, check=False,
                          **more)
    assert done.stdout.count("\n") == 1, done.stderr
    return json.loads(done.stdout), done.returncode


@pytest.fixture(scope="module")
def accounts(server, tmp_path_factory):
    file = tmp_path_factory.mktemp("loadtest") / "accounts.json"
    made, code = load(server, "setup", "--accounts", file, "--businesses", 4)
    assert (code, made) == (0, {"businesses": 4})
    return file


def test_the_file_of_accounts_is_the_owners_alone(accounts):
    assert stat.S_IMODE(accounts.stat().st_mode) == 0o600
    assert len(json.loads(accounts.read_text())["businesses"]) == 4


@pytest.mark.parametrize("mode", ["orders", "mixed"])
def test_requests_are_all_answered_as_wanted(server, accounts, mode):
    figures, code = load(server, mode, "--accounts", accounts, "--count", 100, "--connections", 4)
    assert code == 0
    assert figures["answered"] == 100
    assert figures["failed"] == figures["unanswered"] == figures["cut_off"] == 0
    assert figures["latency_us"]["p50"] > 0


def test_a_get_that_is_not_answered_200_is_a_failure(server):
    figures, code = load(server, "get", "--path", "/health", "--count", 20)
    assert (code, figures["statuses"]) == (0, {"200": 20})
    figures, code = load(server, "get", "--path", "/nowhere", "--count", 3)
    assert (code, figures["failed"]) == (1, 3)


def test_every_order_is_awaited_on_every_device_of_its_business(server, accounts):
    figures, code = load(server, "devices", "--accounts", accounts, "--devices", 12, "--count", 40)
    deliveries = figures["deliveries"]
    assert code == 0
    assert deliveries["received"] == 40 * 3
    assert deliveries["missing"] == deliveries["gaps"] == deliveries["duplicates"] == deliveries["closed"] == 0
    assert deliveries["due_to_received_us"]["p50"] > 0


def test_memory_is_read_from_the_servers_process(server, accounts):
    figures, code = load(server, "idle", "--accounts", accounts, "--devices", 8, "--server-process",
                         server.process.pid)
    assert code == 0
    assert figures["bytes_before"] > 0
    assert figures["deliveries"]["received"] == 8


@pytest.mark.parametrize("end", ["kill", "stop"])
def test_devices_make_up_for_what_they_missed_when_the_server_is_back(fresh_server, end):
    server = fresh_server()
    command = [binary(), "loadtest", "resume", "--json", "--target", f"http://{server.host}:{server.port}",
               "--devices", "20", "--businesses", "2", "--behind", "3"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as test:
        try:
            assert "restart the server now" in test.stderr.readline()
            getattr(server, end)()
            server.start()
            output, complaints = test.communicate(timeout=60)
        finally:
            test.kill()
    assert test.returncode == 0, complaints
    deliveries = json.loads(output)["deliveries"]
    assert deliveries["missed"] == deliveries["made_up"] == 60
    assert deliveries["gaps"] == deliveries["duplicates"] == deliveries["resets"] == 0
    server.stop()
    totals = next(json.loads(line) for line in server.log_text().splitlines() if '"totals"' in line)
    assert 0 < totals["stream_store_reads"] <= totals["store_reads"]


def test_people_get_a_table(server):
    done = subprocess.run([binary(), "loadtest", "get", "--count", "5", "--target", f"{server.host}:{server.port}"],
                          capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0
    assert "statuses 200" in done.stdout and "latency" in done.stdout
    assert not done.stderr, "progress is for terminals"


@pytest.mark.parametrize("target, code, words", [
    ("http://192.0.2.1:8080", 2, "--allow-remote"),
    ("https://127.0.0.1", 2, "TLS"),
    ("http://127.0.0.1:1", 4, "refused"),
    ("http://127.0.0.1/path", 2, "path"),
])
def test_a_target_that_cannot_be_is_refused(target, code, words):
    done = subprocess.run([binary(), "loadtest", "get", "--target", target], capture_output=True, text=True,
                          timeout=60, check=False)
    assert done.returncode == code
    assert words in done.stderr
    assert done.stdout == ""


def test_accounts_that_the_server_does_not_know_end_the_test(server, tmp_path):
    file = tmp_path / "accounts.json"
    file.write_text(json.dumps({"email": "nobody@example.com", "password": "Nobody-1234", "businesses": [
        {"id": "biz_x", "type": "restaurant", "currency": "IQD", "key": "ork_live_x"}]}))
    done = subprocess.run([binary(), "loadtest", "mixed", "--accounts", file, "--target",
                           f"{server.host}:{server.port}"], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "401" in done.stderr
