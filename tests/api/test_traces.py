# SPDX-License-Identifier: Apache-2.0
"""W3C Trace Context in and out, and spans to a collector over OTLP/HTTP."""

import json
import time

import pytest

from client import Business, Caller, register
from collector import Collector, attributes_of
from raw_websocket import join
from scrape import scrape
from server import Server, eventually

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = "b7ad6b7169203331"
SAMPLED = f"00-{TRACE}-{PARENT}-01"


@pytest.fixture(scope="module")
def collector():
    with Collector() as running:
        yield running


@pytest.fixture(scope="module")
def traced(tmp_path_factory, collector):
    running = Server(tmp_path_factory.mktemp("traced"), otlp_endpoint=collector.endpoint,
                     otlp_headers="api-key=k-1, x-tenant=a=b").start()
    yield running
    running.stop()


def ask(server, path="/health", **headers):
    return Caller(server).get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def request_line(server, request_id):
    def found():
        lines = (json.loads(line) for line in server.log_text().splitlines() if line.startswith("{"))
        return next((line for line in lines if line["event"] == "request" and line["request_id"] == request_id), None)
    return eventually(found, what="the request is in the log")


def test_a_request_without_a_trace_gets_none_when_nobody_collects(server):
    answer = ask(server, X_Request_Id="untraced-1")
    assert "traceparent" not in answer.headers
    assert "trace_id" not in request_line(server, "untraced-1")


@pytest.mark.parametrize("flags", ["00", "01"])
def test_the_callers_trace_goes_on_in_the_answer_and_the_log(server, flags):
    request_id = f"traced-{flags}"
    answer = ask(server, traceparent=f"00-{TRACE}-{PARENT}-{flags}", X_Request_Id=request_id)
    version, trace, span, answered_flags = answer.headers["traceparent"].split("-")
    assert (version, trace, answered_flags) == ("00", TRACE, flags)
    assert span != PARENT and len(span) == 16 and span != "0" * 16
    assert request_line(server, request_id)["trace_id"] == TRACE


def test_a_refused_request_stays_in_its_trace(server):
    answer = ask(server, "/api/v1/orders", traceparent=SAMPLED)
    assert answer.status in (401, 405) and TRACE in answer.headers["traceparent"]


@pytest.mark.parametrize("wrong", [
    "", "garbage", f"00-{TRACE}-{PARENT}", f"00-{TRACE}-{PARENT}-0", f"00-{TRACE}-{PARENT}-01-more",
    f"ff-{TRACE}-{PARENT}-01", f"00-{'0' * 32}-{PARENT}-01", f"00-{TRACE}-{'0' * 16}-01",
    f"00-{TRACE.upper()}-{PARENT}-01", f"00-{TRACE[:-1]}g-{PARENT}-01", f"00_{TRACE}_{PARENT}_01",
    f"cc-{TRACE}-{PARENT}-01x"])
def test_a_trace_that_is_not_well_formed_is_ignored(server, wrong):
    assert "traceparent" not in ask(server, traceparent=wrong).headers


def test_a_later_version_is_understood(server):
    answer = ask(server, traceparent=f"cc-{TRACE}-{PARENT}-01-what-comes-later")
    assert answer.headers["traceparent"].startswith(f"00-{TRACE}-")


def test_a_request_becomes_a_server_span(traced, collector):
    business = Business(register(traced))
    answer = business.owner.get(f"{business.path}/orders", headers={
        "traceparent": SAMPLED, "tracestate": "vendor=1,other@sys=x y", "X-Request-Id": "span-1"})
    assert answer.status == 200
    span = collector.wait_for(order_receiver__request_id="span-1")
    assert span["traceId"] == TRACE and span["parentSpanId"] == PARENT
    assert span["spanId"] == answer.headers["traceparent"].split("-")[2]
    assert span["traceState"] == "vendor=1,other@sys=x y"
    assert span["name"] == "GET /api/v1/businesses/{business_id}/orders" and span["kind"] == 2
    assert "status" not in span
    assert attributes_of(span) == {
        "http.request.method": "GET", "http.route": "/api/v1/businesses/{business_id}/orders",
        "http.response.status_code": 200, "url.scheme": "http", "network.protocol.version": "1.1",
        "order_receiver.request_id": "span-1"}
    begin, end = int(span["startTimeUnixNano"]), int(span["endTimeUnixNano"])
    assert begin < end and abs(end / 1e9 - time.time()) < 60
    assert business.id not in "".join(collector.texts()), "a path is not exported, only its template"


