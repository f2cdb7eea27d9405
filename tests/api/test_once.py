# SPDX-License-Identifier: Apache-2.0
"""Once and only once (P2), in the log (P3), one winner (P7): what must hold when many ask at the same moment."""

import json
import threading

import pytest

from client import Business, assert_problem, at_once, line, new_key
from raw_websocket import join

pytestmark = pytest.mark.races

REASON = {"code": "rejected_too_busy"}


def test_100_parallel_posts_with_one_key_make_one_order(business, channel):
    key, order = new_key(), business.order()
    answers = at_once([channel.again() for _ in range(100)], lambda _, caller: caller.post_order(order, key))
    assert {answer.status for answer in answers} == {201}
    assert len({answer.body for answer in answers}) == 1, "all get the same answer"
    first = [answer for answer in answers if answer.headers["Idempotency-Replayed"] is None]
    assert len(first) == 1, "one made it, the others hear that it is a replay"
    assert {answer.headers["Idempotency-Replayed"] for answer in answers} == {None, "true"}
    event, = business.log()
    assert event["order_id"] == answers[0].json()["id"]
    assert len(business.orders()["orders"]) == 1


def test_100_parallel_posts_with_one_external_id_make_one_order(business, channel):
    order = business.order(external_id="web-4711", channel="web")
    answers = at_once([channel.again() for _ in range(100)], lambda _, caller: caller.post_order(order))
    assert sorted(answer.status for answer in answers) == [200] * 99 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert business.head() == 1


def test_the_same_key_replays_the_first_answer_whatever_became_of_the_order(business, owner, channel):
    key, order = new_key(), business.order()
    first = channel.post_order(order, key)
    assert owner.move(first.json(), "confirmed").status == 200
    again = channel.post_order(order, key)
    assert again.status == 201 and again.headers["Idempotency-Replayed"] == "true"
    assert again.body == first.body
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["ETag"] == first.headers["ETag"], "that of the order in the body"
    assert business.head() == 2


def test_quoted_and_unquoted_are_one_key(business, channel):
    order = business.order()
    first = channel.post_order(order, key="abc")
    again = channel.post_order(order, key='"abc"')
    assert (first.status, again.status) == (201, 201) and again.body == first.body
    assert business.head() == 1


def test_the_same_order_spelled_in_another_way_is_a_replay(business, channel):
    order = business.order(delivery_fee=0)
    spelled = dict(reversed(business.order(tax=0, prices_include_tax=False, test=False).items()))
    key = new_key()
    first = channel.post_order(order, key)
    again = channel.post_order(json.dumps(spelled, indent=3).replace("Ada", "\\u0041da").encode(), key)
    assert again.status == 201 and again.headers["Idempotency-Replayed"] == "true", again
    assert again.body == first.body


def test_another_body_under_the_same_key_is_refused(business, channel):
    key = new_key()
    channel.place(business.order(), key)
    assert_problem(channel.post_order(business.order(notes="two"), key), 422, "idempotency_key_reused")
    assert business.head() == 1


def test_a_key_belongs_to_its_credential_and_business(owner):
    one, two = Business(owner), Business(owner)
    callers = [(one, one.key()), (one, one.key()), (one, owner), (two, two.key()), (two, owner)]
    ids = {caller.place(business.order(), "the-same-key")["id"] for business, caller in callers}
    assert len(ids) == len(callers)


def test_a_refused_order_does_not_use_up_its_key(business, channel):
    key = new_key()
    assert channel.post_order(business.order(total_amount=1), key).status == 422
    assert channel.post_order(business.order(), key).status == 201


def test_the_same_external_id_is_the_same_order_for_ever(business, owner, channel):
    order = business.order(external_id="7", channel="web")
    first = channel.place(order)
    assert owner.move(first, "cancelled", reason=REASON).status == 200
    again = channel.post_order(order)
    assert again.status == 200 and again.json()["id"] == first["id"]
    assert again.json()["status"] == "cancelled", "it is answered as it is now"
    assert business.head() == 2


def test_an_external_id_with_another_body_is_taken(business, channel):
    channel.place(business.order(external_id="7", channel="web"))
    assert_problem(channel.post_order(business.order(external_id="7", channel="web", notes="two")), 409,
                   "external_id_taken")
    assert channel.post_order(business.order(external_id="7", channel="phone")).status == 201
    assert business.head() == 2


def test_a_retry_after_closing_still_gets_its_order(business, channel):
    key, order = new_key(), business.order(external_id="9", channel="web")
    first = channel.post_order(order, key)
    business.set_intake(False)
    replay = channel.post_order(order, key)
    assert replay.status == 201 and replay.body == first.body
    by_external_id = channel.post_order(order)
    assert by_external_id.status == 200 and by_external_id.json()["id"] == first.json()["id"]
    assert_problem(channel.post_order(business.order()), 409, "not_accepting")
    assert len(business.orders()["orders"]) == 1


