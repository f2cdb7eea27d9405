# SPDX-License-Identifier: Apache-2.0
"""A reader of server-sent events that keeps what a browser's EventSource would: the last id."""

import http.client
import json
import urllib.parse

import contract
from client import Answer


class Refused(Exception):
    def __init__(self, answer):
        super().__init__(answer)
        self.answer = answer


class EventSource:
    """One stream, read as it comes. `last_id` is what a reconnect would send."""

    def __init__(self, server, business_id, token=None, cursor=None, last_id=None, ticket=None, device=None,
                 timeout=20):
        self.connection = http.client.HTTPConnection(server.host, server.port, timeout=timeout)
        query = {name: value for name, value in (("cursor", cursor), ("ticket", ticket)) if value is not None}
        headers = {"Accept": "text/event-stream"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if last_id is not None:
            headers["Last-Event-ID"] = last_id
        if device:
            headers["X-Device-Id"] = device
        target = f"/api/v1/businesses/{business_id}/notifications/stream?{urllib.parse.urlencode(query)}"
        self.connection.request("GET", target, headers=headers)
        self.socket = self.connection.sock  # the answer takes it over
        self.answer = self.connection.getresponse()
        body = self.answer.read() if self.answer.status != 200 else None
        contract.note("GET", target, self.answer.status, self.answer.headers, body)
        if body is not None:
            raise Refused(Answer(self.answer.status, dict(self.answer.getheaders()), body))
        self.last_id = last_id
        self.retry = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.answer.close()  # it holds the socket too
        self.connection.close()

    def event(self):
        """(type, data) of the next event; None at the end of the stream."""
        kind, data = "message", []
        while True:
            line = self.answer.readline()
            if not line:
                return None
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name == "event":
                kind = value
            elif name == "data":
                data.append(value)
            elif name == "id":
                self.last_id = value
            elif name == "retry":
                self.retry = int(value)
            elif not name and data:
                return kind, json.loads("\n".join(data))

    def until(self, kind):
        """Every (type, data) up to the first of that kind, with it."""
        seen = []
        while True:
            event = self.event()
            assert event, f"the stream ended before {kind}: {seen}"
            seen.append(event)
            if event[0] == kind:
                return seen

    def events(self, count):
        """The next `count` events of the log."""
        found = []
        while len(found) < count:
            kind, data = self.event() or ("end", None)
            assert kind in ("events", "live", "ping", "welcome"), (kind, data)
            if kind == "events":
                found += data["events"]
        return found
