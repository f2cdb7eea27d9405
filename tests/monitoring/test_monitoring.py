# SPDX-License-Identifier: Apache-2.0
"""What the operator looks at fits the server: rules, dashboard and runbook name metrics that exist, and a real
Prometheus scrapes the server and evaluates the rules."""

import json
import re
import socket
import subprocess
import urllib.parse
import urllib.request

import pytest

from certificates import Certificate
from client import Business, Caller, register
from server import ROOT, Server, eventually

RULES = ROOT / "deploy/prometheus/order-receiver.rules.yml"
DASHBOARD = ROOT / "deploy/grafana/order-receiver.json"
SUFFIX = re.compile(r"_(bucket|sum|count)$")
METRIC = re.compile(r"\b(?:order_receiver|process)_[a-z0-9_]+\b")


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """Under TLS, so that every metric is there."""
    folder = tmp_path_factory.mktemp("monitored")
    certificate = Certificate(folder / "tls")
    server = Server(folder, **certificate.settings())
    server.tls = certificate.client()
    server.certificate = certificate
    server.start()
    business = Business(register(server))
    business.owner.place(business.order())
    yield server
    server.stop()


@pytest.fixture(scope="module")
def exported(running):
    answer = Caller(running).get("/metrics")
    assert answer.status == 200, answer
    text = answer.body.decode()
    return set(re.findall(r"^# TYPE (\S+) ", text, re.MULTILINE))


def named_metrics(expression):
    return {SUFFIX.sub("", name) if "_bucket" in name or "_sum" in name or "_count" in name else name
            for name in METRIC.findall(expression)}


def expressions_of_rules():
    # The file is ours and plain: an `expr` is one line, or a folded block of indented lines.
    return re.findall(r"expr: (?:>-\n)?((?:.+\n(?:          .+\n)*))", RULES.read_text())


def test_the_rules_are_valid_and_fire_when_they_must():
    for command in (["check", "rules", RULES], ["test", "rules", RULES.with_suffix(".test.yml")]):
        done = subprocess.run(["promtool", *command], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_is_tested_and_has_its_page_in_the_runbook():
    alerts = re.findall(r"alert: (\w+)", RULES.read_text())
    assert len(alerts) > 10
    pages = re.findall(r"^## (OrderReceiver\w+)$", (ROOT / "docs/runbook.md").read_text(), re.MULTILINE)
    assert sorted(alerts) == sorted(pages)
    tests = RULES.with_suffix(".test.yml").read_text()
    for alert in alerts:
        assert f"runbook: docs/runbook.md#{alert.lower()}" in RULES.read_text(), alert
        assert re.search(rf"alertname: {alert}\n        exp_alerts:\n", tests), f"{alert} never fires in a test"


def test_the_rules_name_metrics_that_are_exported(exported):
    expressions = expressions_of_rules()
    assert len(expressions) > 20
    for expression in expressions:
        missing = named_metrics(expression) - exported
        assert not missing, (missing, expression)


def test_every_query_of_the_dashboard_names_an_exported_metric(exported):
    dashboard = json.loads(DASHBOARD.read_text())
    rows = [panel["title"] for panel in dashboard["panels"] if panel["type"] == "row"]
    assert rows == ["Service level", "Orders", "Delivery", "Storage"]
    queries = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]
    queries += [each["definition"] for each in dashboard["templating"]["list"]]
    recorded = set(re.findall(r"record: (\S+)", RULES.read_text()))
    for query in queries:
        names = named_metrics(query)
        known_records = set(re.findall(r"order_receiver:[a-z0-9_:]+", query))
        assert names or known_records, query
        assert names <= exported and known_records <= recorded, query


def test_the_runbook_names_metrics_that_are_exported(exported):
    names = set(METRIC.findall((ROOT / "docs/runbook.md").read_text()))
    assert {SUFFIX.sub("", name) for name in names} <= exported | names & exported, names - exported


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def prometheus(running, tmp_path):
    """Debian's Prometheus, which scrapes the server twice a second."""
    config = tmp_path / "prometheus.yml"
    config.write_text(f"""
global: {{scrape_interval: 500ms, evaluation_interval: 500ms}}
rule_files: [{RULES}]
scrape_configs:
  - job_name: order-receiver
    scheme: https
    tls_config: {{ca_file: {running.certificate.certificate}}}
    static_configs: [{{targets: ["127.0.0.1:{running.port}"]}}]
""")
    port = free_port()
    with open(tmp_path / "log", "wb") as log:
        process = subprocess.Popen(
            ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={tmp_path / 'data'}",
             f"--web.listen-address=127.0.0.1:{port}", "--log.level=warn"], stdout=log, stderr=log)

    def ask(path, **query):
        address = f"http://127.0.0.1:{port}{path}?{urllib.parse.urlencode(query)}"
        with urllib.request.urlopen(address, timeout=10) as answer:
            return json.load(answer)["data"]

    yield ask
    process.terminate()
    process.wait(20)


def try_or_nothing(ask, *arguments, **query):
    try:
        return ask(*arguments, **query)
    except OSError:
        return None


def test_a_real_prometheus_scrapes_the_server_and_evaluates_the_rules(prometheus):
    def is_up():
        found = try_or_nothing(prometheus, "/api/v1/query", query='up{job="order-receiver"}')
        return found and found["result"] and found["result"][0]["value"][1] == "1"

    eventually(is_up, 60, "the server is scraped")
    pending = prometheus("/api/v1/query", query="order_receiver_orders_pending")["result"]
    assert [series["value"][1] for series in pending] == ["1"]

    def all_evaluated():
        rules = [rule for group in prometheus("/api/v1/rules")["groups"] for rule in group["rules"]]
        assert len(rules) > 20
        return all(rule["health"] == "ok" for rule in rules)

    eventually(all_evaluated, 60, "every rule is evaluated without an error")
    active = [alert["labels"]["alertname"] for alert in prometheus("/api/v1/alerts")["alerts"]
              if alert["state"] == "firing"]
    assert active == [], "a healthy server fires nothing"
