# SPDX-License-Identifier: Apache-2.0
"""Intake: open, paused, busy, opening hours; every change is an event, also those that time makes."""

import datetime
import zoneinfo

import pytest

from client import Business, assert_problem, register
from server import eventually


def instant(seconds):
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def set_intake(business, caller=None, **body):
    return (caller or business.owner).put(f"{business.path}/intake", body)


def intake(business):
    return business.owner.get(business.path).json()["intake"]


def codes(state):
    return [reason["code"] for reason in state["reasons"] if reason["code"] != "no_device"]


def updates(business):
    return [event["data"]["intake"] for event in business.log() if event["type"] == "business.updated"]


def test_a_pause_refuses_orders_until_it_ends_by_itself(business, channel):
    until = instant(1.5)
    paused = set_intake(business, pause_until=until)
    assert paused.status == 200
    assert paused.json()["intake"]["accepting"] is False
    assert paused.json()["intake"]["reasons"] == [{"code": "paused", "until": until}]
    refused = channel.post_order(business.order())
    assert_problem(refused, 409, "not_accepting")
    assert refused.json()["reasons"] == [{"code": "paused", "until": until}]
    assert int(refused.headers["retry-after"]) in (1, 2)

    eventually(lambda: len(updates(business)) == 2, what="the end of the pause is announced")
    assert [codes(state) for state in updates(business)] == [["paused"], []]
    assert "paused_until" not in intake(business)
    assert channel.post_order(business.order()).status == 201


def test_a_pause_is_ended_by_opening_or_by_null(business):
    for end in ({"open": True}, {"pause_until": None}):
        set_intake(business, pause_until=instant(600))
        assert set_intake(business, **end).json()["intake"]["accepting"] is True


def test_being_busy_takes_orders_and_promises_them_later(business, channel):
    set_intake(business, busy_extra_minutes=25, until=instant(600))
    state = intake(business)
    assert state["accepting"] is True and codes(state) == ["busy"] and state["busy"]["extra_minutes"] == 25
    order = channel.place(business.order())
    created = datetime.datetime.fromisoformat(order["created_at"].replace("Z", "+00:00"))
    ready = datetime.datetime.fromisoformat(order["estimated_ready_time"].replace("Z", "+00:00"))
    assert ready - created == datetime.timedelta(minutes=30 + 25)
    assert set_intake(business, busy_extra_minutes=0).json()["intake"].get("busy") is None


def test_being_busy_ends_by_itself_also_across_a_restart(fresh_server):
    server = fresh_server()
    business = Business(register(server))
    assert set_intake(business, busy_extra_minutes=5, until=instant(1)).status == 200
    server.kill()
    server.start()
    business.owner = business.owner.again()
    eventually(lambda: len(updates(business)) == 2, what="the end is announced")
    assert [codes(state) for state in updates(business)] == [["busy"], []]
    server.stop()


def hours_around_now(zone, begin_minutes, end_minutes):
    """Opening hours of today in that zone, from so many minutes after now to so many."""
    now = datetime.datetime.now(zoneinfo.ZoneInfo(zone))
    begin, end = (now + datetime.timedelta(minutes=minutes) for minutes in (begin_minutes, end_minutes))
    return {begin.strftime("%A").lower(): [{"from": begin.strftime("%H:%M"), "to": end.strftime("%H:%M")}]}, begin, end


def set_hours(business, hours):
    answer = business.owner.patch(business.path, {"settings": {"opening_hours": hours}})
    assert answer.status == 200, answer
    return answer.json()


@pytest.mark.parametrize("zone", ["Asia/Baghdad", "America/New_York", "Pacific/Auckland"])
def test_outside_its_hours_a_business_takes_no_orders_and_says_when_it_will(owner, zone):
    business = Business(owner, timezone=zone)
    channel = business.key()
    hours, begin, _ = hours_around_now(zone, 120, 180)
    state = set_hours(business, hours)["intake"]
    assert codes(state) == ["outside_opening_hours"] and state["accepting"] is False
    until = datetime.datetime.fromisoformat(state["reasons"][0]["until"].replace("Z", "+00:00"))
    assert until == begin.replace(second=0, microsecond=0)
    assert_problem(channel.post_order(business.order()), 409, "not_accepting")

    hours, _, _ = hours_around_now(zone, -60, 60)
    assert set_hours(business, hours)["intake"]["accepting"] is True
    assert channel.post_order(business.order()).status == 201


