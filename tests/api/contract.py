# SPDX-License-Identifier: Apache-2.0
"""Holds every answer that a scenario gets against the OpenAPI document that the server prints of itself.

`note()` is called by whoever sends requests. An answer that the document does not know breaks the contract at once;
what it knows and nobody ever got is found at the end of a whole run."""

import collections
import json
import re
import subprocess
import threading
from urllib.parse import urlsplit

import jsonschema

METHODS = ("get", "post", "put", "patch", "delete")
CHECKED_ALIKE = 10  # bodies of the same operation, status and code that one test has validated
ANY, ELSEWHERE = "any request", "elsewhere"  # instead of an operation
_FILES_OF_PAGES = re.compile(r"^/(page|docs)/")
_recorder = None


def note(method, target, status, headers=None, body=b""):
    """One answer. `body`: None when it was not read."""
    if _recorder:
        _recorder.note(method, target, status, headers or {}, body)


def start(program):
    """From here on, against the document that `program` prints."""
    global _recorder
    text = subprocess.run([program, "openapi"], check=True, capture_output=True, text=True).stdout
    _recorder = Recorder(json.loads(text))
    return _recorder


def closed(schema):
    """The same schema for an answer: a member that it does not name is a mistake of the document."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    result = {name: value if name in ("if", "then", "else", "enum", "const", "not") else closed(value)
              for name, value in schema.items()}
    if "properties" in schema and schema.get("type") == "object":
        result.setdefault("additionalProperties", False)
    return result


def shape(path):
    """A path template without the names of its parameters."""
    return re.sub(r"\{[^}]*\}", "{}", path.rstrip("/") or "/")


class Document:
    def __init__(self, document):
        self.raw = document
        self.operations = {}  # (method, shape) -> operation
        for path, item in document["paths"].items():
            for method in METHODS:
                if method in item:
                    self.operations[method.upper(), shape(path)] = item[method]
        patterns = sorted({shape(path) for path in document["paths"]}, key=lambda each: each.count("{}"))
        self._patterns = [(each, re.compile("^" + re.escape(each).replace(r"\{\}", "[^/]+") + "$"))
                          for each in patterns]
        self.any_request = document["components"]["responses"]["AnyRequest"]["x-problems"]
        self.elsewhere = document["x-elsewhere"]
        components = {**document["components"], "schemas": closed(document["components"]["schemas"])}
        self._resolver = jsonschema.RefResolver("", {**document, "components": components})
        self._validators = {}

    def resolved(self, value):
        while isinstance(value, dict) and "$ref" in value:
            found = self.raw
            for name in value["$ref"].removeprefix("#/").split("/"):
                found = found[name]
            value = found
        return value

    def find(self, method, path):
        """((method, shape), operation), or (None, None). As the router does it: literal segments win."""
        path = path.rstrip("/") or "/"
        for template, pattern in self._patterns:
            key = ("GET" if method == "HEAD" else method, template)
            if pattern.match(path) and key in self.operations:
                return key, self.operations[key]
        return None, None

    def response(self, operation, status):
        found = operation["responses"].get(str(status))
        return self.resolved(found) if found else None

    def flaws(self, schema, value):
        name = json.dumps(schema, sort_keys=True)
        if name not in self._validators:
            self._validators[name] = jsonschema.Draft202012Validator(closed(schema), resolver=self._resolver)
        return [f"{error.json_path}: {error.message[:400]}" for error in self._validators[name].iter_errors(value)]

    def expected(self):
        """Every answer that must be seen: (operation, status, code or None)."""
        result = set()
        for key, operation in self.operations.items():
            problems = operation.get("x-problems", {})
            for status, codes in problems.items():
                result |= {(key, int(status), code) for code in codes}
            result |= {(key, int(status), None) for status in operation["responses"]
                       if status != "default" and status not in problems}
        for place, table in ((ANY, self.any_request), (ELSEWHERE, self.elsewhere)):
            result |= {(place, int(status), code) for status, codes in table.items() for code in codes}
        return result


class Recorder:
    """Threads of one test may note at once."""

    def __init__(self, raw):
        self.document = Document(raw)
        self.seen = set()
        self.breaches = []
        self._alike = collections.Counter()
        self._lock = threading.Lock()

    def begin_test(self):
        """What a test that failed halfway left behind is not the next one's."""
        with self._lock:
            self._alike.clear()
            self.breaches = []

    def take_breaches(self):
        with self._lock:
            breaches, self.breaches = self.breaches, []
            return breaches

    def note(self, method, target, status, headers, body):
        flaw = self._flaw(method, target, status, headers, body)
        if flaw:
            with self._lock:
                self.breaches.append(f"{method} {target} answered {status}: {flaw}")

    def _flaw(self, method, target, status, headers, body):
        content_type = headers.get("Content-Type") or headers.get("content-type") or ""
        problem = None
        if content_type == "application/problem+json" and method != "HEAD":
            problem = json.loads(body)
        code = problem["code"] if problem else None
        path = urlsplit(target).path if target and target.startswith("/") else None
        key, operation = self.document.find(method, path) if path else (None, None)

        if not (headers.get("X-Request-Id") or headers.get("x-request-id")):
            return "it has no X-Request-Id"
        if code and code in self.document.any_request.get(str(status), []):
            return self._checked((ANY, status, code), {"$ref": "#/components/schemas/Problem"}, problem)
        if not operation:
            return self._flaw_elsewhere(method, path, status, code, problem)
        return self._flaw_of(key, operation, method, status, code, headers, body)

    def _flaw_elsewhere(self, method, path, status, code, problem):
        if status == 204 and method == "OPTIONS":
            return None
        if status in (200, 304) and path and _FILES_OF_PAGES.match(path):
            return None
        if code in self.document.elsewhere.get(str(status), []):
            return self._checked((ELSEWHERE, status, code), {"$ref": "#/components/schemas/Problem"}, problem)
        return f"no operation of the document, and the code {code} is not one that other paths answer"

    def _flaw_of(self, key, operation, method, status, code, headers, body):
        content_type = headers.get("Content-Type") or headers.get("content-type") or ""
        response = self.document.response(operation, status)
        if response is None:
            return f"the document does not know this status ({code})"
        if code and code not in operation.get("x-problems", {}).get(str(status), []):
            return f"the document does not know the code {code}"
        content = response.get("content", {})
        if bool(content) != bool(content_type) or (content and content_type not in content):
            return f"the content type is {content_type!r}, not one of {list(content)}"
        if flaw := self._flaw_of_headers(response, headers):
            return flaw
        if method == "HEAD":
            return None
        schema = content.get(content_type, {}).get("schema")
        if not schema or body is None or not content_type.endswith("json"):
            with self._lock:
                self.seen.add((key, status, code))
            return None
        return self._checked((key, status, code), schema, json.loads(body))

    def _flaw_of_headers(self, response, headers):
        given = {name.lower(): value for name, value in headers.items()}
        for name, header in response.get("headers", {}).items():
            header = self.document.resolved(header)
            value = given.get(name.lower())
            if value is None:
                if header.get("required"):
                    return f"it has no {name}"
            elif flaws := self.document.flaws(header["schema"], value):
                return f"{name}: {flaws[0]}"
        return None

    def _checked(self, what, schema, value):
        with self._lock:
            self.seen.add(what)
            self._alike[what] += 1
            if self._alike[what] > CHECKED_ALIKE:
                return None
        flaws = self.document.flaws(schema, value)
        return "; ".join(flaws[:5]) or None

    def unseen(self):
        return sorted(self.document.expected() - self.seen, key=str)


def line(what):
    place, status, code = what
    return f"{place if isinstance(place, str) else ' '.join(place)} {status} {code or ''}".strip()


def operations(code, status=None):
    """[(operationId, method, path template)] of those that answer this code, for tables of scenarios."""
    found = []
    for path, item in _recorder.document.raw["paths"].items():
        for method in METHODS:
            problems = item.get(method, {}).get("x-problems", {})
            if any(code in codes for at, codes in problems.items() if status in (None, int(at))):
                found.append((item[method]["operationId"], method.upper(), path))
    assert found, f"no operation answers {code}"
    return found
