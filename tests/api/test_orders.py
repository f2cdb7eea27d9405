# SPDX-License-Identifier: Apache-2.0
"""Orders: taking, reading, listing and moving them along."""

import json

import pytest

from client import ADDRESS, Business, assert_problem, line
from order_moves import REASON, through, without_presence
from raw_websocket import join

FAR_FUTURE = "2099-01-01T00:00:00Z"


def test_an_order_is_answered_whole(business, channel):
    posted = business.order(
        external_id="web-1", channel="web", customer_email="ada@example.org", customer_id="c-1",
        items=[line("Margherita", 2, 900, variants=[{"name": "large", "price": 300}], item_id="i1",
                    special_instructions="no onions", category_name="Pizza", image_url="https://example.org/a.png"),
               line("Cola", 1, 250)],
        delivery_type="delivery", delivery_address={**ADDRESS, "latitude": 36.19, "longitude": 44.01},
        notes="ring twice", requested_delivery_time=FAR_FUTURE,
        payment={"method": "card", "status": "paid", "transaction_id": "t-1"},
        subtotal=2650, tax=100, delivery_fee=200, service_fee=50, discount=150, tip=20, total_amount=2870)
    answer = channel.post_order(posted)
    assert answer.status == 201, answer
    order = answer.json()
    assert answer.headers["Location"] == f"/api/v1/orders/{order['id']}"
    assert order["id"].startswith("ord_") and order["business_id"] == business.id
    assert order["order_number"] == "PIZ0001" and order["status"] == "pending" and order["version"] == 1
    assert order["allowed_next"] == ["confirmed", "cancelled"]
    assert order["items_count"] in (2, 3)
    assert order["currency"] == "USD" and order["currency_digits"] == 2
    assert order["devices_listening"] == 0
    assert order["accept_by"].endswith("Z") and order["estimated_ready_time"].endswith("Z")
    assert order["estimated_delivery_time"] > order["estimated_ready_time"]
    first, = order["status_history"]
    assert first["status"] == "pending" and first["at"] == order["created_at"] and first["by"]
    for name, value in posted.items():
        if name not in ("requested_delivery_time", "items", "payment"):
            assert order[name] == value, name
    for stored, sent in zip(order["items"], posted["items"], strict=True):
        assert {name: stored[name] for name in sent} == sent

    read = channel.get(f"/api/v1/orders/{order['id']}")
    assert read.status == 200
    assert without_presence(read.json()) == without_presence(order)
    assert read.headers["ETag"] == '"1"'
    assert without_presence(business.orders()["orders"][0]) == without_presence(order)


def test_the_event_of_an_order_carries_the_order(business, channel):
    order = channel.place(business.order())
    event, = business.log()
    assert event["seq"] == 1 and event["id"].startswith("evt_") and event["type"] == "order.created"
    assert event["priority"] == "high" and event["order_id"] == order["id"]
    assert event["occurred_at"] == order["created_at"] and event["title"] and event["message"]
    assert event["schema"]
    assert without_presence(event["data"]) == without_presence(order)


def test_a_channel_may_leave_its_business_out_or_put_it_into_the_query(business, channel):
    assert channel.place(business.order(business_id=None))["business_id"] == business.id
    answer = channel.post_order(business.order(business_id=None), business_id=business.id)
    assert answer.status == 201 and answer.json()["business_id"] == business.id


def test_a_member_must_say_for_which_business(business, owner):
    assert_problem(owner.post_order(business.order(business_id=None)), 422, "validation_failed", "/business_id",
                   "required")
    assert owner.post_order(business.order(business_id=None), business_id=business.id).status == 201


def test_the_default_channel_says_who_posted(business, owner, channel):
    assert owner.place(business.order())["channel"] == "manual"
    assert channel.place(business.order())["channel"] == channel.key_id


def test_an_auto_accepted_order_is_one_event_and_confirmed(owner):
    business = Business(owner, settings={"auto_accept": True})
    order = owner.place(business.order())
    assert order["status"] == "confirmed" and order["version"] == 1
    assert [(event["type"], event["data"]["status"]) for event in business.log()] == [("order.created", "confirmed")]


