# SPDX-License-Identifier: Apache-2.0
"""Devices as the counter has them: each follows one business's log on a thread, whatever happens to the server."""

import http.client
import threading

from client import Caller
from event_source import EventSource
from event_source import Refused as StreamRefused
from raw_http import Closed
from raw_websocket import Gone, Refused, WebSocket, checked_events


class Device:
    """Follows the log from its beginning; on any trouble it connects again and resumes by its cursor.

    With `leaves_after` it walks away after so many events, in the middle of a message if need be, and comes back.
    `record(epoch, event)` is called for each event in the order in which it came. A reset is a failure: what these
    devices ask for is always retained.
    """

    def __init__(self, server, business, token, epoch, record, name, leaves_after=None):
        self.server = server
        self.business = business
        self.token = token
        self.epoch = epoch
        self.record = record
        self.name = name
        self.leaves_after = leaves_after
        self.seq = 0
        self.connections = 0
        self.failure = None
        self._moved = threading.Condition()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self):
        self._thread.start()
        return self

    def _run(self):
        try:
            while not self._stopping.is_set():
                try:
                    self._follow()
                except (OSError, Closed, Gone, Refused, http.client.HTTPException):
                    self._stopping.wait(0.02)  # the pause of a client that connects again, not of a test
        except Exception as error:
            self.failure = error
            with self._moved:
                self._moved.notify_all()

    def _take(self, epoch, event):
        self.record(epoch, event)
        with self._moved:
            self.seq = event["seq"]
            self._moved.notify_all()
        if self.leaves_after and self.seq % self.leaves_after == 0:
            raise Closed

    def wait_for(self, seq, within=60):
        """Until the device has the event of that seq."""
        with self._moved:
            assert self._moved.wait_for(lambda: self.failure or self.seq >= seq, within), \
                f"{self.name} is at {self.seq} and not at {seq} after {within} s"
        if self.failure:
            raise self.failure

    def stop(self):
        self._stopping.set()
        self._end()
        self._thread.join(40)
        assert not self._thread.is_alive()
        if self.failure:
            raise self.failure

    def _end(self):
        pass

    def _follow(self):
        raise NotImplementedError


class SocketDevice(Device):
    """Over the WebSocket; acknowledges what it got."""

    socket = None

    def _follow(self):
        with WebSocket(self.server, self.business.id, timeout=60) as self.socket:
            self.connections += 1
            welcome = self.socket.hello(self.token, f"{self.epoch}:{self.seq}", self.name)
            if welcome["t"] == "bye":
                raise Closed
            assert welcome["t"] == "welcome", welcome
            while not self._stopping.is_set():
                message = self.socket.receive()
                if message["t"] == "events":
                    for event in checked_events(message):
                        self._take(welcome["epoch"], event)
                    self.socket.send_json({"t": "ack", "seq": self.seq})
                elif message["t"] == "ping":
                    self.socket.send_json({"t": "pong", "seq": self.seq})
                else:
                    assert message["t"] in ("live", "bye"), message

    def _end(self):
        if self.socket:
            try:
                self.socket.raw.socket.shutdown(2)
            except OSError:
                pass


class PollDevice(Device):
    """Over long polls; with `wait` 0 it asks again and again."""

    def __init__(self, *arguments, wait=1, **more):
        super().__init__(*arguments, **more)
        self.wait = wait

    def _follow(self):
        caller = Caller(self.server, self.token, device=self.name)
        self.connections += 1
        while not self._stopping.is_set():
            answer = caller.get(f"{self.business.path}/notifications", cursor=f"{self.epoch}:{self.seq}", limit=100,
                                wait=self.wait)
            if answer.status == 503:
                raise Closed
            assert answer.status == 200, answer
            page = answer.json()
            assert "reset" not in page, page
            for event in page["notifications"]:
                self._take(page["epoch"], event)
            assert page["cursor"] == f"{self.epoch}:{self.seq}", page["cursor"]
            if self.wait == 0:
                self._stopping.wait(0.01)  # the rhythm of a client that polls


class StreamDevice(Device):
    """Over server-sent events, as a browser's EventSource does it: it comes back with the last id."""

    stream = None

    def _follow(self):
        try:
            with EventSource(self.server, self.business.id, self.token, cursor=f"{self.epoch}:0",
                             last_id=f"{self.epoch}:{self.seq}", device=self.name, timeout=60) as self.stream:
                self.connections += 1
                while not self._stopping.is_set():
                    kind, message = self.stream.event() or ("end", None)
                    if kind == "end":
                        return
                    if kind == "events":
                        for event in checked_events(message):
                            self._take(self.epoch, event)
                        assert self.stream.last_id == f"{self.epoch}:{self.seq}", self.stream.last_id
                    else:
                        assert kind in ("welcome", "live", "ping", "bye"), (kind, message)
        except StreamRefused as refused:
            assert refused.answer.status == 503, refused

    def _end(self):
        if self.stream:
            try:
                self.stream.socket.shutdown(2)
            except OSError:
                pass


def still_works(socket, business, owner):
    """The connection is live: the next order arrives on it."""
    order = owner.place(business.order())
    event, = socket.events(1)
    assert event["order_id"] == order["id"]
