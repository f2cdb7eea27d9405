# SPDX-License-Identifier: Apache-2.0
"""`verify` sees what is damaged, and says exactly that."""

import contextlib
import os
import shutil
import sqlite3

import pytest

from client import PATIENT, Business, register
from commands import operate, run_on, verify
from server import Server


class Sound:
    """The folder of a stopped server with two businesses in it."""

    def __init__(self, folder):
        server = Server(folder).start()
        try:
            owner = register(server)
            business = Business(owner, settings=PATIENT)
            other = Business(owner, settings=PATIENT)
            self.business, self.other = business.id, other.id
            channel = business.key()
            self.first = channel.place(business.order(channel="web", external_id="1"))       # event 1
            assert owner.post(f"{business.path}/notifications/test").status == 201           # event 2
            self.second = channel.place(business.order(channel="web", external_id="2"))      # event 3
            assert owner.move(self.second, "confirmed").status == 200                        # event 4
            assert owner.post(f"{business.path}/notifications/test").status == 201           # event 5
            newest = business.poll(limit=1)["notifications"][0]
            assert owner.post(f"{business.path}/notifications/{newest['id']}/read").status == 200
            other.key().place(other.order())
            report = operate(server, "verify")
            assert report["sound"] and report["verified"] == "server", report
            server.stop()
        finally:
            server.abandon()
        self.data_dir = server.data_dir

    def event(self, seq):
        return f"{self.business} event {seq}"


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    return Sound(tmp_path_factory.mktemp("sound"))


@pytest.fixture
def folder(sound, tmp_path):
    return shutil.copytree(sound.data_dir, tmp_path / "data")


def change(folder, sql, *values):
    with contextlib.closing(sqlite3.connect(folder / "orders.db")) as database:
        with database:
            database.execute(sql, values)


def found(folder):
    return [(finding["code"], finding["where"]) for finding in verify(folder)["findings"]]


def test_a_sound_folder_is_sound_and_says_what_is_in_it(sound, folder):
    report = verify(folder)
    assert report["sound"] and not report["only_integrity"]
    assert (report["users"], report["businesses"], report["orders"], report["events"]) == (1, 2, 3, 6)
    logs = {log["business"]: (log["oldest"], log["seq"], log["last_number"]) for log in report["logs"]}
    assert logs == {sound.business: (1, 5, 2), sound.other: (1, 1, 1)}


EVENT = "WHERE business = 1 AND seq = "
FIRST = "WHERE business = 1 AND created_seq = 1"
SECOND = "WHERE business = 1 AND created_seq = 3"
EACH = [
    (f"DELETE FROM events {EVENT}2", [("log_hole", "business")]),
    (f"UPDATE events SET seq = 7 {EVENT}5", [("log_hole", "business"), ("event_differs", "event 7")]),
    ("UPDATE businesses SET oldest = 9 WHERE number = 1",
     [("log_hole", "business"), ("mark_outside", "business"), ("mark_outside", "event 5")]),
    (f"UPDATE events SET body = NULL {EVENT}2", [("event_text_missing", "event 2")]),
    (f"UPDATE events SET body = '{{' {EVENT}2", [("event_unreadable", "event 2")]),
    (f"""UPDATE events SET body = replace(body, '"seq":2', '"seq":8') {EVENT}2""", [("event_differs", "event 2")]),
    (f"UPDATE events SET type = 5 {EVENT}2", [("event_differs", "event 2")]),
    (f"UPDATE events SET id = randomblob(16) {EVENT}2", [("event_differs", "event 2")]),
    (f"UPDATE events SET data_size = 100000 {EVENT}2", [("event_differs", "event 2")]),
    (f"UPDATE events SET last_number = 9 {EVENT}5", [("number_jump", "event 5")]),
    (f"UPDATE events SET last_number = 0 {EVENT}5", [("number_repeated", "event 5")]),
    (f"UPDATE events SET business = 77 {EVENT}5", [("event_of_nobody", "events"), ("mark_outside", "event 5")]),
    (f"DELETE FROM orders {SECOND}", [("order_missing", "event 3"), ("order_missing", "event 4")]),
    (f"UPDATE orders SET status = 0 {SECOND}", [("order_differs", "second")]),
    (f"UPDATE orders SET version = 7 {SECOND}", [("order_differs", "second")]),
    (f"UPDATE orders SET created_at = created_at + 1000000 {SECOND}", [("order_differs", "second")]),
    (f"UPDATE orders SET due_at = 1 {SECOND}", [("order_differs", "second")]),
    (f"UPDATE orders SET latest = (SELECT position FROM events {EVENT}3) {SECOND}",
     [("order_behind", "event 4"), ("order_differs", "second"), ("order_differs", "second")]),
    (f"UPDATE orders SET latest = (SELECT position FROM events {EVENT}4) {FIRST}", [("order_differs", "first")]),
    (f"UPDATE orders SET latest = 999 {FIRST}", [("order_text_missing", "first")]),
    (f"UPDATE orders SET created_seq = 2 {FIRST}", [("order_start_missing", "first")]),
    (f"UPDATE orders SET business = 77 {FIRST}", [("order_of_nobody", "first")]),
    (f"UPDATE orders SET idempotency = NULL {FIRST}", [("key_missing", "first")]),
    (f"UPDATE orders SET idempotency = (SELECT idempotency FROM orders {FIRST}) {SECOND}", [("key_twice", "second")]),
    (f"UPDATE orders SET external = NULL {FIRST}", [("external_id_lost", "first")]),
    (f"UPDATE orders SET external = (SELECT external FROM orders {FIRST}) {SECOND}",
     [("external_id_lost", "second"), ("external_id_twice", "second")]),
    ("UPDATE businesses SET body = '[]' WHERE number = 1", [("business_unreadable", "business")]),
    ("UPDATE businesses SET status = 2 WHERE number = 1", [("business_differs", "business")]),
    ("UPDATE businesses SET epoch = '' WHERE number = 1", [("epoch_missing", "business")]),
    ("UPDATE businesses SET marked_above = 5 WHERE number = 1", [("marks_differ", "business")]),
    ("UPDATE businesses SET read_up_to = 9 WHERE number = 2", [("mark_outside", "other")]),
    ("INSERT INTO notification_marks VALUES(2, 9, 0)", [("marks_differ", "other"), ("mark_outside", "other event 9")]),
    ("DELETE FROM users", [("reference_broken", "memberships"), ("reference_broken", "memberships"),
                           ("reference_broken", "sessions")]),
]