def test_sample_orders_are_taken_into_a_business_of_their_type(owner, repository):
    samples = [json.loads(text) for text in (repository / "tests/data/orders.jsonl").read_text().splitlines()]
    assert len(samples) == 400
    businesses = {}
    for number, sample in enumerate(samples):
        kind = sample["business_type"], sample["currency"]
        if kind not in businesses:
            business = Business(owner, name=f"Sample {kind[0]}", type=kind[0], currency=kind[1])
            businesses[kind] = business, business.key(), []
        business, channel, numbers = businesses[kind]
        order = channel.place({**sample["order"], "business_id": business.id}, key=f"sample-{number}")
        numbers.append(order["number"] if "number" in order else int(order["order_number"][3:]))
        for name, value in sample["order"].items():
            if name in ("customer_name", "total_amount", "delivery_type", "notes", "external_id"):
                assert order[name] == value
    for business, _, numbers in businesses.values():
        assert numbers == list(range(1, len(numbers) + 1))
        assert business.head() == len(numbers)


def test_orders_are_listed_newest_first_by_pages(business, channel, owner):
    made = [channel.place(business.order())["id"] for _ in range(7)]
    seen, cursor = [], None
    while True:
        page = business.orders(limit=3, cursor=cursor)
        seen += [order["id"] for order in page["orders"]]
        cursor = page.get("cursor")
        if not page["has_more"]:
            break
        channel.place(business.order(notes="newer ones do not move the pages"))
    assert seen == made[::-1]


def test_orders_are_filtered(business, owner, channel):
    first = channel.place(business.order(customer_name="Grace Hopper"))
    second = channel.place(business.order(customer_phone="+9647709999999"))
    third = owner.place(business.order())
    assert owner.move(second, "confirmed").status == 200

    def ids(caller=None, **query):
        return [order["id"] for order in business.orders(caller, **query)["orders"]]

    assert ids(status="confirmed") == [second["id"]]
    assert ids(status=["pending", "confirmed"]) == [third["id"], second["id"], first["id"]]
    assert ids(status="pending") == [third["id"], first["id"]]
    assert ids(query="hopper") == [first["id"]]
    assert ids(query="9999999") == [second["id"]]
    assert ids(query=third["order_number"].lower()) == [third["id"]]
    assert ids(query="100%") == []
    assert ids(from_=second["created_at"]) == [third["id"], second["id"]]
    assert set(ids(to=FAR_FUTURE)) == {first["id"], second["id"], third["id"]}
    assert ids(from_=FAR_FUTURE) == []
    assert ids(channel) == [second["id"], first["id"]], "a key sees the orders that it posted"


@pytest.mark.parametrize("query, status", [
    ({"limit": 0}, (400, 422)), ({"limit": 101}, (400, 422)), ({"limit": "ten"}, (400, 422)),
    ({"limit": -1}, (400, 422)), ({"cursor": "nonsense"}, (400,)), ({"cursor": "%00"}, (400,)),
    ({"status": "gone"}, (400, 422)), ({"from_": "yesterday"}, (400, 422)),
    ({"to": "2026-13-01T00:00:00Z"}, (400, 422)),
])
def test_a_list_that_cannot_be_read_is_refused(business, owner, query, status):
    answer = owner.get(f"{business.path}/orders", **query)
    assert answer.status in status, answer
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_an_order_is_read_by_its_members_and_the_key_that_posted_it(business, owner, channel, stranger):
    order = channel.place(business.order())
    path = f"/api/v1/orders/{order['id']}"
    assert owner.get(path).status == 200
    assert channel.get(path).status == 200
    assert_problem(business.key().get(path), 404, "order_not_found")
    assert_problem(stranger.get(path), 404, "order_not_found")


def test_an_order_goes_its_way(business, owner):
    order = owner.place(business.order(delivery_type="delivery", delivery_address=ADDRESS,
                                       payment={"status": "paid"}))
    done = through(owner, order, "confirmed", "preparing", "ready", "out_for_delivery", "delivered", "refunded")
    assert done["version"] == 7
    assert [change["status"] for change in done["status_history"]] == [
        "pending", "confirmed", "preparing", "ready", "out_for_delivery", "delivered", "refunded"]
    events = business.log()
    assert [event["type"] for event in events] == ["order.created"] + ["order.status_changed"] * 6
    assert [event["data"]["version"] for event in events] == list(range(1, 8))
    assert without_presence(events[-1]["data"]) == without_presence(done)


