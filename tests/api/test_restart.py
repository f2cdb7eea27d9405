# SPDX-License-Identifier: Apache-2.0
"""What a restart must keep, and how a server says goodbye (P1, P12)."""

import contextlib
import http.client
import json
import re
import sqlite3
import subprocess
import threading

import pytest

from client import Business, Caller, assert_problem, login, register
from commands import operate
from raw_websocket import WebSocket, join
from server import binary, environment, eventually

pytestmark = pytest.mark.races


def test_what_the_server_writes_is_its_owners_alone(fresh_server):
    server = fresh_server()
    register(server)
    files = [path for path in server.data_dir.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"orders.db", "orders.db-wal"}
    assert {path.name: oct(path.stat().st_mode & 0o077) for path in files} == {path.name: "0o0" for path in files}


@pytest.mark.parametrize("damage", [
    """body = replace(body, '"status_history"', '"status_hist0ry"')""",
    "data_begin = 1000000",
    "data_size = data_size + 1000000",
    "body = NULL",
])
def test_an_order_that_cannot_be_read_stops_itself_alone(fresh_server, damage):
    server = fresh_server()
    owner = register(server)
    business = Business(owner)
    damaged, sound = owner.place(business.order()), owner.place(business.order())
    server.stop()
    with contextlib.closing(sqlite3.connect(server.data_dir / "orders.db")) as database:
        database.execute(f"UPDATE events SET {damage} WHERE seq = 1")
        database.commit()
    server.start()
    owner = Caller(server, owner.credential)
    assert_problem(owner.move(damaged, "confirmed"), 503, "order_unreadable")
    assert owner.get(f"/api/v1/orders/{damaged['id']}/history").status == 503
    assert_problem(owner.get(f"{business.path}/stats"), 503, "store_failed")
    counted = operate(server, "customer", "erase", "--phone", "07790001122", "--dry-run")
    assert counted["unreadable_orders"] == 1
    assert owner.move(sound, "confirmed").status == 200


def test_a_restart_keeps_everything(fresh_server):
    server = fresh_server()
    owner = register(server)
    business = Business(owner)
    channel = business.key()
    order = business.order(external_id="7", channel="web")
    first = channel.post_order(order, key="seven")
    owner.again(device="Counter").move(first.json(), "confirmed")
    for _ in range(30):
        channel.place(business.order())
    log, epoch, listed = business.log(), business.epoch(), business.orders(limit=100)

    for goodbye in (server.stop, server.kill):
        goodbye()
        server.start()
        owner = Caller(server, owner.credential)
        channel = Caller(server, channel.credential)
        business.owner = owner
        assert login(server, register(server).email).get("/api/v1/auth/me").status == 200
        assert business.epoch() == epoch, "the history is the same"
        assert business.log() == log
        assert business.orders(limit=100) == listed
        assert business.poll(cursor=f"{epoch}:31")["notifications"] == log[31:]
        replay = channel.post_order(order, key="seven")
        assert replay.status == 201 and replay.body == first.body and replay.headers["Idempotency-Replayed"] == "true"
        assert channel.post_order(order).status == 200, "the external id is remembered"
        assert_problem(channel.post_order(business.order(notes="x"), key="seven"), 422, "idempotency_key_reused")
        repeat = owner.again(device="Counter").move(first.json(), "confirmed")
        assert repeat.status == 200 and repeat.json()["version"] == 2
        assert business.head() == len(log)
        opened, events = join(server, business, token=owner.credential, cursor=f"{epoch}:10")
        with opened:
            assert events == log[10:]

    order = channel.place(business.order())
    assert order["number"] == 32 and business.log()[-1]["seq"] == 33
    server.stop()


def test_numbers_go_on_behind_other_events(fresh_server):
    """Also when the counter is read back from the file."""
    server = fresh_server()
    owner = register(server)
    business = Business(owner)
    numbers = [owner.place(business.order())["number"]]
    owner.patch(business.path, {"name": "Renamed"})
    numbers.append(owner.place(business.order())["number"])
    business.set_intake(False)
    business.set_intake(True)
    server.kill()
    server.start()
    owner = Caller(server, owner.credential)
    numbers.append(owner.place(business.order())["number"])
    assert numbers == [1, 2, 3]
    server.stop()


def test_a_secret_that_the_server_made_survives_too(fresh_server):
    server = fresh_server(jwt_secret=None)
    owner = register(server)
    server.stop()
    server.start()
    assert Caller(server, owner.credential).get("/api/v1/auth/me").status == 200
    server.stop()


