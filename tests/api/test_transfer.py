# SPDX-License-Identifier: Apache-2.0
"""`export` and `import`: everything of a store, out of one folder and into another."""

import hashlib
import json
import stat
import subprocess
import threading

import pytest

from client import PATIENT, Business, Caller, login, new_key, register
from server import Server, binary, environment

LONGEST_LINE = 4 * 1024 * 1024


def run(*words, expect=0, **more):
    done = subprocess.run([binary(), *map(str, words)], env=environment(), capture_output=True, timeout=120,
                          check=False, **more)
    assert done.returncode == expect, done
    return done


def export(server, file):
    return json.loads(run("export", file, "--data-dir", server.data_dir, "--json").stdout)


def import_(folder, file, expect=0):
    """The report, or the problem when it must fail."""
    done = run("import", file, "--data-dir", folder, "--json", expect=expect)
    return json.loads(done.stderr if expect else done.stdout)


def records(file):
    """The lines but for the header, whose time differs from one export to the next."""
    return file.read_bytes().splitlines(keepends=True)[1:]


def seal(lines):
    """Counts and digest for changed lines, as an export ends."""
    digest, counts = "", dict.fromkeys(("api_key", "business", "event", "mark", "membership", "order", "user"), 0)
    for line in lines:
        digest = hashlib.sha256(digest.encode() + line.rstrip(b"\n")).hexdigest()
        counts[json.loads(line)["kind"]] += 1
    end = {"kind": "end", "counts": counts, "digest": digest}
    return [*lines, json.dumps(end, separators=(",", ":")).encode() + b"\n"]


class Filled:
    """A server with something of everything, and what was answered then."""

    def __init__(self, server):
        self.server = server
        self.owner = register(server)
        self.business = Business(self.owner, settings=PATIENT)
        self.other = Business(register(server), name="Pho \"Saigon\" 越南")
        self.channel = self.business.key()
        self.key = new_key()
        self.order = self.business.order(external_id="ticket-1")
        self.first = self.channel.place(self.order, self.key)
        self.orders = [self.owner.place(self.business.order(customer_name=f"Ada {n}")) for n in range(5)]
        assert self.owner.move(self.orders[0], "confirmed").status == 200
        assert self.owner.move(self.orders[1], "cancelled", reason={"code": "rejected_too_busy"}).status == 200
        self.other.owner.place(self.other.order())
        event = self.business.log()[1]["id"]
        assert self.owner.post(f"{self.business.path}/notifications/{event}/read").status == 200

    def look(self):
        """What a member sees that an import must not change."""
        owner, business = self.owner, self.business
        return {
            "log": business.log(owner),
            "orders": business.orders(owner, limit=100),
            "order": owner.get(f"/api/v1/orders/{self.first['id']}").json(),
            "unread": owner.get(f"{business.path}/notifications/unread-count").json(),
            "statistics": {name: value for name, value in owner.get(f"{business.path}/stats").json().items()
                           if name != "as_of"},
            "keys": [{**key, "last_used_at": None}
                     for key in owner.get(f"{business.path}/api-keys").json()["api_keys"]],
        }


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("filled")).start()
    try:
        yield Filled(server)
        server.stop()
    finally:
        server.abandon()


@pytest.fixture(scope="module")
def exported(filled, tmp_path_factory):
    file = tmp_path_factory.mktemp("exports") / "export.jsonl"
    export(filled.server, file)
    return file


def test_an_imported_store_serves_what_the_first_one_did(filled, tmp_path, fresh_server):
    before = filled.look()
    file = tmp_path / "export.jsonl"
    report = export(filled.server, file)
    assert report["file"] == str(file)
    assert report["records"] == {"user": 2, "business": 2, "membership": 2, "api_key": 1, "event": 9, "order": 7,
                                 "mark": 1}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    second = fresh_server()
    second.stop()
    for path in second.data_dir.iterdir():
        path.unlink()
    assert import_(second.data_dir, file)["records"] == report["records"]
    again = tmp_path / "again.jsonl"
    export(second, again)  # while no server runs
    assert records(again) == records(file)

    second.start()
    copy = Filled.__new__(Filled)
    copy.__dict__.update(filled.__dict__)
    copy.owner = login(second, filled.owner.email)
    copy.business = Business.__new__(Business)
    copy.business.__dict__.update(filled.business.__dict__, owner=copy.owner)
    assert copy.look() == before
    assert copy.business.epoch() != filled.business.epoch()

    channel = Caller(second, filled.channel.credential)
    replayed = channel.post_order(filled.order, filled.key)
    assert (replayed.status, replayed.headers["Idempotency-Replayed"], replayed.json()) == (201, "true", filled.first)
    assert channel.post_order(filled.order).status == 200  # the external id
    there = channel.place(copy.business.order())["order_number"]
    assert there == filled.owner.place(filled.business.order())["order_number"] not in {
        order["order_number"] for order in before["orders"]["orders"]}
    second.stop()


def test_an_old_cursor_is_told_that_the_history_is_another(filled, exported, tmp_path, fresh_server):
    folder = tmp_path / "server-0"
    import_(folder / "data", exported)
    server = Server(folder).start()
    try:
        caller = login(server, filled.owner.email)
        page = caller.get(f"{filled.business.path}/notifications", cursor=f"{filled.business.epoch()}:1").json()
        assert page["reset"]["why"] == "epoch"
        server.stop()
    finally:
        server.abandon()