WAYS = {
    "pending": [], "confirmed": ["confirmed"], "preparing": ["confirmed", "preparing"],
    "ready": ["confirmed", "ready"], "out_for_delivery": ["confirmed", "ready", "out_for_delivery"],
    "delivered": {"delivery": ["confirmed", "ready", "out_for_delivery", "delivered"],
                  "pickup": ["confirmed", "ready", "delivered"]},
    "cancelled": ["cancelled"],
}
ARROWS = {
    "delivery": {"pending": {"confirmed", "cancelled"}, "confirmed": {"preparing", "ready", "cancelled"},
                 "preparing": {"ready", "cancelled"}, "ready": {"out_for_delivery", "cancelled"},
                 "out_for_delivery": {"delivered", "cancelled"}, "delivered": set(), "cancelled": set()},
    "pickup": {"pending": {"confirmed", "cancelled"}, "confirmed": {"preparing", "ready", "cancelled"},
               "preparing": {"ready", "cancelled"}, "ready": {"delivered", "cancelled"},
               "delivered": set(), "cancelled": set()},
}
STATUSES = ["pending", "confirmed", "preparing", "ready", "out_for_delivery", "delivered", "cancelled", "refunded"]


@pytest.mark.parametrize("paid", [False, True], ids=["unpaid", "paid"])
@pytest.mark.parametrize("kind, start", [(kind, start) for kind, arrows in ARROWS.items() for start in arrows])
def test_only_the_arrows_of_the_lifecycle_exist(business, owner, kind, start, paid):
    way = WAYS[start]
    way = way[kind] if isinstance(way, dict) else way
    expected = set(ARROWS[kind][start])
    if paid and start in ("delivered", "cancelled"):
        expected.add("refunded")

    def placed():
        order = owner.place(business.order(
            delivery_type=kind, delivery_address=ADDRESS if kind == "delivery" else None,
            payment={"status": "paid"} if paid else None))
        for status in way:
            reason = {"reason": REASON} if status == "cancelled" else {}
            order = owner.move(order, status, **reason).json()
        assert order["status"] == start
        return order

    order = placed()
    assert set(order["allowed_next"]) == expected
    for status in STATUSES:
        reason = {"reason": REASON} if status == "cancelled" else {}
        # Another device: the same one asking for what it did last is a repeat.
        answer = owner.again(device="Another").move(order, status, **reason)
        if status in expected:
            assert answer.status == 200, (status, answer)
            order = placed()
        else:
            problem = assert_problem(answer, 409, "transition_not_allowed")
            assert set(problem["allowed_next"]) == expected


def test_a_cancellation_needs_a_reason_and_is_one_event(business, owner):
    order = owner.place(business.order())
    for reason, pointer in ((None, "/reason"), ({"text": "x"}, "/reason/code"), ({"code": "bored"}, "/reason/code"),
                            ({"code": "not_accepted_in_time"}, "/reason/code")):
        body = {"status": "cancelled", "from": "pending", **({"reason": reason} if reason else {})}
        answer = owner.patch(f"/api/v1/orders/{order['id']}/status", body)
        assert answer.status == 422, answer
        assert any(error["pointer"].startswith("/reason") for error in answer.json()["errors"]), (pointer, answer)
    answer = owner.move(order, "cancelled", reason=REASON)
    assert answer.status == 200 and answer.json()["status_history"][-1]["reason"] == REASON
    assert [event["type"] for event in business.log()] == ["order.created", "order.cancelled"]


@pytest.mark.parametrize("alias, status", [("accepted", "confirmed"), ("rejected", "cancelled")])
def test_aliases_of_a_status(business, owner, alias, status):
    order = owner.place(business.order())
    answer = owner.move(order, alias)
    assert answer.status == 200 and answer.json()["status"] == status
    if alias == "rejected":
        assert answer.json()["status_history"][-1]["reason"]["code"] == "rejected_other"


def test_picked_up_is_out_for_delivery(business, owner):
    order = owner.place(business.order(delivery_type="delivery", delivery_address=ADDRESS))
    order = through(owner, order, "confirmed", "ready")
    assert owner.move(order, "picked_up").json()["status"] == "out_for_delivery"


def test_a_confirmation_carries_the_preparation_time_and_notes(business, owner):
    order = owner.place(business.order())
    answer = owner.move(order, "confirmed", preparation_time_minutes=45, business_notes="extra napkins")
    changed = answer.json()
    assert answer.status == 200
    assert changed["preparation_time_minutes"] == 45 and changed["business_notes"] == "extra napkins"
    assert changed["estimated_ready_time"] > order["estimated_ready_time"]


