# SPDX-License-Identifier: Apache-2.0
"""What a business notes on an order besides its status: PATCH /orders/{id}, POST …/seen, GET …/history."""

import pytest

from client import ADDRESS, NO_ORDER, Business, Caller, assert_problem, at_once, register
from order_moves import REASON, through, without_presence

DRIVER = {"name": "Omar", "phone": "+9647801112222", "vehicle": "Scooter", "tracking_url": "https://example.org/t/1"}


def path_of(order, tail=""):
    return f"/api/v1/orders/{order['id']}{tail}"


def edit(caller, order, body, **headers):
    return caller.patch(path_of(order), body, headers=headers)


def history(caller, order):
    answer = caller.get(path_of(order, "/history"))
    assert answer.status == 200, answer
    return answer.json()


def test_an_edit_is_one_event_with_the_whole_order(business, owner, channel):
    order = channel.place(business.order(delivery_type="delivery", delivery_address=ADDRESS))
    answer = edit(owner, order, {"preparation_time_minutes": 45, "business_notes": "ring twice",
                                 "payment": {"status": "paid"}, "driver": DRIVER})
    assert answer.status == 200, answer
    edited = answer.json()
    assert answer.headers["ETag"] == '"2"' and edited["version"] == 2 and edited["status"] == "pending"
    assert edited["preparation_time_minutes"] == 45 and edited["business_notes"] == "ring twice"
    assert edited["payment"]["status"] == "paid" and edited["driver"] == DRIVER
    assert edited["estimated_ready_time"] > order["estimated_ready_time"]
    assert edited["estimated_delivery_time"] > edited["estimated_ready_time"]
    event = business.log()[-1]
    assert event["type"] == "order.updated" and event["priority"] == "normal" and event["order_id"] == order["id"]
    assert event["data"] == edited and event["title"] == f"{order['order_number']}: changed"
    assert owner.get(path_of(order)).json() == edited


def test_an_edit_that_changes_nothing_is_no_event(business, owner):
    order = owner.place(business.order())
    body = {"preparation_time_minutes": 45, "business_notes": "ring twice", "driver": DRIVER}
    first = edit(owner, order, body)
    again = edit(owner, order, body)
    assert first.status == again.status == 200 and first.json() == again.json()
    assert edit(owner, order, {}).json() == first.json()
    assert business.head() == 2


def test_null_clears_and_a_driver_is_merged(business, owner):
    order = owner.place(business.order())
    assert edit(owner, order, {"business_notes": "x", "driver": DRIVER}).status == 200
    merged = edit(owner, order, {"driver": {"vehicle": "Van", "phone": None}}).json()
    assert merged["driver"] == {"name": "Omar", "vehicle": "Van", "tracking_url": DRIVER["tracking_url"]}
    cleared = edit(owner, order, {"business_notes": None, "driver": None}).json()
    assert "business_notes" not in cleared and "driver" not in cleared


EDIT_REFUSED = [
    ("minutes", {"preparation_time_minutes": 0}, "/preparation_time_minutes", "out_of_range"),
    ("minutes as text", {"preparation_time_minutes": "5"}, "/preparation_time_minutes", "wrong_type"),
    ("no minutes", {"preparation_time_minutes": None}, "/preparation_time_minutes", "null_not_allowed"),
    ("notes too long", {"business_notes": "x" * 1001}, "/business_notes", "too_long"),
    ("payment status", {"payment": {"status": "lost"}}, "/payment/status", "invalid"),
    ("no payment status", {"payment": {}}, "/payment/status", "required"),
    ("payment method", {"payment": {"status": "paid", "method": "cash"}}, "/payment/method", "unknown_field"),
    ("driver's name", {"driver": {"name": "x" * 101}}, "/driver/name", "too_long"),
    ("driver's phone", {"driver": {"phone": "call me"}}, "/driver/phone", "invalid"),
    ("driver's vehicle", {"driver": {"vehicle": 7}}, "/driver/vehicle", "wrong_type"),
    ("driver's link", {"driver": {"tracking_url": "javascript:alert(1)"}}, "/driver/tracking_url", "invalid"),
    ("status", {"status": "confirmed"}, "/status", "unknown_field"),
]


@pytest.mark.parametrize("name, body, pointer, code", EDIT_REFUSED, ids=[case[0] for case in EDIT_REFUSED])
def test_a_wrong_edit_is_refused(business, owner, name, body, pointer, code):
    order = owner.place(business.order())
    assert_problem(edit(owner, order, body), 422, "validation_failed", pointer, code)
    assert business.head() == 1


def test_an_edit_may_say_which_version_it_saw(business, owner):
    order = owner.place(business.order())
    stale = edit(owner, order, {"business_notes": "x"}, **{"If-Match": '"9"'})
    assert_problem(stale, 412, "order_changed")
    assert stale.json()["order"]["version"] == 1
    assert_problem(edit(owner, order, {"business_notes": "x"}, **{"If-Match": "*"}), 400, "if_match_invalid")
    assert edit(owner, order, {"business_notes": "x"}, **{"If-Match": '"1"'}).json()["version"] == 2


