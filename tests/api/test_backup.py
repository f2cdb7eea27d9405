# SPDX-License-Identifier: Apache-2.0
"""`backup` of a running server and of a folder, and what `restore` makes of it."""

import contextlib
import json
import pathlib
import shutil
import sqlite3
import stat

import pytest

from client import PATIENT, Business, Caller, register
from commands import operate, restore, run, run_on, verify
from load import Load
from server import Server


def refused(code, folder, *words):
    done = run_on(folder, *words, "--json")
    assert done.returncode == 1, done
    problem = json.loads(done.stderr)
    assert problem["code"] == code, problem
    return problem


@pytest.fixture(scope="module")
def taken(tmp_path_factory):
    """A backup of a stopped server's folder with three orders of one business in it."""
    class Taken:
        pass

    folder = tmp_path_factory.mktemp("taken")
    server = Server(folder).start()
    try:
        owner = register(server)
        Taken.business = Business(owner, settings=PATIENT)
        channel = Taken.business.key()
        Taken.orders = [channel.place(Taken.business.order(channel="web", external_id=str(n)), key=f"key-{n}")
                        for n in range(3)]
        Taken.owner, Taken.channel, Taken.epoch = owner.credential, channel.credential, Taken.business.epoch()
        server.stop()
    finally:
        server.abandon()
    Taken.data_dir = server.data_dir
    Taken.file = folder / "orders.backup"
    done = run(server, "backup", str(Taken.file), "--json")
    assert done.returncode == 0, done
    Taken.report = json.loads(done.stdout)
    return Taken


def test_a_backup_under_load_holds_every_order_that_was_acknowledged_before_it_began(server, owner, tmp_path):
    business = Business(owner, settings=PATIENT)
    load = Load(business)
    try:
        load.reaches(50)
        before = list(load.orders)
        report = operate(server, "backup", str(tmp_path / "a.backup"))
        load.reaches(len(load.orders) + 20)
    finally:
        load.stop()

    file = tmp_path / "a.backup"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert report["bytes"] == file.stat().st_size
    assert [path.name for path in tmp_path.iterdir()] == ["a.backup"], "nothing else is left behind"
    (reach,) = [log for log in report["logs"] if log["business"] == business.id]
    assert reach["epoch"] == business.epoch()
    assert len(before) <= reach["seq"] <= len(load.orders)
    assert reach["last_number"] == reach["seq"]

    assert verify(tmp_path / "none", str(file))["logs"] == report["logs"]
    restored = restore(file, tmp_path / "restored")
    assert verify(tmp_path / "restored")["orders"] == report["orders"]
    with contextlib.closing(sqlite3.connect(tmp_path / "restored" / "orders.db")) as database:
        texts = "".join(body for body, in database.execute("SELECT body FROM events WHERE body IS NOT NULL"))
    assert [order["id"] for order in before if order["id"] not in texts] == []
    (now,) = [log for log in restored["logs"] if log["business"] == business.id]
    assert now["seq"] == reach["seq"] + 1 and now["epoch"] != reach["epoch"]
    assert now["last_number"] == reach["last_number"] + 1000


def test_the_log_of_a_restored_business_says_so_and_old_cursors_are_of_another_history(taken, tmp_path):
    server = Server(tmp_path)
    report = restore(taken.file, server.data_dir, "--skip-numbers", "41")
    assert (report["orders"], report["numbers_skipped"], report["sessions"], report["api_keys"]) == (3, 41, 1, 1)
    server.start()
    try:
        business = taken.business
        business.owner, channel = Caller(server, taken.owner), Caller(server, taken.channel)
        assert business.poll(cursor=f"{taken.epoch}:3")["reset"] == {"why": "epoch"}
        newest = business.poll(limit=1)["notifications"][0]
        assert newest["type"] == "system.message" and newest["seq"] == 4
        assert newest["data"] == {"code": "restored"}

        # What was once is once for ever, and the next number is one that was never given.
        replay = channel.post_order(business.order(channel="web", external_id="1"), key="key-1")
        assert replay.status == 201 and replay.json()["id"] == taken.orders[1]["id"]
        assert channel.post_order(business.order(channel="web", external_id="2")).json()["id"] == taken.orders[2]["id"]
        assert channel.place(business.order())["order_number"] == "PIZ0045"
        assert operate(server, "verify")["sound"]
        server.stop()
    finally:
        server.abandon()


