# SPDX-License-Identifier: Apache-2.0
"""The history checker must see every kind of broken history: each of these is a good one with one thing wrong."""

import dataclasses

import pytest

from history import History, Seen, seen_of


def created(seq, **changes):
    return dataclasses.replace(
        Seen("e1", seq, f"evt_{seq}", "order.created", f"ord_{seq}", f"key-{seq}", f"PIZ{seq:04}", 1), **changes)


def good_history(size=5, devices=("poll", "socket")):
    history = History()
    for name in devices:
        history.device(name).extend(created(seq) for seq in range(1, size + 1))
        history.device(name).append(
            Seen("e1", size + 1, f"evt_{size + 1}", "order.status_changed", "ord_1", "key-1", "PIZ0001", 2))
    for seq in range(1, size + 1):
        history.acknowledge(f"key-{seq}", f"ord_{seq}", f"PIZ{seq:04}")
    history.move("ord_1", 2)
    return history


def test_a_good_history_has_no_violations():
    assert good_history().violations() == []


def test_an_unacknowledged_order_in_the_log_is_allowed():
    history = good_history()
    history.acknowledged.pop()
    assert history.violations() == []


def test_numbers_above_9999_are_read_whole():
    history = good_history(size=10_050)
    assert history.violations() == []


def remind(*numbers):
    """Appends reminders of the second order."""
    def change(events):
        for n in numbers:
            events.append(Seen("e1", len(events) + 1, f"evt_r{len(events)}", "order.reminder", "ord_2",
                               number="PIZ0002", reminder=n))
    return change


def test_reminders_that_rise_are_allowed():
    history = good_history()
    everywhere(remind(1, 2, 5))(history)
    assert history.violations() == []


def everywhere(change):
    """Breaks the log of every device alike, as a server that is wrong but consistent would."""
    def apply(history):
        for events in history.devices.values():
            change(events)
    return apply


def on_one(change):
    return lambda history: change(history.devices["socket"])


def replace(events, index, **changes):
    events[index] = dataclasses.replace(events[index], **changes)


def swap_meaning(events):
    """Seqs rise as they should, but two events changed places."""
    first, second = events[1], events[2]
    events[1], events[2] = dataclasses.replace(second, seq=2), dataclasses.replace(first, seq=3)


def renumber_without(index):
    """An event vanished and the later ones closed the gap: as if it had never been."""
    def change(events):
        del events[index]
        events[:] = [dataclasses.replace(event, seq=seq) for seq, event in enumerate(events, 1)]
    return change


BROKEN = {
    "a hole": (on_one(lambda events: events.pop(2)), "hole"),
    "a hole at the beginning": (on_one(lambda events: events.pop(0)), "hole"),
    "an event twice": (on_one(lambda events: events.insert(3, events[2])), "duplicate"),
    "an old event late": (on_one(lambda events: events.insert(5, events[0])), "duplicate"),
    "one event id under two seqs": (everywhere(lambda events: replace(events, 3, event_id="evt_1")), "duplicate"),
    "two events swapped on one device": (on_one(swap_meaning), "disagreement"),
    "another order on one device": (on_one(lambda events: replace(events, 1, order_id="ord_x")), "disagreement"),
    "the last event missing on one device": (on_one(lambda events: events.pop()), "missing"),
    "nothing on one device": (on_one(lambda events: events.clear()), "missing"),
    "another epoch": (on_one(lambda events: replace(events, 4, epoch="e2")), "epoch"),
    "an acknowledged order missing": (everywhere(renumber_without(4)), "lost"),
    "an acknowledged change missing": (everywhere(renumber_without(5)), "lost"),
    "an order under another id": (everywhere(lambda events: replace(events, 4, order_id="ord_y")), "doubled"),
    "one key, two orders": (everywhere(lambda events: replace(events, 4, key="key-1")), "doubled"),
    "one number twice": (everywhere(lambda events: replace(events, 4, number="PIZ0001")), "doubled"),
    "a number skipped": (everywhere(lambda events: replace(events, 4, number="PIZ0009")), "numbers"),
    "one reminder twice": (everywhere(remind(1, 2, 2)), "doubled"),
    "a version skipped": (everywhere(lambda events: replace(events, 5, version=3)), "versions"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_history_is_seen(name):
    damage, kind = BROKEN[name]
    history = good_history()
    damage(history)
    kinds = {violation.split(":")[0] for violation in history.violations()}
    assert kind in kinds


def test_events_of_the_api_become_records():
    event = {"seq": 3, "id": "evt_a", "type": "order.created", "order_id": "ord_a",
             "data": {"customer_id": "k", "order_number": "PIZ0002", "version": 1}}
    assert seen_of("e", event) == Seen("e", 3, "evt_a", "order.created", "ord_a", "k", "PIZ0002", 1)
    reminder = {"seq": 9, "id": "evt_c", "type": "order.reminder", "order_id": "ord_a",
                "data": {"order_id": "ord_a", "order_number": "PIZ0002", "level": "escalation", "n": 2}}
    assert seen_of("e", reminder) == Seen("e", 9, "evt_c", "order.reminder", "ord_a", None, "PIZ0002", None, 2)
    business = {"seq": 4, "id": "evt_b", "type": "business.updated", "data": {"version": 7}}
    assert seen_of("e", business) == Seen("e", 4, "evt_b", "business.updated", None)
