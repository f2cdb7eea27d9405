# SPDX-License-Identifier: Apache-2.0
"""What an operator sees: /metrics, its summary in JSON, and /health/detailed."""

import datetime
import json
import subprocess

import pytest

from certificates import Certificate
from client import ADDRESS, PATIENT, Business, Caller, assert_problem, new_key, register
from event_source import EventSource
from metrics_table import table
from raw_websocket import join
from scrape import scrape
from server import Server, eventually

TOKEN = "a-metrics-token-of-the-tests"
GUARDED = ["/metrics", "/api/v1/metrics", "/health/detailed"]


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("watched"), metrics_token=TOKEN).start()
    yield running
    running.stop()


@pytest.fixture
def patient_business(watched):
    owner = register(watched)
    business = Business(owner)
    owner.patch(business.path, {"settings": PATIENT})
    return business


class Change:
    """What `act` did to the numbers."""

    def __init__(self, server, act):
        self.server = server
        self.before = scrape(server)
        act()
        self.after = scrape(server)

    def __call__(self, name, **labels):
        return self.after.sum(name, **labels) - self.before.sum(name, **labels)

    def becomes(self, wanted, name, **labels):
        """For what is counted after the last byte was sent: another core may be asked before that."""
        def is_so():
            self.after = scrape(self.server)
            return self(name, **labels) == wanted
        eventually(is_so, what=f"{name} {labels} rises by {wanted}")


def test_prometheus_own_linter_finds_nothing(watched, patient_business):
    patient_business.key().place(patient_business.order())
    answer = Caller(watched).get("/metrics")
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    linted = subprocess.run(["promtool", "check", "metrics"], input=answer.body, capture_output=True, check=False)
    assert linted.returncode == 0 and not linted.stderr, linted.stderr.decode()


def test_the_table_of_the_documents_is_what_a_server_shows(tmp_path, repository):
    certificate = Certificate(tmp_path / "tls")
    server = Server(tmp_path, otlp_endpoint="http://127.0.0.1:1", **certificate.settings())
    server.tls = certificate.client()
    try:
        server.start()
        shown = table(Caller(server).get("/metrics").body.decode())
        server.stop()
    finally:
        server.abandon()
    documented = [line for line in (repository / "docs/metrics.md").read_text().splitlines() if line.startswith("| `")]
    documented = [line for line in documented if line.startswith(("| `order_receiver_", "| `process_"))]
    shown = shown.splitlines()[2:]
    assert documented == shown, "docs/metrics.md lacks or has too much: " + "\n".join(set(shown) ^ set(documented))


@pytest.mark.parametrize("path", GUARDED)
@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via"])
def test_what_a_proxy_passes_on_needs_the_token(watched, path, header):
    anyone = Caller(watched)
    passed_on = {header: "192.0.2.1"}
    assert_problem(anyone.get(path, headers=passed_on), 401, "credential_invalid")
    wrong = {**passed_on, "Authorization": f"Bearer {TOKEN}x"}
    assert_problem(anyone.get(path, headers=wrong), 401, "credential_invalid")
    assert anyone.get(path, headers={**passed_on, "Authorization": f"Bearer {TOKEN}"}).status == 200
    assert anyone.get(path).status == 200


def test_a_token_of_a_person_is_not_the_operators(watched, patient_business):
    answer = patient_business.owner.get("/metrics", headers={"Via": "1.1 proxy"})
    assert_problem(answer, 401, "credential_invalid")


def test_without_a_token_there_is_nothing_for_others(server, anyone, owner):
    passed_on = {"Via": "1.1 proxy"}
    for path in ("/metrics", "/health/detailed"):
        assert_problem(anyone.get(path, headers=passed_on), 404, "not_found")
    assert_problem(anyone.get("/api/v1/metrics", headers=passed_on), 401, "credential_missing")
    assert_problem(owner.get("/api/v1/metrics", headers=passed_on), 404, "not_found")
    assert anyone.get("/metrics", headers={"Authorization": "Bearer "}).status == 200


def test_the_way_of_an_order_is_counted(watched, patient_business):
    business = patient_business
    channel = business.key()

    def act():
        opened, _ = join(watched, business)
        with opened:
            key = new_key()
            order = channel.place(business.order(external_id="X-1"), key)
            assert opened.events(1)[0]["data"]["id"] == order["id"]
            channel.post_order(business.order(external_id="X-1"), key)
            channel.post_order(business.order(external_id="X-1"))
            channel.post_order(business.order(total_amount=1))
            for _ in range(2):
                assert business.owner.post(f"/api/v1/orders/{order['id']}/seen").status == 204
            assert business.owner.move(order, "confirmed", preparation_time_minutes=10).status == 200
        business.poll(cursor=f"{business.epoch()}:0")
        business.poll(cursor=f"{business.epoch()}:0", wait=1)

    changed = Change(watched, act)
    assert changed("orders_placed_total", outcome="created") == 1
    assert changed("orders_placed_total", outcome="replayed") == 1
    assert changed("orders_placed_total", outcome="existing") == 1
    assert changed("orders_placed_total", outcome="refused", code="validation_failed") == 1
    assert changed("order_seen_seconds_count") == 1
    assert changed("order_accepted_seconds_count") == 1
    assert changed("events_committed_total", type="order.created") == 1
    assert changed("events_committed_total", type="order.status_changed") == 1
    assert changed("stream_events_delivered_total", transport="poll") >= 2
    assert changed("stream_events_delivered_total", transport="long_poll") == 3
    assert changed("store_write_seconds_count") >= 3
    assert changed("store_batch_writes_count") >= 3
    assert changed("store_commit_seconds_count") >= 3
    changed.becomes(1, "http_requests_total", route="/api/v1/orders", method="POST", status="422")