def test_a_date_may_differ_from_its_weekday(owner):
    business = Business(owner)
    hours, _, _ = hours_around_now("UTC", -60, 60)
    today = (datetime.datetime.now(datetime.timezone.utc)).date().isoformat()
    yesterday = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)).date().isoformat()
    closed = [{"date": day, "periods": []} for day in (yesterday, today)]
    state = set_hours(business, {**hours, "exceptions": closed})
    assert codes(state["intake"]) == ["outside_opening_hours"]
    assert state["settings"]["opening_hours"]["exceptions"] == closed
    assert set_hours(business, None)["intake"]["accepting"] is True


def test_opening_and_closing_are_announced_once_each(fresh_server):
    server = fresh_server()
    business = Business(register(server))
    now = datetime.datetime.now(datetime.timezone.utc)
    if now.second > 50:  # the edge would be missed
        eventually(lambda: datetime.datetime.now(datetime.timezone.utc).second < 50, 15, "the next minute")
    hours, _, _ = hours_around_now("UTC", -60, 1)
    set_hours(business, hours)
    server.kill()
    server.start()
    business.owner = business.owner.again()
    eventually(lambda: codes(intake(business)) == ["outside_opening_hours"], 70, "the business closes")
    eventually(lambda: len(updates(business)) == 2, what="closing is announced")
    assert [codes(state) for state in updates(business)] == [[], ["outside_opening_hours"]]
    server.stop()


@pytest.mark.parametrize("body, pointer", [
    ({}, "/open"), ({"open": "yes"}, "/open"), ({"open": None}, "/open"),
    ({"open": True, "pause_until": None}, "/open"),
    ({"pause_until": "tomorrow"}, "/pause_until"), ({"pause_until": "2020-01-01T00:00:00Z"}, "/pause_until"),
    ({"pause_until": "2999-01-01T00:00:00Z"}, "/pause_until"), ({"busy_extra_minutes": 10}, "/until"),
    ({"busy_extra_minutes": -1, "until": "2999-01-01T00:00:00Z"}, "/busy_extra_minutes"),
    ({"busy_extra_minutes": 10, "until": "2020-01-01T00:00:00Z"}, "/until"), ({"open": True, "more": 1}, "/more"),
])
def test_an_intake_that_is_wrong_names_the_field(business, body, pointer):
    assert_problem(business.owner.put(f"{business.path}/intake", body), 422, "validation_failed", pointer)
    assert intake(business)["accepting"] is True


@pytest.mark.parametrize("hours, pointer", [
    ({"monday": [{"from": "9:00", "to": "10:00"}]}, "/settings/opening_hours/monday/0/from"),
    ({"monday": [{"from": "09:00"}]}, "/settings/opening_hours/monday/0/to"),
    ({"monday": [{"from": "09:00", "to": "09:00"}]}, "/settings/opening_hours/monday/0/to"),
    ({"monday": [{"from": "24:00", "to": "10:00"}]}, "/settings/opening_hours/monday/0/from"),
    ({"monday": [{"from": "09:00", "to": "25:00"}]}, "/settings/opening_hours/monday/0/to"),
    ({"someday": []}, "/settings/opening_hours/someday"),
    ({"exceptions": [{"date": "2026-02-30", "periods": []}]}, "/settings/opening_hours/exceptions/0/date"),
    ({"exceptions": [{"date": "2026-02-28"}] * 2}, "/settings/opening_hours/exceptions/1/date"),
    ({"monday": [{"from": "09:00", "to": "10:00"}] * 7}, "/settings/opening_hours/monday"),
])
def test_opening_hours_that_are_wrong_name_the_place(business, hours, pointer):
    answer = business.owner.patch(business.path, {"settings": {"opening_hours": hours}})
    assert_problem(answer, 422, "validation_failed", pointer)


def test_the_intake_is_the_managers(business, stranger, anyone, channel):
    assert_problem(set_intake(business, stranger, open=False), 404, "business_not_found")
    assert_problem(set_intake(business, anyone, open=False), 401, "credential_missing")
    assert_problem(set_intake(business, channel, open=False), 403, "users_only")
