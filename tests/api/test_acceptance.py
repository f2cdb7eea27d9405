# SPDX-License-Identifier: Apache-2.0
"""The acceptance clock: what nobody accepts is reminded, escalated and cancelled, once each, whatever restarts."""

import datetime

import pytest

from client import Business, Caller, assert_problem, at_once, register
from server import eventually

pytestmark = pytest.mark.races

QUICK = {"accept_within_s": 10, "remind_after_s": 1, "escalate_after_s": 2}


def instant(text):
    return datetime.datetime.fromisoformat(text)


def start_again(server, business):
    server.start()
    business.owner = Caller(server, business.owner.credential)


def reminders(events, order):
    return [(event["data"]["level"], event["data"]["n"], event["priority"]) for event in events
            if event["type"] == "order.reminder" and event["order_id"] == order["id"]]


def of(events, order):
    return [event for event in events if event.get("order_id") == order["id"]]


def test_an_order_has_a_clock_until_it_is_accepted(owner, business):
    order = owner.place(business.order())
    assert order["accept_from"] == order["created_at"]
    assert instant(order["accept_by"]) - instant(order["accept_from"]) == datetime.timedelta(seconds=480)
    accepted = owner.move(order, "confirmed").json()
    assert "accept_from" not in accepted and "accept_by" not in accepted


def test_the_clock_of_a_scheduled_order_starts_before_its_preparation(owner, business):
    wanted = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0) + datetime.timedelta(days=1)
    order = owner.place(business.order(requested_delivery_time=wanted.strftime("%Y-%m-%dT%H:%M:%SZ")))
    assert instant(order["accept_by"]) == wanted - datetime.timedelta(minutes=30)
    assert instant(order["accept_from"]) == instant(order["accept_by"]) - datetime.timedelta(seconds=480)


def test_what_nobody_accepts_is_reminded_escalated_and_cancelled_once_across_restarts(fresh_server):
    server = fresh_server(acceptance_grace="1s")
    business = Business(register(server), settings=QUICK)
    left, accepted = (business.owner.place(business.order()) for _ in range(2))

    eventually(lambda: reminders(business.log(), left), what="the first reminder")
    server.kill()
    start_again(server, business)
    eventually(lambda: len(reminders(business.log(), left)) == 2, what="the escalation")
    assert business.owner.move(accepted, "confirmed").status == 200
    server.kill()
    start_again(server, business)
    eventually(lambda: of(business.log(), left)[-1]["type"] == "order.cancelled", within=30, what="the cancellation")
    server.stop()
    start_again(server, business)

    events = business.log()
    told = of(events, left)
    assert [event["type"] for event in told] == [
        "order.created", "order.reminder", "order.reminder", "order.cancelled"]
    assert reminders(events, left) == [("reminder", 1, "high"), ("escalation", 2, "urgent")]
    assert told[1]["data"] == {"order_id": left["id"], "order_number": left["order_number"], "level": "reminder",
                               "n": 1}
    assert told[3]["occurred_at"] >= left["accept_by"]
    last = told[3]["data"]["status_history"][-1]
    assert last["by"] == "server" and last["reason"] == {"code": "not_accepted_in_time"}
    assert [event["type"] for event in of(events, accepted) if event["type"] != "order.reminder"] == [
        "order.created", "order.status_changed"]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))

    late = business.owner.move(left, "confirmed")
    assert_problem(late, 409, "order_moved")
    assert late.json()["order"]["status"] == "cancelled"
    server.stop()


def test_a_server_that_was_away_cancels_nothing_before_the_grace_is_over(fresh_server):
    server = fresh_server(acceptance_grace="1h")
    business = Business(register(server), settings=QUICK)
    order = business.owner.place(business.order())
    server.kill()

    def is_past():
        return datetime.datetime.now(datetime.timezone.utc) > instant(order["accept_by"])

    eventually(is_past, within=30, what="the time to accept")
    start_again(server, business)
    eventually(lambda: reminders(business.log(), order), what="the one reminder for those that were missed")
    assert business.owner.move(order, "confirmed").status == 200
    assert [event["type"] for event in business.log()] == [
        "order.created", "order.reminder", "order.status_changed"]
    server.stop()


def test_of_accepting_and_the_clock_one_wins_and_the_other_is_told(fresh_server):
    server = fresh_server(acceptance_grace="0s")
    owner = register(server)
    business = Business(owner, settings=QUICK)
    orders = [owner.place(business.order()) for _ in range(40)]

    def accept(index, caller):
        for order in orders[index::4]:
            # Around the moment in which the clock cancels them.
            eventually(lambda due=instant(order["accept_by"]): datetime.datetime.now(datetime.timezone.utc) >= due)
            answer = caller.move(order, "confirmed")
            assert answer.status in (200, 409), answer
            yield order["id"], answer

    answers = dict(pair for each in at_once([owner.again() for _ in range(4)], lambda n, c: list(accept(n, c)))
                   for pair in each)
    for order in orders:
        answer = answers[order["id"]]
        changes = [event for event in of(business.log(), order)
                   if event["type"] in ("order.cancelled", "order.status_changed")]
        assert len(changes) == 1, changes
        if answer.status == 200:
            assert changes[0]["type"] == "order.status_changed"
        else:
            assert_problem(answer, 409, "order_moved")
            assert answer.json()["order"]["status"] == "cancelled" and changes[0]["type"] == "order.cancelled"
    server.stop()
