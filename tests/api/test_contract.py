# SPDX-License-Identifier: Apache-2.0
"""The contract finds what it is for: answers that the document does not know, and promises that nobody saw kept."""

import json
import subprocess

import pytest

from contract import ANY, ELSEWHERE, Recorder
from contract_plugin import shows
from seen_elsewhere import SEEN_ELSEWHERE
from server import binary

ID = "0193a3c8-0000-7000-8000-000000000000"
PROBLEM = {"type": "about:blank", "title": "Not Found", "status": 404, "code": "order_not_found", "detail": "No.",
           "request_id": "r", "retryable": False}
COUNT = {"unread_count": 0, "read_version": 0}
COUNT_PATH = f"/api/v1/businesses/biz_{ID}/notifications/unread-count"


@pytest.fixture
def recorder():
    text = subprocess.run([binary(), "openapi"], check=True, capture_output=True, text=True).stdout
    return Recorder(json.loads(text))


def note(recorder, method, path, status, body, content_type="application/json", **headers):
    recorder.note(method, path, status, {"X-Request-Id": "r", "Content-Type": content_type, **headers},
                  json.dumps(body).encode())
    return recorder.take_breaches()


def test_what_the_document_promises_is_no_breach(recorder):
    assert not note(recorder, "GET", COUNT_PATH + "?x=1", 200, COUNT)
    assert (("GET", "/api/v1/businesses/{}/notifications/unread-count"), 200, None) in recorder.seen
    assert not note(recorder, "GET", f"/api/v1/orders/ord_{ID}/", 404, PROBLEM, "application/problem+json")
    assert (("GET", "/api/v1/orders/{}"), 404, "order_not_found") in recorder.seen
    busy = {**PROBLEM, "status": 503, "code": "busy"}
    assert not note(recorder, "GET", COUNT_PATH, 503, busy, "application/problem+json")
    assert (ANY, 503, "busy") in recorder.seen
    nowhere = {**PROBLEM, "code": "not_found"}
    assert not note(recorder, "GET", "/nowhere", 404, nowhere, "application/problem+json")
    assert (ELSEWHERE, 404, "not_found") in recorder.seen


@pytest.mark.parametrize("what, method, path, status, body, content_type", [
    ("status", "GET", COUNT_PATH, 202, COUNT, "application/json"),
    ("code", "GET", COUNT_PATH, 404, PROBLEM, "application/problem+json"),
    ("content type", "GET", COUNT_PATH, 200, COUNT, "text/plain"),
    ("missing", "GET", COUNT_PATH, 200, {"unread_count": 0}, "application/json"),
    ("unexpected", "GET", COUNT_PATH, 200, {**COUNT, "more": 1}, "application/json"),
    ("-1", "GET", COUNT_PATH, 200, {**COUNT, "unread_count": -1}, "application/json"),
    ("method", "PUT", COUNT_PATH, 200, COUNT, "application/json"),
    ("path", "GET", "/api/v1/unread-count", 200, COUNT, "application/json"),
    ("extra of a problem", "GET", f"/api/v1/orders/ord_{ID}", 404, {**PROBLEM, "allowed_next": []},
     "application/problem+json"),
], ids=lambda value: value if isinstance(value, str) and "/" not in value else "")
def test_what_it_does_not_know_is_one(recorder, what, method, path, status, body, content_type):
    assert note(recorder, method, path, status, body, content_type), what


def test_an_answer_without_a_header_that_was_promised_is_one(recorder):
    assert note(recorder, "GET", COUNT_PATH, 200, COUNT, **{"X-Request-Id": ""})
    assert note(recorder, "GET", "/openapi.json", 200, {})
    assert not note(recorder, "GET", "/openapi.json", 200, {}, ETag='"7"')
    assert note(recorder, "GET", "/openapi.json", 200, {}, ETag="7")


def test_what_nobody_saw_is_named(recorder):
    promised = recorder.document.expected()
    assert len(promised) > 500 and set(recorder.unseen()) == promised
    note(recorder, "GET", COUNT_PATH, 200, COUNT)
    assert promised - set(recorder.unseen()) == {
        (("GET", "/api/v1/businesses/{}/notifications/unread-count"), 200, None)}


def test_tests_of_other_suites_are_found_when_they_are_there():
    for node in SEEN_ELSEWHERE.values():
        assert shows(node), node
    assert not shows("Server.NobodyWroteThis")
    assert not shows("api/test_contract.py::test_that_nobody_wrote")
