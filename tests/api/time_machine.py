# SPDX-License-Identifier: Apache-2.0
"""Moves the orders of a stopped server to other times, in its file: what takes a year cannot be waited for."""

import contextlib
import datetime
import json
import sqlite3

from sales_check import instant


def text_of(time):
    return time.astimezone(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moved_data(data, created, steps):
    """The order as if it had been created then, each change of its status `steps` later than the one before."""
    at, history = created, data["status_history"]
    data["created_at"] = text_of(created)
    for change, step in zip(history, [datetime.timedelta(0), *steps]):
        at += step
        change["at"] = text_of(at)
    data["updated_at"] = text_of(at)


def move_order(database, order_id, created, steps):
    """Moves each event that holds the order itself; a reminder, which holds none, stays where it is."""
    events = database.execute("SELECT position, data_begin, body FROM events WHERE order_id = ?", (order_id,))
    for position, begin, body in events.fetchall():
        data = json.loads(body)["data"]
        if "status_history" not in data:
            continue
        moved_data(data, created, steps)
        encoded = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
        body = body.encode()[:begin] + encoded + b"}"
        database.execute("UPDATE events SET data_size = ?, body = ? WHERE position = ?",
                         (len(encoded), body.decode(), position))
    micros = round((created - instant("1970-01-01T00:00:00Z")) / datetime.timedelta(microseconds=1))
    database.execute("UPDATE orders SET created_at = ? WHERE id = ?", (micros, order_id))


def move_orders(server, times, steps_of):
    """Gives the orders of the file `times`, which rise, in the order of their creation. `steps_of()` is asked for
    each order for the times between the changes of its status."""
    with contextlib.closing(sqlite3.connect(server.data_dir / "orders.db")) as database:
        ids = database.execute("SELECT id FROM orders ORDER BY created_seq").fetchall()
        assert len(ids) == len(times), (len(ids), len(times))
        for (order_id,), created in zip(ids, times):
            move_order(database, order_id, created, steps_of())
        database.commit()