def test_data_that_are_there_make_way_only_when_told_and_are_kept(taken, tmp_path):
    folder = shutil.copytree(taken.data_dir, tmp_path / "data")
    (folder / "jwt_secret").write_text("the-secret-of-this-folder-that-is-not-in-backups\n")
    refused("data_exists", folder, "restore", str(taken.file))
    report = restore(taken.file, folder, "--replace")
    kept = pathlib.Path(report["kept"])
    assert kept.parent == folder and kept.name.startswith("before-restore-")
    old = verify(kept)
    assert old["sound"] and [log["epoch"] for log in old["logs"]] == [taken.epoch]
    assert verify(folder)["logs"][0]["epoch"] != taken.epoch
    assert (folder / "jwt_secret").read_text().startswith("the-secret-of-this-folder")


def test_what_a_killed_server_had_written_is_kept_too(taken, fresh_server):
    server = fresh_server()
    business = Business(register(server), settings=PATIENT)
    business.key().place(business.order())
    server.kill()
    assert (server.data_dir / "orders.db-wal").stat().st_size > 0
    report = restore(taken.file, server.data_dir, "--replace")
    assert verify(report["kept"])["orders"] == 1
    assert verify(server.data_dir)["orders"] == 3


def test_no_restore_under_a_running_server(server, taken):
    refused("data_folder_locked", server.data_dir, "restore", str(taken.file), "--replace")
    assert not list(server.data_dir.glob("before-restore-*"))


def test_nothing_is_overwritten_by_a_backup(server, taken, tmp_path):
    before = taken.file.read_bytes()
    assert operate(server, "backup", str(taken.file), expect=1)["code"] == "file_exists"
    refused("file_exists", taken.data_dir, "backup", str(taken.data_dir / "orders.db"))
    assert taken.file.read_bytes() == before
    assert operate(server, "backup", str(tmp_path / "no" / "folder"), expect=1)["code"] == "backup_failed"


@pytest.mark.parametrize("place", [100, 5000, -20, -60, -200])
def test_a_changed_byte_is_noticed_and_nothing_is_restored(taken, tmp_path, place):
    damaged = tmp_path / "damaged.backup"
    data = bytearray(taken.file.read_bytes())
    data[place] ^= 1
    damaged.write_bytes(data)
    for words in (("verify", str(damaged)), ("restore", str(damaged))):
        problem = run_on(tmp_path / "data", *words, "--json")
        assert problem.returncode == 1 and json.loads(problem.stderr)["code"] in ("checksum_mismatch", "not_a_backup")
    assert not (tmp_path / "data" / "orders.db").exists()


@pytest.mark.parametrize("cut", [1, 100, 4096])
def test_half_a_backup_is_none(taken, tmp_path, cut):
    half = tmp_path / "half.backup"
    half.write_bytes(taken.file.read_bytes()[:-cut])
    refused("not_a_backup", tmp_path / "data", "verify", str(half))
    refused("not_a_backup", tmp_path / "data", "restore", str(half))
    refused("not_a_backup", tmp_path / "data", "verify", str(taken.data_dir / "orders.db"))


def test_a_restore_that_does_not_end_keeps_servers_from_beginning_an_empty_store(taken, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "restore-unfinished").touch()
    done = run_on(folder, "business", "list")
    assert done.returncode == 1 and "restore" in done.stderr
    restore(taken.file, folder)
    assert verify(folder)["sound"]
    assert run_on(folder, "business", "list", "--json").returncode == 0


def test_any_sqlite_reads_a_backup(taken):
    with contextlib.closing(sqlite3.connect(f"file:{taken.file}?mode=ro", uri=True)) as database:
        assert database.execute("SELECT count(*) FROM orders").fetchone() == (3,)


def test_a_person_reads_how_far_each_log_goes(taken, tmp_path):
    lines = run_on(taken.data_dir, "backup", str(tmp_path / "b.backup")).stdout.splitlines()
    assert f"file: {tmp_path / 'b.backup'}" in lines
    assert any(line.split()[:4] == [taken.business.id, taken.epoch, "1", "3"] for line in lines)