@pytest.mark.parametrize("sql, expected", EACH, ids=[sql for sql, _ in EACH])
def test_each_damage_is_found_and_nothing_else(sound, folder, sql, expected):
    change(folder, sql)
    names = {"business": sound.business, "other": sound.other, "other event 9": f"{sound.other} event 9",
             "first": sound.first["id"], "second": sound.second["id"],
             **{f"event {seq}": sound.event(seq) for seq in range(10)}}
    assert sorted(found(folder)) == sorted((code, names.get(where, where)) for code, where in expected)


def overwrite_root(folder, name):
    """Garbage in the first page of a table or an index."""
    with contextlib.closing(sqlite3.connect(folder / "orders.db")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (name,)).fetchone()
        (size,) = database.execute("PRAGMA page_size").fetchone()
    with open(folder / "orders.db", "r+b") as file:
        file.seek((page - 1) * size)
        file.write(os.urandom(size))


def test_a_damaged_index_is_found_by_sqlite_itself(folder):
    overwrite_root(folder, "sessions_by_expiry")
    assert {code for code, _ in found(folder)} == {"integrity"}


def test_a_table_that_cannot_be_read_ends_its_part_and_not_the_rest(folder):
    overwrite_root(folder, "notification_marks")
    codes_and_places = found(folder)
    assert ("unreadable", "notification_marks") in codes_and_places
    assert {code for code, _ in codes_and_places} == {"integrity", "unreadable"}


def test_a_folder_without_data_is_not_verified(tmp_path):
    done = run_on(tmp_path / "nothing", "verify", "--json")
    assert done.returncode == 1 and '"no_data"' in done.stderr
    assert not (tmp_path / "nothing").exists()


def test_what_a_killed_server_left_in_its_log_is_verified_too(tmp_path):
    server = Server(tmp_path).start()
    owner = register(server)
    business = Business(owner, settings=PATIENT)
    for _ in range(3):
        business.key().place(business.order())
    server.kill()
    assert (server.data_dir / "orders.db-wal").stat().st_size > 0
    report = verify(server.data_dir)
    assert report["sound"] and report["orders"] == 3


def test_a_person_reads_what_is_wrong(sound, folder):
    change(folder, f"DELETE FROM events {EVENT}2")
    done = run_on(folder, "verify")
    assert done.returncode == 1
    assert "sound: no" in done.stdout.splitlines()
    assert any(line.split() == ["log_hole", sound.business, "event", "2", "is", "missing"]
               for line in done.stdout.splitlines())