def test_200_parallel_posts_are_numbered_without_a_hole(server, owner):
    """By their answers, by poll, by long poll and by WebSocket: numbers 1 to 200 and seq 1 to 200, each once."""
    business = Business(owner)
    channel = business.key()
    epoch = business.epoch()
    heard = {}

    def listen_by_socket():
        socket, caught_up = join(server, business, cursor=f"{epoch}:0")
        with socket:
            heard["socket"] = caught_up + socket.events(200 - len(caught_up))

    def listen_by_long_poll():
        caller, cursor, events = owner.again(), f"{epoch}:0", []
        while len(events) < 200:
            page = business.poll(caller, cursor=cursor, wait=20)
            events += page["notifications"]
            cursor = page["cursor"]
        heard["long poll"] = events

    listeners = [threading.Thread(target=listen, daemon=True) for listen in (listen_by_socket, listen_by_long_poll)]
    for listener in listeners:
        listener.start()
    answers = at_once([channel.again() for _ in range(200)], lambda _, caller: caller.post_order(business.order()))
    for listener in listeners:
        listener.join(60)
    heard["poll"] = business.log()

    assert {answer.status for answer in answers} == {201}
    orders = {answer.json()["id"]: answer.json()["number"] for answer in answers}
    assert sorted(orders.values()) == list(range(1, 201))
    assert {answer.json()["order_number"] for answer in answers} == {f"PIZ{number:04}" for number in range(1, 201)}
    for way in ("poll", "long poll", "socket"):
        events = heard[way]
        assert [event["seq"] for event in events] == list(range(1, 201)), way
        assert [event["data"]["number"] for event in events] == list(range(1, 201)), way
        assert {event["order_id"]: event["data"]["number"] for event in events} == orders, way
    assert heard["poll"] == heard["socket"] == heard["long poll"]


@pytest.mark.parametrize("targets", [["confirmed"], ["confirmed", "cancelled"]], ids=["the same", "different things"])
def test_of_people_who_change_one_order_at_once_one_wins(business, owner, targets):
    order = owner.place(business.order())

    def act(index, caller):
        status = targets[index % len(targets)]
        return caller.move(order, status, **({"reason": REASON} if status == "cancelled" else {}))

    answers = at_once([owner.again(device=f"Device {number}") for number in range(24)], act)
    winners = [answer for answer in answers if answer.status == 200]
    assert len(winners) == 1
    won = winners[0].json()
    assert won["version"] == 2
    for answer in answers:
        if answer.status != 200:
            problem = assert_problem(answer, 409, "order_moved")
            assert problem["order"]["status"] == won["status"] and problem["order"]["version"] == 2
    assert [event["data"]["status"] for event in business.log()] == ["pending", won["status"]]


def test_a_repeat_from_the_same_device_is_200_and_no_event(business, owner):
    order = owner.place(business.order())
    counter = owner.again(device="Counter")
    first = counter.move(order, "confirmed")
    again = counter.move(order, "confirmed")
    assert (first.status, again.status) == (200, 200)
    assert again.json()["version"] == first.json()["version"] == 2
    assert business.head() == 2
    assert_problem(owner.again(device="Kitchen").move(order, "confirmed"), 409, "order_moved")
    assert_problem(owner.move(order, "confirmed"), 409, "order_moved")


def test_a_repeat_of_something_older_is_told_where_the_order_is(business, owner):
    order = owner.place(business.order())
    counter = owner.again(device="Counter")
    confirmed = counter.move(order, "confirmed").json()
    assert counter.move(confirmed, "ready").status == 200
    problem = assert_problem(counter.move(order, "confirmed"), 409, "order_moved")
    assert problem["order"]["status"] == "ready"
    assert business.head() == 3


def test_50_parallel_repeats_of_one_device_are_one_event(business, owner):
    order = owner.place(business.order())
    answers = at_once([owner.again(device="Counter") for _ in range(50)],
                      lambda _, caller: caller.move(order, "confirmed"))
    assert {answer.status for answer in answers} == {200}
    assert business.head() == 2


def test_orders_of_one_business_wait_for_nobody_elses(owner):
    """Many businesses at once: each log is its own, from 1."""
    businesses = [Business(owner) for _ in range(10)]
    channels = [(business, business.key()) for business in businesses for _ in range(5)]

    def post(index, caller):
        return [caller.place(channels[index][0].order())["number"] for _ in range(4)]

    at_once([channel for _, channel in channels], post)
    for business in businesses:
        events = business.log()
        assert [event["seq"] for event in events] == list(range(1, 21))
        assert [event["data"]["number"] for event in events] == list(range(1, 21))
        assert {event["data"]["business_id"] for event in events} == {business.id}


def test_a_large_order_takes_its_place_too(business, channel):
    many = [line(f"item {number}", special_instructions="x" * 200) for number in range(150)]
    order = channel.place(business.order(items=many))
    assert len(order["items"]) == 150
    event, = business.log()
    assert event["data"]["items"] == order["items"]