def test_of_edits_that_saw_the_same_version_one_wins(business, owner):
    order = owner.place(business.order())
    answers = at_once([owner.again() for _ in range(8)],
                      lambda n, caller: edit(caller, order, {"business_notes": f"note {n}"}, **{"If-Match": '"1"'}))
    assert sorted(answer.status for answer in answers) == [200] + [412] * 7
    assert business.head() == 2


def test_what_is_ready_gets_no_preparation_time(business, owner):
    order = through(owner, owner.place(business.order()), "confirmed", "ready")
    answer = edit(owner, order, {"preparation_time_minutes": 20})
    assert_problem(answer, 409, "preparation_over")
    assert without_presence(answer.json()["order"]) == without_presence(order)
    assert edit(owner, order, {"payment": {"status": "paid"}}).status == 200


def test_an_order_that_would_become_too_large_stays_as_it_was(fresh_server, tmp_path):
    server = fresh_server(order_bytes=4096)
    owner = register(server)
    business = Business(owner)
    order = owner.place(business.order(notes="\u00e9" * 1000))
    answer = edit(owner, order, {"business_notes": "\u00e9" * 1000, "driver": {
        "tracking_url": "https://example.org/" + "x" * 2000}})
    assert_problem(answer, 422, "order_too_large")
    assert_problem(owner.move(order, "confirmed", business_notes="\u00e9" * 1000), 422, "order_too_large")
    assert business.head() == 1
    server.stop()


@pytest.mark.parametrize("method, tail, body", [("PATCH", "", {"business_notes": "x"}), ("POST", "/seen", None),
                                                ("GET", "/history", None)], ids=["edit", "seen", "history"])
def test_only_members_edit_see_and_read_the_history(business, owner, anyone, stranger, channel, method, tail, body):
    order = channel.place(business.order())
    assert anyone.send(method, path_of(order, tail), body).status == 401
    assert_problem(stranger.send(method, path_of(order, tail), body), 404, "order_not_found")
    assert_problem(stranger.business.key().send(method, path_of(order, tail), body), 404, "order_not_found")
    assert_problem(business.key().send(method, path_of(order, tail), body), 404, "order_not_found")
    assert_problem(channel.send(method, path_of(order, tail), body), 403, "forbidden")
    for wrong in (NO_ORDER, "ord_7"):
        assert_problem(owner.send(method, path_of({"id": wrong}, tail), body), 404, "order_not_found")
    assert business.head() == 1 and "first_seen_at" not in history(owner, order)


def test_the_first_device_that_showed_an_order_is_kept(business, owner):
    order = owner.place(business.order())
    assert "first_seen_at" not in history(owner, order)
    devices = [owner.again(device=f"Counter {n}") for n in range(6)]
    answers = at_once(devices, lambda _, caller: caller.post(path_of(order, "/seen")))
    assert [(answer.status, answer.body) for answer in answers] == [(204, b"")] * 6
    seen = history(owner, order)
    assert seen["first_seen_at"] >= order["created_at"] and seen["first_seen_device"].startswith("Counter ")
    assert seen["first_seen_by"] == order["status_history"][0]["by"]
    assert owner.again(device="Late").post(path_of(order, "/seen")).status == 204
    assert history(owner, order) == seen
    assert business.head() == 1, "seen lies beside the log"
    assert owner.get(path_of(order)).json()["version"] == 1


def test_the_history_tells_who_did_what_and_when(business, owner):
    counter, kitchen = owner.again(device="Counter"), owner.again(device="Kitchen")
    order = counter.place(business.order())
    edit(counter, order, {"business_notes": "window 2"})
    order = through(kitchen, order, "confirmed")
    edit(counter, order, {"driver": DRIVER, "payment": {"status": "paid"}})
    order = counter.move(order, "cancelled", reason=REASON).json()

    told = history(owner, order)
    me = order["status_history"][0]["by"]
    assert told["order_id"] == order["id"] and told["order_number"] == order["order_number"]
    assert [(change["status"], change.get("fields"), change["by"], change.get("device"), change.get("reason"))
            for change in told["history"]] == [
        ("pending", None, me, "Counter", None), ("pending", ["business_notes"], me, "Counter", None),
        ("confirmed", None, me, "Kitchen", None), ("confirmed", ["payment", "driver"], me, "Counter", None),
        ("cancelled", None, me, "Counter", REASON)]
    times = [change["at"] for change in told["history"]]
    assert times == sorted(times)
    assert told["accepted_at"] == order["status_history"][1]["at"]


def test_the_history_keeps_the_last_twenty_edits(business, owner):
    order = owner.place(business.order())
    for number in range(23):
        order = edit(owner, order, {"business_notes": f"note {number}"}).json()
    order = through(owner, order, "confirmed")
    changes = history(owner, order)["history"]
    assert [change["status"] for change in changes] == ["pending"] * 21 + ["confirmed"]
    assert len([change for change in changes if "fields" in change]) == 20
    assert "accepted_at" in history(owner, order)


def test_a_restart_keeps_edits_and_who_saw_an_order(fresh_server):
    server = fresh_server()
    owner = register(server)
    business = Business(owner)
    order = owner.place(business.order())
    assert owner.again(device="Counter").post(path_of(order, "/seen")).status == 204
    edit(owner, order, {"driver": DRIVER})
    before = history(owner, order)
    server.kill()
    server.start()
    assert history(Caller(server, owner.credential), order) == before
    server.stop()
