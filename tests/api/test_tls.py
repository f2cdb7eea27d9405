# SPDX-License-Identifier: Apache-2.0
"""The server under TLS: the same API, and certificates that are replaced while it runs."""

import json
import signal
import socket
import ssl
import subprocess

import pytest

from certificates import Certificate, greeted_serial
from client import Business, Caller, assert_problem, register
from raw_http import Closed, RawConnection
from raw_websocket import Gone, join
from server import Server, binary, environment, eventually


@pytest.fixture
def certificate(tmp_path):
    return Certificate(tmp_path / "tls")


@pytest.fixture
def tls_server(tmp_path, certificate):
    server = Server(tmp_path, **certificate.settings(), header_timeout="1s")
    server.tls = certificate.client()
    try:
        yield server.start()
        server.stop()
    finally:
        server.abandon()


def test_the_whole_conversation_works_under_tls(tls_server):
    owner = register(tls_server)
    business = Business(owner)
    channel = business.key()
    opened, _ = join(tls_server, business)
    with opened:
        placed = [channel.place(business.order(notes="n" * 900)) for _ in range(100)]
        assert [event["data"]["id"] for event in opened.events(100)] == [order["id"] for order in placed]
    listed = business.orders(limit=100)["orders"]
    assert [order["id"] for order in listed] == [order["id"] for order in reversed(placed)]
    assert business.poll(cursor=f"{business.epoch()}:98")["cursor"].endswith(":100")
    assert_problem(channel.post_order(business.order(total_amount=1)), 422, "validation_failed")


def test_requests_may_come_in_pieces_and_many_at_once(tls_server):
    with RawConnection(tls_server.host, tls_server.port, tls=tls_server.tls) as connection:
        for byte in b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n":
            connection.send(bytes([byte]))
        assert connection.response()[0] == 200
        connection.send(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n" * 500)
        assert {connection.response()[0] for _ in range(500)} == {200}
        connection.send(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert connection.response()[1]["connection"] == "close"
        assert connection.is_closed_now()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls_1_2_and_1_3_are_spoken_and_http_1_1_is_chosen(tls_server, certificate, version):
    client = certificate.client()
    client.minimum_version = client.maximum_version = version
    client.set_alpn_protocols(["h2", "http/1.1"])
    with RawConnection(tls_server.host, tls_server.port, tls=client) as connection:
        assert connection.socket.version() == version.name.replace("TLSv1_", "TLSv1.")
        assert connection.socket.selected_alpn_protocol() == "http/1.1"
        connection.send(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert connection.response()[0] == 200


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_old_tls_is_refused(tls_server, certificate):
    client = certificate.client()
    client.set_ciphers("ALL:@SECLEVEL=0")
    client.minimum_version = ssl.TLSVersion.TLSv1_1
    client.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(ssl.SSLError, match="(?i)version"):
        RawConnection(tls_server.host, tls_server.port, tls=client)


def test_what_is_no_handshake_is_hung_up_on(tls_server):
    with RawConnection(tls_server.host, tls_server.port) as plain:
        plain.send(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        with pytest.raises(Closed):
            plain.response()
    with socket.create_connection((tls_server.host, tls_server.port), 20) as silent:
        assert silent.recv(1) == b"", "cut off by header_timeout"
    assert Caller(tls_server).get("/health").status == 200


def test_sighup_takes_a_new_certificate_without_dropping_anybody(tls_server, certificate):
    owner = register(tls_server)
    business = Business(owner)
    channel = business.key()
    channel.place(business.order())
    opened, _ = join(tls_server, business)
    with opened:
        assert greeted_serial(tls_server.host, tls_server.port) == certificate.serial
        renewed = Certificate(certificate.key.parent, "rsa")
        assert renewed.serial != certificate.serial
        tls_server.process.send_signal(signal.SIGHUP)
        eventually(lambda: f'"serial":"{renewed.serial}"' in tls_server.log_text(), what="the log names the new one")
        assert greeted_serial(tls_server.host, tls_server.port) == renewed.serial

        order = channel.place(business.order())  # Over connections of before.
        assert opened.events(1)[0]["data"]["id"] == order["id"]
        tls_server.tls = renewed.client()
        assert Caller(tls_server, owner.credential).get("/api/v1/auth/me").status == 200

        renewed.key.write_text("not a key")
        tls_server.process.send_signal(signal.SIGHUP)
        eventually(lambda: "tls_not_reloaded" in tls_server.log_text(), what="the log says that it is wrong")
        assert greeted_serial(tls_server.host, tls_server.port) == renewed.serial
        channel.place(business.order())
        assert opened.events(1)


def test_a_drain_says_goodbye_under_tls(tls_server):
    business = Business(register(tls_server))
    opened, _ = join(tls_server, business)
    with opened:
        tls_server.signal_stop()
        assert opened.receive()["t"] == "bye"
        with pytest.raises(Gone) as gone:
            opened.receive()
        assert gone.value.code == 4001
    tls_server.wait_stopped()


def test_healthcheck_speaks_tls(tls_server, certificate):
    command = [binary(), "healthcheck", "--port", str(tls_server.port)]
    for name, value in certificate.settings().items():
        command += ["--" + name.replace("_", "-"), str(value)]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert checked.returncode == 0, checked.stderr
    assert checked.stderr == f"https://127.0.0.1:{tls_server.port}/health/ready: ready\n"
    plain = subprocess.run(command[:4], capture_output=True, text=True, timeout=20, check=False)
    assert plain.returncode == 4, plain.stderr


@pytest.mark.parametrize("broken, reason", [
    (lambda it: it.key.unlink(), "key.pem"),
    (lambda it: it.certificate.write_text("nonsense"), "certificate.pem"),
    (lambda it: it.key.write_text(Certificate(it.key.parent / "other").key.read_text()), "key values mismatch"),
    (lambda it: setattr(it, "key", None), "go together")])
def test_files_that_are_wrong_stop_the_start_with_one_line(tmp_path, certificate, broken, reason):
    broken(certificate)
    given = environment(data_dir=tmp_path / "data", port=0, tls_certificate_file=certificate.certificate,
                        tls_key_file=certificate.key)
    started = subprocess.run([binary(), "serve"], env=given, capture_output=True, text=True, timeout=20, check=False)
    assert started.returncode == 3, started
    assert len(started.stderr.splitlines()) == 1 and reason in started.stderr, started.stderr


def test_the_listening_line_says_https(tls_server):
    line = next(json.loads(line) for line in tls_server.log_text().splitlines() if '"listening"' in line)
    assert line["url"] == f"https://127.0.0.1:{tls_server.port}"
