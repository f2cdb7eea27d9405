# SPDX-License-Identifier: Apache-2.0
"""`order-receiver doctor`: each check is made to fail, or to warn where it never fails. What no scenario can bring
about (a slow disk, a wrong clock) is in tests/unit/app/doctor_test.cpp."""

import json
import os
import resource
import socket
import sqlite3
import subprocess

import pytest

from certificates import Certificate
from client import Business, register
from server import JWT_SECRET, Server, binary, environment

GOOD_SECRET = "kQ9vXz3LmP7rTb2NcYw5HdJ8sFgA4eU6-and-some-more"


@pytest.fixture(scope="module")
def stopped(tmp_path_factory):
    """A data folder with something in it, and no server."""
    server = Server(tmp_path_factory.mktemp("stopped")).start()
    Business(register(server))
    server.stop()
    return server


def doctor(data_dir, expect=None, before=None, **settings):
    """The findings by check."""
    settings = {"jwt_secret": GOOD_SECRET, "port": "0", **settings}
    done = subprocess.run([binary(), "doctor", "--json", "--data-dir", str(data_dir)],
                          env=environment(**settings), capture_output=True, text=True, timeout=60, check=False,
                          preexec_fn=before)
    report = json.loads(done.stdout)
    findings = {finding["check"]: finding for finding in report["checks"]}
    has_failed = any(finding["verdict"] == "failed" for finding in report["checks"])
    assert done.returncode == (1 if has_failed else 0), done
    assert report["healthy"] is not has_failed
    for finding in report["checks"]:
        assert finding["found"]
        assert finding["verdict"] == "ok" or finding.get("advice"), f"{finding} does not say what to do"
    if expect is not None:
        assert has_failed == (expect == 1), report
    return findings


def verdict(data_dir, check, **more):
    return doctor(data_dir, **more)[check]["verdict"]


PRODUCTION = {"environment": "production", "host": "0.0.0.0"}


def test_a_sound_folder_is_healthy_and_nothing_in_it_is_changed(stopped):
    def content():
        return {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in stopped.data_dir.iterdir()}
    before = content()
    findings = doctor(stopped.data_dir, expect=0)
    assert findings["integrity"]["verdict"] == "ok" and "sound" in findings["integrity"]["found"]
    assert findings["server"]["found"].startswith("none runs")
    assert "WAL-reset" in findings["sqlite"]["found"] or findings["sqlite"]["verdict"] == "ok"
    assert content() == before


def test_it_works_beside_a_server_and_does_not_disturb_it(server, owner):
    business = Business(owner)
    findings = doctor(server.data_dir, port=server.port)
    assert findings["server"]["found"].startswith("runs on this folder")
    assert findings["address"]["found"].endswith("is this server's")
    assert findings["integrity"]["found"].startswith("not looked at: a server")
    owner.place(business.order())
    assert business.head() == 1


def test_a_person_reads_lines_with_advice(stopped):
    done = subprocess.run([binary(), "doctor", "--data-dir", str(stopped.data_dir), "--port", "0",
                           "--cors-origins", "*"],
                          capture_output=True, text=True, timeout=60, check=False)
    lines = done.stdout.splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("warning") and "cors_origins" in line)
    assert lines[at + 1].strip().startswith("-> ")
    assert lines[-1].endswith("warnings")


def test_a_folder_that_is_not_there_yet_is_not_made(tmp_path):
    findings = doctor(tmp_path / "none", expect=0)
    assert "not there yet" in findings["data_folder"]["found"]
    assert not (tmp_path / "none").exists()


# --- Settings, secrets, trust