def test_sigterm_says_bye_to_sockets_and_answers_long_polls(fresh_server):
    server = fresh_server()
    business = Business(register(server))
    owner = business.owner
    owner.place(business.order(), key="one")
    cursor = f"{business.epoch()}:1"
    sockets = [join(server, business)[0] for _ in range(5)]
    silent = WebSocket(server, business.id)
    answers = []

    def wait():
        answers.append(owner.again().get(f"{business.path}/notifications", cursor=cursor, wait=25))

    waiting = [threading.Thread(target=wait, daemon=True) for _ in range(5)]
    for thread in waiting:
        thread.start()
    # A replay writes nothing and says how many listen now: all ten must, before the server goes.
    eventually(lambda: owner.post_order(business.order(), key="one").json()["devices_listening"] == 10,
               what="ten listeners")

    server.signal_stop()
    for each in sockets:
        message = each.receive()
        assert message["t"] == "bye" and message["why"] == "drain", message
        low, high = message["wait_ms"]
        assert 0 <= low <= high <= 60_000
        assert each.expect_close() == 4001
    for thread in waiting:
        thread.join(20)
        assert not thread.is_alive()
    assert {answer.status for answer in answers} == {200}
    for answer in answers:
        assert answer.json()["notifications"] == [] and answer.json()["cursor"] == cursor
    silent.abort()
    server.wait_stopped()


def test_sigterm_under_load_loses_nothing_that_was_answered(fresh_server):
    server = fresh_server()
    owner = register(server)
    business = Business(owner)
    channel = business.key()
    acknowledged, stop = [], threading.Event()
    enough = threading.Event()

    def post():
        caller = channel.again()
        while not stop.is_set():
            try:
                answer = caller.post_order(business.order())
            except (OSError, http.client.HTTPException):
                return
            if answer.status == 201:
                acknowledged.append(answer.json()["id"])
                if len(acknowledged) >= 100:
                    enough.set()
            else:
                assert answer.status == 503, answer

    posters = [threading.Thread(target=post, daemon=True) for _ in range(8)]
    for poster in posters:
        poster.start()
    assert enough.wait(60)
    server.stop()
    stop.set()
    for poster in posters:
        poster.join(30)
    server.start()
    business.owner = Caller(server, owner.credential)
    stored = [event["order_id"] for event in business.log()]
    assert set(acknowledged) <= set(stored)
    assert len(stored) == len(set(stored))
    server.stop()


def test_a_second_server_on_the_same_folder_is_refused(fresh_server):
    server = fresh_server()
    second = subprocess.run([binary(), "serve", "--port", "0", "--data-dir", str(server.data_dir)],
                            capture_output=True, text=True, timeout=30, check=False)
    assert second.returncode not in (0, -6, -11)
    assert re.search("lock|another|use", second.stderr + second.stdout, re.IGNORECASE)
    assert Caller(server).get("/health/ready").status == 200
    server.stop()


def test_the_data_folder_is_for_its_owner_only(fresh_server):
    server = fresh_server(jwt_secret=None)
    assert server.data_dir.stat().st_mode & 0o077 == 0
    assert (server.data_dir / "jwt_secret").stat().st_mode & 0o077 == 0
    server.stop()


@pytest.mark.parametrize("settings", [{"port": "70000"}, {"jwt_secret": "short"}, {"retention": "1s"}])
def test_a_wrong_setting_stops_the_start_with_one_line(tmp_path, settings):
    result = subprocess.run([binary(), "serve", "--data-dir", str(tmp_path)], env=environment(**settings),
                            capture_output=True, text=True, timeout=30, check=False)
    assert result.returncode == 3, result
    name, = settings
    line = result.stderr.strip().splitlines()
    assert len(line) == 1 and name in line[0].lower(), result.stderr
    assert "short" not in result.stderr.replace("too short", "").replace("shorter", ""), "a secret is not shown"


def test_production_needs_a_secret(tmp_path):
    result = subprocess.run([binary(), "serve", "--data-dir", str(tmp_path), "--port", "0"],
                            env=environment(environment="production"), capture_output=True, text=True,
                            timeout=30, check=False)
    assert result.returncode == 3 and "jwt_secret" in result.stderr.lower(), result


def test_every_line_of_the_log_is_json(fresh_server):
    server = fresh_server()
    Caller(server).get("/health")
    server.stop()
    for line in server.log_text().splitlines():
        json.loads(line)