def test_the_collector_learns_who_sends(traced, collector):
    ask(traced, X_Request_Id="span-2")
    collector.wait_for(order_receiver__request_id="span-2")
    resource = attributes_of(collector.resources()[0]["resource"])
    assert resource["service.name"] == "order-receiver" and resource["service.version"]
    assert resource["service.instance.id"]
    path, headers, _ = collector.requests[0]
    assert path == "/v1/traces" and headers["Content-Type"] == "application/json"
    assert headers["api-key"] == "k-1" and headers["x-tenant"] == "a=b"


def test_a_request_without_a_trace_begins_one(traced, collector):
    answer = ask(traced, X_Request_Id="span-3")
    span = collector.wait_for(order_receiver__request_id="span-3")
    assert "parentSpanId" not in span
    assert answer.headers["traceparent"] == f"00-{span['traceId']}-{span['spanId']}-01"


def test_whoever_asks_not_to_be_sampled_is_not(traced, collector):
    ask(traced, traceparent=f"00-{TRACE}-{PARENT}-00", X_Request_Id="span-4")
    ask(traced, X_Request_Id="span-5")
    collector.wait_for(order_receiver__request_id="span-5")
    assert all(attributes_of(span)["order_receiver.request_id"] != "span-4" for span in collector.spans())


def test_a_state_that_is_not_well_formed_costs_only_itself(traced, collector):
    ask(traced, traceparent=SAMPLED, tracestate="Upper=1", X_Request_Id="span-6")
    span = collector.wait_for(order_receiver__request_id="span-6")
    assert span["traceId"] == TRACE and "traceState" not in span


def test_a_socket_is_a_span_until_it_opens(traced, collector):
    opened, _ = join(traced, Business(register(traced)))
    with opened:
        span = collector.wait_for(http__response__status_code=101)
    assert span["name"] == "GET /ws/notifications/{business_id}"


def test_a_share_of_nothing_exports_only_what_callers_chose(fresh_server):
    with Collector() as collector:
        server = fresh_server(otlp_endpoint=collector.endpoint, trace_percent=0)
        for _ in range(20):
            assert ask(server).headers["traceparent"].endswith("-00")
        ask(server, traceparent=SAMPLED, X_Request_Id="chosen")
        collector.wait_for(order_receiver__request_id="chosen")
        assert len(collector.spans()) == 1
        server.stop()


def test_what_the_collector_cannot_take_now_is_sent_again(fresh_server):
    with Collector(answers=[503]) as collector:
        server = fresh_server(otlp_endpoint=collector.endpoint + "/v1/traces", trace_percent=0)
        ask(server, traceparent=SAMPLED, X_Request_Id="again")
        collector.wait_for(order_receiver__request_id="again")
        assert collector.tried == ["/v1/traces"] * 2
        eventually(lambda: scrape(server)("trace_spans_exported_total") == 1, what="it is counted")
        server.stop()


def test_what_the_collector_refuses_is_dropped_and_said_once(fresh_server):
    with Collector(answers=[400, 400]) as collector:
        server = fresh_server(otlp_endpoint=collector.endpoint, trace_percent=0)
        for count in (1, 2):
            ask(server, traceparent=SAMPLED)
            eventually(lambda count=count: scrape(server)("trace_spans_dropped_total", reason="not_delivered") == count,
                       what="it is dropped")
        assert server.log_text().count("trace_export_failed") == 1
        server.stop()


def test_a_collector_that_is_stuck_delays_neither_requests_nor_the_end(fresh_server):
    with Collector(is_stuck=True) as collector:
        server = fresh_server(otlp_endpoint=collector.endpoint, trace_queue=5, trace_percent=0)
        ask(server, traceparent=SAMPLED)
        eventually(lambda: collector.tried, what="the collector has the first span and does not answer")
        for _ in range(20):
            assert ask(server, traceparent=SAMPLED).status == 200
        assert scrape(server)("trace_spans_dropped_total", reason="queue_full") == 15
        server.signal_stop()
        eventually(lambda: '"stopped"' in server.log_text(), what="the server says that it stopped")
        server.wait_stopped()
        assert not collector.released.is_set(), "it ended though the collector never answered"


def test_what_waits_at_the_end_is_still_sent(fresh_server):
    with Collector() as collector:
        server = fresh_server(otlp_endpoint=collector.endpoint, trace_percent=0)
        for number in range(700):
            ask(server, traceparent=SAMPLED, X_Request_Id=f"last-{number}")
        server.stop()
        exported = {attributes_of(span)["order_receiver.request_id"] for span in collector.spans()}
        assert {f"last-{number}" for number in range(700)} <= exported