@pytest.mark.parametrize("settings, check, expected", [
    ({"retention": "6d"}, "settings", "failed"),
    ({"prot": "1", "config_file": "/nowhere/settings.toml"}, "settings", "failed"),
    ({"host": "0.0.0.0"}, "environment", "warning"),
    ({"smtp_url": "smtp://127.0.0.1:1"}, "mail", "failed"),
    ({"environment": "production"}, "mail", "warning"),
    ({"environment": "production", "smtp_url": "smtp://127.0.0.1:1", "smtp_from": "a@example.org"}, "mail", "failed"),
    ({"smtp_url": "smtp://127.0.0.1:1", "smtp_from": "a@example.org"}, "public_url", "warning"),
    ({"retention": "400d"}, "retention", "warning"),
    ({"synchronous": "NORMAL"}, "synchronous", "warning"),
    ({"synchronous": "NORMAL", "environment": "production"}, "synchronous", "failed"),
    ({"environment": "production", "jwt_secret": None}, "jwt_secret", "failed"),
    ({"jwt_secret": "a" * 40}, "jwt_secret", "failed"),
    ({"jwt_secret": "change-me-" + GOOD_SECRET}, "jwt_secret", "warning"),
    ({"jwt_secret": "change-me-" + GOOD_SECRET, "environment": "production"}, "jwt_secret", "failed"),
    ({"jwt_secret_previous": JWT_SECRET}, "jwt_secret_previous", "warning"),
    ({"jwt_secret_previous": GOOD_SECRET}, "jwt_secret_previous", "warning"),
    ({"trusted_proxies": "0.0.0.0/0"}, "trusted_proxies", "failed"),
    ({"trusted_proxies": "10.0.0.0/8,::/0"}, "trusted_proxies", "failed"),
    (PRODUCTION, "trusted_proxies", "warning"),
    (PRODUCTION, "allowed_hosts", "warning"),
    (PRODUCTION, "tls_certificate", "warning"),
    ({"cors_origins": "*"}, "cors_origins", "warning"),
    ({"cors_origins": "*", "environment": "production"}, "cors_origins", "failed"),
    ({"smtp_url": "smtp://127.0.0.1:1", "smtp_from": "a@example.org"}, "mail_server", "failed"),
])
def test_a_setting_that_is_not_right_is_found(tmp_path, settings, check, expected):
    assert verdict(tmp_path / "data", check, **settings) == expected


def test_settings_of_a_careful_operator_are_all_fine(tmp_path):
    findings = doctor(tmp_path / "data", **PRODUCTION, trusted_proxies="10.0.0.0/8", allowed_hosts="orders.example.org",
                      cors_origins="https://shop.example.org", public_url="https://orders.example.org")
    checks = ("settings", "environment", "public_url", "retention", "synchronous", "jwt_secret", "jwt_secret_previous",
              "secret_files", "trusted_proxies", "allowed_hosts", "cors_origins", "tls_certificate", "mail_server")
    assert [findings[check] for check in checks if findings[check]["verdict"] != "ok"] == []


def test_a_file_of_a_secret_that_others_may_read_is_found(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text(GOOD_SECRET)
    secret.chmod(0o640)
    assert verdict(tmp_path / "data", "secret_files", jwt_secret=None, jwt_secret_file=secret) == "failed"
    secret.chmod(0o600)
    assert verdict(tmp_path / "data", "secret_files", jwt_secret=None, jwt_secret_file=secret) == "ok"


def test_no_secret_is_printed(tmp_path):
    done = subprocess.run([binary(), "doctor", "--data-dir", str(tmp_path / "data"), "--port", "0"],
                          env=environment(jwt_secret=GOOD_SECRET, jwt_secret_previous=JWT_SECRET),
                          capture_output=True, text=True, timeout=60, check=False)
    assert GOOD_SECRET not in done.stdout + done.stderr and JWT_SECRET not in done.stdout + done.stderr


# --- The data folder


@pytest.fixture
def folder(fresh_server):
    """A data folder that a test may damage."""
    server = fresh_server()
    Business(register(server))
    server.stop()
    return server.data_dir


def test_modes_that_let_others_in_are_found(folder):
    for path, mode in ((folder, 0o755), (folder / "orders.db", 0o644)):
        was = path.stat().st_mode
        path.chmod(mode)
        finding = doctor(folder, expect=1)["file_modes"]
        assert finding["verdict"] == "failed" and f"{path} ({mode:o})" in finding["found"]
        path.chmod(was)
    assert verdict(folder, "file_modes") == "ok"


def test_a_key_of_the_certificate_that_others_may_read_is_found(folder, tmp_path):
    certificate = Certificate(tmp_path)
    certificate.key.chmod(0o644)
    assert verdict(folder, "file_modes", **certificate.settings()) == "failed"
    certificate.key.chmod(0o600)
    assert verdict(folder, "file_modes", **certificate.settings()) == "ok"


def test_a_data_folder_that_is_a_file_is_found(tmp_path):
    (tmp_path / "data").write_text("")
    assert verdict(tmp_path / "data", "data_folder") == "failed"


def test_a_file_of_somebody_else_is_found(folder):
    if os.geteuid() != 0:
        pytest.fail("giving a file to somebody else needs root")
    os.chown(folder / "orders.db", 12345, 12345)
    assert verdict(folder, "owner") == "failed"


def test_a_folder_that_cannot_be_written_is_found(folder):
    def no_bytes():
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    assert verdict(folder, "fsync", before=no_bytes) == "failed"


def test_a_process_that_holds_the_folder_and_is_silent_is_found(folder):
    with open(folder / "lock", "rb") as lock:
        subprocess.run(["flock", "--nonblock", str(lock.fileno())], pass_fds=[lock.fileno()], check=True)
        findings = doctor(folder)
        assert findings["server"]["verdict"] == "warning"
        assert findings["integrity"]["found"].startswith("not looked at")
    assert verdict(folder, "server") == "ok"


# --- The store


def test_a_damaged_database_is_found(folder):
    with open(folder / "orders.db", "r+b") as database:
        database.seek(2 * 4096)
        database.write(b"\x55" * 4096)
    finding = doctor(folder, expect=1)["integrity"]
    assert finding["verdict"] == "failed" and finding["advice"]


def test_a_file_that_is_no_database_is_found(folder):
    (folder / "orders.db").write_bytes(b"not a database" * 1000)
    assert verdict(folder, "integrity") == "failed"


def test_a_database_of_a_newer_program_is_found(folder):
    with sqlite3.connect(folder / "orders.db") as database:
        database.execute("PRAGMA user_version = 1000")
    database.close()
    assert "1000" in doctor(folder, expect=1)["integrity"]["found"]


def test_a_restore_that_did_not_end_is_found(folder):
    (folder / "restore-unfinished").touch(0o600)
    assert "restore" in doctor(folder, expect=1)["integrity"]["found"]


def test_a_write_ahead_log_that_grows_and_grows_is_found(folder):
    with open(folder / "orders.db-wal", "wb") as log:
        log.truncate(100 * 20 * 4096 + 1)
    (folder / "orders.db-wal").chmod(0o600)
    assert verdict(folder, "write_ahead_log", checkpoint_pages=100) == "warning"
    assert verdict(folder, "write_ahead_log", checkpoint_pages=101) == "ok"


# --- The machine and the network


@pytest.mark.parametrize("limit, expected", [(100, "failed"), (1000, "warning"), (1064, "ok")])
def test_too_few_descriptors_are_found(folder, limit, expected):
    def few():
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(limit, 100), limit))
    assert verdict(folder, "open_files", before=few, connections=1000) == expected