@pytest.mark.parametrize("transport", ["websocket", "sse"])
def test_each_delivery_is_counted_and_timed(watched, patient_business, transport):
    business = patient_business

    def act():
        if transport == "websocket":
            opened, _ = join(watched, business)
        else:
            opened = EventSource(watched, business.id, business.owner.credential,
                                 cursor=f"{business.epoch()}:{business.head()}")
            opened.until("live")
        with opened:
            order = business.owner.place(business.order())
            assert opened.events(1)[0]["data"]["id"] == order["id"]

    changed = Change(watched, act)
    changed.becomes(1, "stream_events_delivered_total", transport=transport)
    changed.becomes(1, "stream_delivery_seconds_count")


def test_times_are_those_of_the_order(watched, patient_business):
    """In seconds, from the creation: not of the request that came later."""
    order = patient_business.key().place(patient_business.order())
    sums = Change(watched, lambda: patient_business.owner.post(f"/api/v1/orders/{order['id']}/seen"))
    assert 0 < sums("order_seen_seconds_sum") < 60


@pytest.fixture(scope="module")
def impatient(tmp_path_factory):
    """A server to which everything is slow."""
    running = Server(tmp_path_factory.mktemp("impatient"), slow_operation="0s").start()
    yield running
    running.stop()


def slow_lines(server, operation):
    lines = (json.loads(line) for line in server.log_text().splitlines() if '"slow_operation"' in line)
    return [line for line in lines if line["level"] == "warning" and line["operation"] == operation]


def test_what_is_slow_is_a_warning_and_counted(impatient):
    business = Business(register(impatient))
    order = business.order()

    def act():
        answer = business.owner.post("/api/v1/orders", order, headers={"Idempotency-Key": new_key(),
                                                                       "X-Request-Id": "slow-1"})
        assert answer.status == 201
        assert business.owner.get(f"{business.path}/stats").status == 200

    changed = Change(impatient, act)
    request, = eventually(lambda: [line for line in slow_lines(impatient, "request")
                                   if line["request_id"] == "slow-1"], what="the warning")
    assert request["route"] == "/api/v1/orders" and request["duration_us"] > 0 and request["status"] == 201
    write = eventually(lambda: slow_lines(impatient, "store_write"), what="the warning")[-1]
    assert write["duration_us"] > 0 and write["writes"] >= 1
    report, = eventually(lambda: slow_lines(impatient, "report"), what="the warning")
    assert report["business"] == business.id
    assert changed("slow_operations_total", operation="request") >= 1
    assert changed("slow_operations_total", operation="store_write") >= 1
    changed.becomes(1, "slow_operations_total", operation="report")


def test_a_long_poll_that_waits_is_not_slow(impatient):
    business = Business(register(impatient))
    route = "/api/v1/businesses/{business_id}/notifications"
    cursor = f"{business.epoch()}:0"

    def act():
        answer = business.owner.get(f"{business.path}/notifications", cursor=cursor, wait=1,
                                    headers={"X-Request-Id": "long-1"})
        assert answer.status == 200

    changed = Change(impatient, act)
    changed.becomes(1, "http_requests_total", route=route, status="200")
    assert changed("http_request_duration_seconds_count", route=route) == 0
    # It was logged before the scrape that came after it.
    eventually(lambda: '"long-1"' in impatient.log_text(), what="the request is in the log")
    assert all(line["request_id"] != "long-1" for line in slow_lines(impatient, "request"))


def test_orders_that_wait_for_somebody_are_told(fresh_server):
    server = fresh_server()
    owner = register(server)
    business = Business(owner)
    assert owner.patch(business.path, {"settings": PATIENT}).status == 200
    channel = business.key()
    tomorrow = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)).isoformat().replace("+00:00", "Z")
    orders = [channel.place(business.order()) for _ in range(3)]
    channel.place(business.order(requested_delivery_time=tomorrow, delivery_type="delivery", delivery_address=ADDRESS))

    def waiting():
        shown = scrape(server)
        return (shown("orders_pending"), shown("orders_unacknowledged", longer_than_seconds="0"),
                shown("orders_unacknowledged", longer_than_seconds="60"))

    # A clock that began in this very second has not run for longer than 0.
    eventually(lambda: waiting() == (4, 3, 0), what="three clocks run, the scheduled one does not")
    eventually(lambda: scrape(server)("orders_unacknowledged_age_seconds") >= 1, what="the age rises")
    server.stop()
    server.start()
    owner, channel = owner.again(), channel.again()
    eventually(lambda: waiting() == (4, 3, 0), what="the same after a restart")
    for order in orders[:2]:
        assert owner.move(order, "confirmed", preparation_time_minutes=10).status == 200
    assert waiting() == (2, 1, 0)
    assert owner.move(orders[2], "cancelled", reason={"code": "rejected_too_busy"}).status == 200
    assert waiting() == (1, 0, 0)
    assert scrape(server)("orders_unacknowledged_age_seconds") == 0
    server.stop()


