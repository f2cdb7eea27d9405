# SPDX-License-Identifier: Apache-2.0
"""Checks what the world outside saw of one business's log against promises P1 to P4.

The history is recorded outside the server: posters note what was acknowledged to them, devices note every event
in the order in which it came. The server is not asked what it thinks that it did.
"""

import dataclasses
import threading


@dataclasses.dataclass(frozen=True)
class Seen:
    """One event as a device received it."""

    epoch: str
    seq: int
    event_id: str
    type: str
    order_id: str | None
    key: str | None = None     # the Idempotency-Key that the poster wrote into the order
    number: str | None = None  # order_number
    version: int | None = None
    reminder: int | None = None  # the n of an order.reminder, which raises no version


@dataclasses.dataclass(frozen=True)
class Acknowledged:
    """One 201 as a poster received it."""

    key: str
    order_id: str
    number: str


@dataclasses.dataclass(frozen=True)
class Moved:
    """One 200 of a status change."""

    order_id: str
    version: int


class History:
    """Collects from many threads; `violations()` once they have ended."""

    def __init__(self):
        self._lock = threading.Lock()
        self.acknowledged = []
        self.moved = []
        self.devices = {}  # name -> [Seen]; all of them started at the beginning of the log

    def acknowledge(self, key, order_id, number):
        with self._lock:
            self.acknowledged.append(Acknowledged(key, order_id, number))

    def move(self, order_id, version):
        with self._lock:
            self.moved.append(Moved(order_id, version))

    def device(self, name):
        """The list that one device appends to."""
        with self._lock:
            return self.devices.setdefault(name, [])

    def acknowledged_count(self):
        with self._lock:
            return len(self.acknowledged)

    def violations(self):
        found = []
        for name, events in self.devices.items():
            found += _broken_sequence(name, events)
        found += _disagreements(self.devices)
        log = max(self.devices.values(), key=len, default=[])
        found += _incomplete_devices(self.devices, log)
        found += _broken_orders(log)
        found += _lost(self.acknowledged, self.moved, log)
        return found


def seen_of(epoch, event):
    """A `Seen` from an event as the API writes it."""
    data = event.get("data") or {}
    is_order = event["type"].startswith("order.")
    return Seen(epoch, event["seq"], event["id"], event["type"], event.get("order_id"),
                data.get("customer_id") if is_order else None,
                data.get("order_number") if is_order else None,
                data.get("version") if is_order else None,
                data["n"] if event["type"] == "order.reminder" else None)


def _broken_sequence(name, events):
    found = []
    expected = 1
    for event in events:
        if event.seq < expected:
            found.append(f"duplicate: {name} got seq {event.seq} again or late, {expected} was next")
        elif event.seq > expected:
            found.append(f"hole: {name} got seq {event.seq}, {expected} was next")
        expected = max(expected, event.seq) + 1
    if len({event.epoch for event in events}) > 1:
        found.append(f"epoch: {name} was moved to another history")
    ids = [event.event_id for event in events]
    if len(ids) != len(set(ids)):
        found.append(f"duplicate: {name} got one event id twice")
    return found


def _disagreements(devices):
    found = []
    meaning = {}
    for name, events in devices.items():
        for event in events:
            first_name, first = meaning.setdefault((event.epoch, event.seq), (name, event))
            if event != first:
                found.append(f"disagreement: seq {event.seq} is {first} for {first_name} but {event} for {name}")
    return found


def _incomplete_devices(devices, log):
    return [f"missing: {name} ended at seq {events[-1].seq if events else 0}, the log at {log[-1].seq}"
            for name, events in devices.items() if log and (not events or events[-1].seq != log[-1].seq)]


def _broken_orders(log):
    found = []
    created = [event for event in log if event.type == "order.created"]
    for what, values in (("key", [event.key for event in created if event.key]),
                         ("order", [event.order_id for event in created]),
                         ("number", [event.number for event in created])):
        found += [f"doubled: two orders were created with the {what} {value}" for value in _repeated(values)]
    counters = [int(event.number.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for event in created]
    if counters != list(range(1, len(counters) + 1)):
        found.append(f"numbers: not 1 to {len(counters)} in the order of the log")
    versions, reminded = {}, {}
    for event in log:
        if event.order_id is None:
            continue
        if event.reminder is not None:
            if event.reminder <= reminded.get(event.order_id, 0):
                found.append(f"doubled: {event.order_id} was reminded of again with {event.reminder}")
            reminded[event.order_id] = event.reminder
            continue
        expected = versions.get(event.order_id, 0) + 1
        if event.version != expected:
            found.append(f"versions: {event.order_id} went from version {expected - 1} to {event.version}")
        versions[event.order_id] = event.version
    return found


def _lost(acknowledged, moved, log):
    found = []
    created = {event.key: event for event in log if event.type == "order.created"}
    for answer in acknowledged:
        event = created.get(answer.key)
        if event is None:
            found.append(f"lost: the order {answer.order_id} was acknowledged and is not in the log")
        elif (event.order_id, event.number) != (answer.order_id, answer.number):
            found.append(f"doubled: key {answer.key} was acknowledged as {answer.order_id} {answer.number}, "
                         f"the log has {event.order_id} {event.number}")
    changes = {(event.order_id, event.version) for event in log if event.type != "order.created"}
    found += [f"lost: the change of {change.order_id} to version {change.version} was acknowledged "
              "and is not in the log" for change in moved if (change.order_id, change.version) not in changes]
    return found


def _repeated(values):
    seen = set()
    return sorted({value for value in values if value in seen or seen.add(value)})