def test_export_works_while_orders_come_in(filled, tmp_path):
    stopping = threading.Event()
    caller, placed = filled.other.owner.again(), []

    def post():
        while not stopping.is_set():
            placed.append(caller.place(filled.other.order())["id"])
    thread = threading.Thread(target=post)
    thread.start()
    try:
        for n in range(3):
            known = list(placed)
            file = tmp_path / f"{n}.jsonl"
            export(filled.server, file)
            lines = [json.loads(line) for line in records(file)]
            orders = {line["id"] for line in lines if line["kind"] == "order"}
            assert orders.issuperset(known)
            created = {line["order"] for line in lines if line["kind"] == "event" and line["type"] == "order.created"}
            assert created == orders
            import_(tmp_path / f"folder-{n}", file)
    finally:
        stopping.set()
        thread.join(60)


def test_an_export_goes_to_the_standard_output(filled, tmp_path):
    file = tmp_path / "file.jsonl"
    export(filled.server, file)
    lines = run("export", "-", "--data-dir", filled.server.data_dir).stdout.splitlines(keepends=True)
    assert lines[1:] == records(file)
    assert [path.name for path in filled.server.data_dir.iterdir() if path.name.startswith(".export")] == []


def test_a_file_that_cannot_be_written_leaves_nothing_behind(filled, tmp_path):
    (tmp_path / "folder").mkdir()
    for target in (tmp_path / "none" / "export.jsonl", tmp_path / "folder"):
        problem = json.loads(run("export", target, "--data-dir", filled.server.data_dir, "--json", expect=1).stderr)
        assert problem["code"] == "file_not_written" and str(target) in problem["detail"]
    assert list(tmp_path.rglob("*.partial")) == []


def test_a_person_reads_what_was_written(filled, tmp_path):
    text = run("export", tmp_path / "export.jsonl", "--data-dir", filled.server.data_dir).stdout.decode()
    assert "records.user: 2\n" in text and "digest: " in text


def damaged(exported, change):
    lines = exported.read_bytes().splitlines(keepends=True)
    return b"".join(change(lines))


def flipped(lines):
    middle = len(lines) // 2
    return [*lines[:middle], lines[middle].replace(b"0", b"1", 1), *lines[middle + 1:]]


@pytest.mark.parametrize("change, code, line", [
    (lambda lines: [], "export_unknown", 1),
    (lambda lines: [b"hello\n"], "export_unknown", 1),
    (lambda lines: [lines[0].replace(b'"version":1', b'"version":2'), *lines[1:]], "export_version_unknown", 1),
    (lambda lines: lines[:-1], "export_truncated", -1),
    (lambda lines: [*lines[:-1], lines[-1].rstrip(b"\n")], "export_truncated", -1),
    (lambda lines: [*lines[:4], lines[4][:len(lines[4]) // 2]], "export_truncated", 5),
    (flipped, "export_damaged", None),
    (lambda lines: [*lines[:2], *lines[3:]], "export_damaged", -1),
    (lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], "export_damaged", -1),
    (lambda lines: [*lines, lines[1]], "export_damaged", None),
    (lambda lines: [*lines[:3], b'{"kind":"ghost"}\n', *lines[3:]], "export_damaged", 4),
    (lambda lines: [*lines[:3], b"\n", *lines[3:]], "export_damaged", 4),
    (lambda lines: [*lines[:3], b"x" * (LONGEST_LINE + 1) + b"\n", *lines[3:]], "export_line_too_long", 4),
    (lambda lines: [lines[0], *seal(lines[2:-1])], "export_inconsistent", None),
    (lambda lines: [lines[0], *seal([*lines[1:-1], lines[1]])], "export_inconsistent", -2),
])
def test_a_file_that_is_not_right_is_refused_with_its_line_and_changes_nothing(exported, tmp_path, change, code, line):
    file, folder = tmp_path / "export.jsonl", tmp_path / "data"
    content = damaged(exported, change)
    file.write_bytes(content)
    problem = import_(folder, file, expect=1)
    assert problem["code"] == code, problem
    assert problem["detail"].startswith(f"{file} line ")
    if line is not None:
        expected = len(content.splitlines()) + 1 + line if line < 0 else line
        number = int(problem["detail"].split(" line ")[1].split(":")[0])
        assert number in (expected, expected + 1) if line == -1 else number == expected, problem
    if code != "export_inconsistent":
        assert not folder.exists()
    import_(folder, exported)


def test_a_store_into_which_an_import_did_not_end_serves_nobody_until_it_is_done_again(exported, tmp_path):
    file, folder = tmp_path / "export.jsonl", tmp_path / "data"
    lines = exported.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([lines[0], *seal([*lines[1:-1], lines[1]])]))
    assert import_(folder, file, expect=1)["code"] == "export_inconsistent"
    for words in (("business", "list"), ("export", tmp_path / "none.jsonl"), ("serve",)):
        assert "an import did not end" in run(*words, "--data-dir", folder, expect=1).stderr.decode()
    assert "an import did not end" in run("doctor", "--data-dir", folder, expect=1).stdout.decode()
    import_(folder, exported)
    again = tmp_path / "again.jsonl"
    run("export", again, "--data-dir", folder)
    assert records(again) == records(exported)


def test_import_goes_into_an_empty_folder_without_a_server_only(filled, exported, fresh_server):
    refused = run("import", exported, "--data-dir", filled.server.data_dir, expect=1)
    assert "another order-receiver" in refused.stderr.decode()
    server = fresh_server()
    register(server)
    server.stop()
    before = export(server, server.folder / "before.jsonl")
    assert import_(server.data_dir, exported, expect=1)["code"] == "store_not_empty"
    assert export(server, server.folder / "after.jsonl")["digest"] == before["digest"]


def test_a_file_that_is_not_there_is_named(tmp_path):
    problem = import_(tmp_path / "data", tmp_path / "none.jsonl", expect=1)
    assert problem["code"] == "export_unreadable" and "none.jsonl" in problem["detail"]