def test_sizes_and_depths_are_looked_up(watched):
    shown = scrape(watched)
    assert shown("store_file_bytes", file="database") == (watched.data_dir / "orders.db").stat().st_size
    assert shown("store_file_bytes", file="write_ahead_log") > 0
    assert 0 < shown("store_disk_free_bytes") <= shown("store_disk_size_bytes")
    assert shown("process_resident_memory_bytes") > 1e6 and shown("process_open_fds") > 5
    assert shown("process_threads") > 3 and shown("process_cpu_seconds_total") > 0
    now = datetime.datetime.now().timestamp()
    assert now - 3600 < shown("process_start_time_seconds") < now + 2
    assert shown("ready") == 1
    assert shown.sum("build_info") == 1
    assert shown("http_connections_open", transport="http") >= 1


def test_a_limit_that_bites_is_counted(watched):
    changed = Change(watched, lambda: Caller(watched).get("/health", headers={"X-Long": "x" * 20_000}))
    changed.becomes(1, "limits_exceeded_total", limit="header_bytes")


def test_no_series_names_what_belongs_to_somebody(watched, patient_business):
    """Series are as many as there are routes, not as many as there are paths, businesses or people."""
    order = patient_business.key().place(patient_business.order())
    patient_business.owner.get(f"/api/v1/orders/{order['id']}")
    Caller(watched).get("/nowhere/at-all-7261")
    text = scrape(watched).text
    for word in (patient_business.id, order["id"], "at-all-7261", patient_business.owner.email):
        assert word not in text


def test_the_summary_says_the_same_as_the_metrics(watched, patient_business):
    route = "/api/v1/businesses/{business_id}/orders"
    Change(watched, patient_business.orders).becomes(1, "http_requests_total", route=route)
    summary, shown = Caller(watched).get("/api/v1/metrics").json(), scrape(watched)
    assert set(summary) == {"requests_total", "errors_total", "active_connections", "endpoints"}
    assert 1 <= summary["requests_total"] <= shown.sum("http_requests_total")
    assert summary["errors_total"] == 0 and summary["active_connections"] >= 1
    listed = summary["endpoints"]["GET " + route]
    assert listed["requests"] == shown.sum("http_requests_total", route=route)
    assert set(listed) == {"requests", "errors", "avg_duration", "p95_duration"}
    assert listed["requests"] >= 1 and listed["errors"] == 0
    assert 0 < listed["avg_duration"] < 10 and 0 < listed["p95_duration"] <= 10
    assert "GET /api/v1/orders/{id}/history" not in summary["endpoints"], "nobody asked for that"


def test_detailed_health_names_each_service(watched):
    answer = Caller(watched).get("/health/detailed")
    assert answer.status == 200 and answer.headers["Cache-Control"] == "no-store"
    report = answer.json()
    assert report["status"] == "ok" and report["healthy"] is True
    said = datetime.datetime.fromisoformat(report["timestamp"].replace("Z", "+00:00"))
    assert abs((datetime.datetime.now(datetime.UTC) - said).total_seconds()) < 60
    services = report["services"]
    assert services["database"]["healthy"] and services["database"]["status"] == "ok"
    assert 0 < services["database"]["response_time"] < 10
    assert services["redis"] == {"healthy": True, "status": "not_configured", "response_time": None}
    assert services["external_apis"] == {"healthy": True, "status": "not_configured", "response_time": None}


def test_a_mail_server_that_fails_degrades(fresh_server):
    server = fresh_server(smtp_url="smtp://127.0.0.1:1", smtp_tls="off", smtp_from="orders@example.org")
    owner = register(server)
    probe = Caller(server)
    Caller(server).post("/api/v1/auth/forgot-password", {"email": owner.email})

    def degraded():
        answer = probe.get("/health/detailed")
        assert answer.status == 200
        return answer.json() if answer.json()["status"] == "degraded" else None

    report = eventually(degraded, what="the failed mail shows")
    assert report["healthy"] is True
    mail = report["services"]["external_apis"]
    assert mail["healthy"] is False and mail["status"] == "failing" and mail["response_time"] > 0
    assert scrape(server)("mail_failed_attempts_total") >= 1
    server.stop()


def test_the_names_in_the_log_totals_exist(fresh_server):
    """What the server says at its end is taken from the metrics by name."""
    server = fresh_server()
    business = Business(register(server))
    opened, _ = join(server, business)
    with opened:
        business.key().place(business.order())
        opened.events(1)
    server.stop()
    totals = next(json.loads(line) for line in server.log_text().splitlines() if '"totals"' in line)
    assert totals["events_delivered"] >= 1 and totals["store_reads"] > 0 and totals["delivery_p99_ms"] > 0
