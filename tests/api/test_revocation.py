# SPDX-License-Identifier: Apache-2.0
"""P11: what was revoked ends, open sockets and waiting polls included."""

import threading

import pytest

from client import Business, assert_problem
from raw_websocket import WebSocket, join
from server import eventually

pytestmark = pytest.mark.races


def delete_key(business, channel):
    answer = business.owner.delete(f"{business.path}/api-keys/{channel.key_id}")
    assert answer.status == 204, answer


def test_a_deleted_key_closes_its_sockets_and_nobody_elses(server, business):
    doomed, other = business.key(), business.key()
    sockets = [join(server, business, doomed.credential)[0] for _ in range(5)]
    kept = join(server, business, other.credential)[0]
    mine = join(server, business)[0]
    delete_key(business, doomed)
    assert {each.expect_close() for each in sockets} == {4503}
    order = business.owner.place(business.order())
    assert kept.receive()["events"] == [] and mine.events(1)[0]["order_id"] == order["id"]
    kept.abort()
    mine.abort()


def test_a_deleted_key_hears_nothing_that_was_committed_after_it(server, business):
    doomed = business.key()
    socket = join(server, business, doomed.credential)[0]
    order = doomed.place(business.order())
    assert socket.receive()["events"][0]["order_id"] == order["id"]
    delete_key(business, doomed)
    business.owner.move(order, "confirmed")
    assert socket.expect_close() == 4503


def test_a_deleted_key_ends_its_long_poll(business):
    doomed, answers = business.key(), []
    cursor = f"{business.epoch()}:0"
    path = f"{business.path}/notifications"
    waiting = threading.Thread(target=lambda: answers.append(doomed.again().get(path, cursor=cursor, wait=25)),
                               daemon=True)
    waiting.start()
    owner = business.owner
    eventually(lambda: devices(business), what="the channel listens")
    delete_key(business, doomed)
    eventually(lambda: answers, what="its poll is answered, long before it would have been")
    assert_problem(answers[0], 401, "api_key_invalid")
    assert owner.get(path).status == 200


def devices(business):
    answer = business.owner.post_order(business.order(), key="probe")
    return answer.json()["devices_listening"]


def test_a_device_that_takes_nothing_does_not_stay(server, owner):
    """Its socket is full, so that no close can be said: the connection ends all the same."""
    business = Business(owner)
    doomed = business.key()
    socket = WebSocket(server, business.id, receive_buffer=4096)
    assert socket.hello(doomed.credential, f"{business.epoch()}:0")["t"] == "welcome"
    notes = "x" * 1000
    for _ in range(300):
        doomed.place(business.order(notes=notes, items=[{
            "item_name": "y" * 200, "quantity": 1, "unit_price": 900, "total_price": 900,
            "special_instructions": "z" * 500}] * 20, total_amount=18000))
    eventually(lambda: devices(business) == 1, what="the device listens")
    delete_key(business, doomed)
    eventually(lambda: devices(business) == 0, what="the device is gone")
    socket.abort()