def test_a_stale_from_is_told_where_the_order_is(business, owner):
    order = owner.place(business.order())
    assert owner.move(order, "confirmed").status == 200
    problem = assert_problem(owner.again(device="Late").move(order, "cancelled", reason=REASON), 409, "order_moved")
    assert problem["order"]["status"] == "confirmed" and problem["order"]["version"] == 2
    assert business.head() == 2


def test_if_match_may_stand_in_for_from(business, owner):
    order = owner.place(business.order())
    path = f"/api/v1/orders/{order['id']}/status"
    stale = owner.patch(path, {"status": "confirmed"}, headers={"If-Match": '"9"'})
    assert stale.status == 412, stale
    assert stale.json()["order"]["version"] == 1
    moved = owner.patch(path, {"status": "confirmed"}, headers={"If-Match": '"1"'})
    assert moved.status == 200 and moved.json()["version"] == 2 and moved.headers["ETag"] == '"2"'
    both = owner.patch(path, {"status": "preparing", "from": "confirmed"}, headers={"If-Match": '"1"'})
    assert both.status == 412, both
    assert business.head() == 2


def test_a_status_change_says_what_it_saw(business, owner):
    order = owner.place(business.order())
    answer = owner.patch(f"/api/v1/orders/{order['id']}/status", {"status": "confirmed"})
    assert_problem(answer, 422, "validation_failed", "/from", "required")
    assert business.head() == 1


STATUS_REFUSED = [
    ("no status", {"from": "pending"}, "/status", "required"),
    ("unknown status", {"status": "lost", "from": "pending"}, "/status", "invalid"),
    ("unknown from", {"status": "confirmed", "from": "lost"}, "/from", "invalid"),
    ("status as number", {"status": 1, "from": "pending"}, "/status", "wrong_type"),
    ("unknown field", {"status": "confirmed", "from": "pending", "force": True}, "/force", "unknown_field"),
    ("negative minutes", {"status": "confirmed", "from": "pending", "preparation_time_minutes": -1},
     "/preparation_time_minutes", "out_of_range"),
    ("minutes as text", {"status": "confirmed", "from": "pending", "preparation_time_minutes": "5"},
     "/preparation_time_minutes", "wrong_type"),
    ("no time", {"status": "confirmed", "from": "pending", "estimated_ready_time": "soon"},
     "/estimated_ready_time", None),
    ("notes too long", {"status": "confirmed", "from": "pending", "business_notes": "x" * 5000},
     "/business_notes", "too_long"),
]


@pytest.mark.parametrize("name, body, pointer, field_code", STATUS_REFUSED, ids=[case[0] for case in STATUS_REFUSED])
def test_a_wrong_status_change_is_refused(business, owner, name, body, pointer, field_code):
    order = owner.place(business.order())
    answer = owner.patch(f"/api/v1/orders/{order['id']}/status", body)
    assert_problem(answer, 422, "validation_failed", pointer, field_code)
    assert business.head() == 1


@pytest.mark.parametrize("value", ["*", "1", 'W/"1"', '"x"', '"1", "2"', '""'])
def test_an_if_match_that_is_no_version_moves_nothing(business, owner, value):
    order = owner.place(business.order())
    answer = owner.patch(f"/api/v1/orders/{order['id']}/status", {"status": "confirmed"}, headers={"If-Match": value})
    if answer.status == 200:  # a bare or weak version that holds may be understood
        assert value in ("1", 'W/"1"', "*")
    else:
        assert answer.status in (400, 412, 422), answer
        assert business.head() == 1


def test_a_channel_may_only_cancel_and_only_its_own(business, owner, channel):
    order = channel.place(business.order(delivery_type="delivery", delivery_address=ADDRESS))
    assert_problem(channel.move(order, "confirmed"), 409, "transition_not_allowed")
    assert_problem(business.key().move(order, "cancelled", reason=REASON), 404, "order_not_found")
    on_the_way = through(owner, channel.place(business.order(delivery_type="delivery", delivery_address=ADDRESS)),
                         "confirmed", "ready", "out_for_delivery")
    assert_problem(channel.move(on_the_way, "cancelled", reason={"code": "cancelled_by_customer"}), 409,
                   "transition_not_allowed")
    answer = channel.move(order, "cancelled", reason={"code": "cancelled_by_customer"})
    assert answer.status == 200 and answer.json()["status"] == "cancelled"


def test_devices_listening_counts_open_sockets(business, server, owner):
    first, _ = join(server, business)
    second, _ = join(server, business)
    with first, second:
        assert owner.place(business.order())["devices_listening"] == 2
