# SPDX-License-Identifier: Apache-2.0
"""P8: what belongs to somebody else is answered exactly as what does not exist; and who may do what (§7)."""

import pytest

from client import NO_BUSINESS, NO_ORDER, Business, Caller, new_key, quoted

NO_KEY = "key_0190a5a0-0000-7000-8000-000000000001"

# name: (method, path, body); {b}, {o}, {k} are the ids of a business, an order and a key.
ROUTES = {
    "read the business": ("GET", "/api/v1/businesses/{b}", None),
    "change the business": ("PATCH", "/api/v1/businesses/{b}", {"name": "Mine"}),
    "close the intake": ("PUT", "/api/v1/businesses/{b}/intake", {"open": False}),
    "list the keys": ("GET", "/api/v1/businesses/{b}/api-keys", None),
    "make a key": ("POST", "/api/v1/businesses/{b}/api-keys", {"name": "A", "scopes": ["orders:read"]}),
    "delete a key": ("DELETE", "/api/v1/businesses/{b}/api-keys/{k}", None),
    "post an order": ("POST", "/api/v1/orders", "order"),
    "list the orders": ("GET", "/api/v1/businesses/{b}/orders", None),
    "read an order": ("GET", "/api/v1/orders/{o}", None),
    "change an order": ("PATCH", "/api/v1/orders/{o}/status", {"status": "confirmed", "from": "pending"}),
    "edit an order": ("PATCH", "/api/v1/orders/{o}", {"business_notes": "Mine"}),
    "see an order": ("POST", "/api/v1/orders/{o}/seen", None),
    "read an order's history": ("GET", "/api/v1/orders/{o}/history", None),
    "poll": ("GET", "/api/v1/businesses/{b}/notifications", None),
    "long poll": ("GET", "/api/v1/businesses/{b}/notifications?wait=1", None),
    "read the statistics": ("GET", "/api/v1/businesses/{b}/stats", None),
    "take a snapshot": ("GET", "/api/v1/businesses/{b}/snapshot", None),
}


@pytest.fixture(scope="module")
def shop(owner):
    business = Business(owner)
    business.channel = business.key()
    business.writer = business.key("orders:write")
    business.reader = business.key("orders:read")
    business.placed = business.channel.place(business.order())
    return business


def call(caller, route, business_id, order_id, key_id, order):
    method, path, body = route
    path = path.format(b=business_id, o=order_id, k=key_id)
    if body == "order":
        body = {**order, "business_id": business_id}
    headers = {"Idempotency-Key": new_key()} if path == "/api/v1/orders" else {}
    return caller.send(method, path, body, headers=headers)


def everything_but_the_request_id(answer):
    problem = answer.json()
    del problem["request_id"]
    fixed = {name.lower(): value for name, value in answer.headers.items()
             if name.lower() not in ("x-request-id", "date", "content-length")}
    return answer.status, problem, fixed, len(answer.body)


@pytest.mark.parametrize("name", ROUTES)
@pytest.mark.parametrize("who", ["a stranger", "a stranger's key"])
def test_a_foreign_id_is_answered_like_an_unknown_one(shop, stranger, who, name):
    caller = stranger if who == "a stranger" else stranger.business.key()
    before = shop.fingerprint()
    foreign = call(caller, ROUTES[name], shop.id, shop.placed["id"], shop.channel.key_id, shop.order())
    unknown = call(caller, ROUTES[name], NO_BUSINESS, NO_ORDER, NO_KEY, shop.order())
    if who == "a stranger's key" and foreign.status == 403:
        assert foreign.json()["code"] == "users_only"
    else:
        assert foreign.status == 404, foreign
    assert everything_but_the_request_id(foreign) == everything_but_the_request_id(unknown)
    assert shop.fingerprint() == before


@pytest.mark.parametrize("name", ROUTES)
def test_without_a_credential_nobody_gets_anything(shop, server, name):
    before = shop.fingerprint()
    answer = call(Caller(server), ROUTES[name], shop.id, shop.placed["id"], shop.channel.key_id, shop.order())
    assert answer.status == 401, answer
    assert shop.fingerprint() == before


@pytest.mark.parametrize("name", [name for name, route in ROUTES.items() if "{" in route[1]])
@pytest.mark.parametrize("id_", ["1", "biz_", "biz_x", "biz_0190a5a0-0000-7000-8000-00000000000", "%2e%2e", "' OR 1=1",
                                 "ord_0190a5a0-0000-7000-8000-000000000001"])
def test_an_id_that_is_none_is_not_found(shop, owner, name, id_):
    if "{o}" in ROUTES[name][1] and id_.startswith("ord_"):
        id_ = "biz_0190a5a0-0000-7000-8000-000000000001"
    id_ = id_ if id_ == "%2e%2e" else quoted(id_)
    answer = call(owner, ROUTES[name], id_, id_, id_, None)
    assert answer.status == 404, answer
    assert answer.headers["Content-Type"] == "application/problem+json"


PERMISSIONS = {
    # what: the statuses for the owner, a key that may read and write, one that may write, one that may read
    "read the business": (200, 403, 403, 403),
    "change the business": (200, 403, 403, 403),
    "list the keys": (200, 403, 403, 403),
    "make a key": (201, 403, 403, 403),
    "post an order": (201, 201, 201, 403),
    "list the orders": (200, 200, 403, 200),
    "read an order": (200, 200, 404, 404),
    "change an order": (200, 409, 404, 404),
    "edit an order": (200, 403, 404, 404),
    "see an order": (204, 403, 404, 404),
    "read an order's history": (200, 403, 404, 404),
    "poll": (200, 200, 403, 200),
    "read the statistics": (200, 403, 403, 403),
    "take a snapshot": (200, 200, 403, 200),
}


@pytest.mark.parametrize("name", PERMISSIONS)
def test_who_may_do_what(owner, name):
    business = Business(owner)
    callers = {"owner": owner, "key": business.key(), "writer": business.key("orders:write"),
               "reader": business.key("orders:read")}
    for (who, caller), status in zip(callers.items(), PERMISSIONS[name], strict=True):
        order = callers["key"].place(business.order())
        answer = call(caller, ROUTES[name], business.id, order["id"], NO_KEY, business.order())
        assert answer.status == status, (who, answer)


def test_a_key_sees_only_what_it_posted(owner):
    business = Business(owner)
    one, two = business.key(), business.key()
    mine = one.place(business.order())
    theirs = two.place(business.order())
    assert [order["id"] for order in business.orders(one)["orders"]] == [mine["id"]]
    assert one.get(f"/api/v1/orders/{theirs['id']}").status == 404
    assert one.get(f"/api/v1/orders/{mine['id']}").status == 200


def test_lists_hold_only_ones_own(owner, stranger):
    mine = Business(owner)
    listed = [business["id"] for business in stranger.get("/api/v1/businesses", limit=100).json()["businesses"]]
    assert stranger.business.id in listed and mine.id not in listed