def test_a_port_of_another_program_is_found(folder):
    with socket.create_server(("127.0.0.1", 0)) as other:
        finding = doctor(folder, expect=1, port=other.getsockname()[1])["address"]
        assert finding["verdict"] == "failed" and "in use" in finding["found"]


def test_an_address_that_the_machine_does_not_have_is_found(folder):
    assert verdict(folder, "address", host="192.0.2.1") == "failed"


def test_a_mail_server_is_asked_within_a_deadline(folder):
    mail = {"smtp_from": "orders@example.org", "public_url": "https://orders.example.org"}
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"smtp://127.0.0.1:{silent.getsockname()[1]}"
        finding = doctor(folder, expect=1, smtp_url=url, **mail)["mail_server"]
        assert "no answer within 5 s" in finding["found"]
        assert verdict(folder, "mail_server", smtp_url=url.replace("smtp:", "smtps:"), **mail) == "ok"


def issue(folder, name, by=None, days=90):
    """A certificate that `by` signed, or that signs itself; (certificate, key) as files."""
    certificate, key, request = (folder / f"{name}.{kind}" for kind in ("pem", "key", "csr"))
    signer = ["-CA", by[0], "-CAkey", by[1]] if by else ["-signkey", key]
    for command in (["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
                     f"/CN={name}", "-keyout", key, "-out", request],
                    ["x509", "-req", "-in", request, "-days", str(days), *signer, "-out", certificate]):
        subprocess.run(["openssl", *command], check=True, capture_output=True)
    return certificate, key


def test_what_is_wrong_with_a_certificate_is_found(tmp_path):
    root, foreign = issue(tmp_path, "root"), issue(tmp_path, "foreign")
    leaf = issue(tmp_path, "orders.example.org", by=root)

    def look(key, *certificates):
        chain = tmp_path / "chain.pem"
        chain.write_bytes(b"".join(path.read_bytes() for path in certificates))
        finding = doctor(tmp_path / "data", tls_certificate_file=chain, tls_key_file=key)["tls_certificate"]
        return finding["verdict"], finding["found"]

    assert look(leaf[1], leaf[0], root[0])[0] == "ok"
    assert look(leaf[1], leaf[0])[0] == "warning"
    ended = issue(tmp_path, "ended", by=root, days=-1)
    for found, key, certificates in (("is not signed by the one after it", leaf[1], (leaf[0], foreign[0])),
                                     ("key", foreign[1], (leaf[0], root[0])),
                                     ("has ended", ended[1], (ended[0], root[0]))):
        result = look(key, *certificates)
        assert result[0] == "failed" and found in result[1], result
    soon = issue(tmp_path, "soon", by=root, days=7)
    assert look(soon[1], soon[0], root[0])[0] == "warning"
    assert look(root[1], root[0])[0] == "warning"
