# SPDX-License-Identifier: Apache-2.0
"""Businesses, their intake and the keys of their channels."""

import pytest

from client import Business, Caller, assert_problem, register
from server import eventually


def test_a_business_is_answered_whole(owner):
    business = Business(owner, name="Café Ümlaut", type="restaurant", currency="KWD", timezone="Asia/Kuwait",
                        locale="ar", phone="+96512345678", email="cafe@example.org", website="https://example.org/",
                        address={"city": "Kuwait", "latitude": 29.378226, "longitude": 47.276099},
                        settings={"order_prefix": "CAF", "accept_within_s": 120})
    stored = business.json
    assert stored["name"] == "Café Ümlaut" and stored["type"] == "restaurant"
    assert stored["currency"] == "KWD" and stored["currency_digits"] == 3
    assert stored["timezone"] == "Asia/Kuwait" and stored["locale"] == "ar"
    assert stored["status"] == "approved"
    assert stored["intake"] == {"open": True, "accepting": True, "reasons": []}
    assert stored["settings"]["order_prefix"] == "CAF" and stored["settings"]["accept_within_s"] == 120
    assert stored["settings"]["remind_after_s"] == 30 and stored["settings"]["auto_accept"] is False
    assert stored["address"]["latitude"] == 29.378226
    assert stored["version"] == 1 and stored["created_at"].endswith("Z")
    assert owner.get(business.path).json() == stored
    assert business.head() == 0, "creating a business appends no event"


def test_businesses_are_listed_newest_first_by_pages(server):
    somebody = register(server)
    made = [Business(somebody, name=f"Shop {number}").id for number in range(5)]
    seen, cursor = [], None
    while True:
        answer = somebody.get("/api/v1/businesses", limit=2, cursor=cursor)
        assert answer.status == 200, answer
        page = answer.json()
        assert len(page["businesses"]) <= 2
        seen += [business["id"] for business in page["businesses"]]
        cursor = page.get("cursor")
        if not page["has_more"]:
            break
    assert seen == made[::-1]


def test_a_patch_merges_and_null_clears(business, owner):
    answer = owner.patch(business.path, {"phone": "+9647700000000", "address": {"city": "Erbil", "street": "A"}})
    assert answer.status == 200, answer
    assert answer.json()["version"] == 2
    answer = owner.patch(business.path, {"phone": None, "address": {"street": None}, "settings": {"auto_accept": True}})
    changed = answer.json()
    assert changed.get("phone") is None and changed["address"] == {"city": "Erbil"}
    assert changed["settings"]["auto_accept"] is True and changed["settings"]["accept_within_s"] == 480
    assert changed["name"] == business.json["name"] and changed["version"] == 3
    assert [event["type"] for event in business.log()] == ["business.updated"] * 2
    assert business.log()[-1]["data"]["version"] == 3


def test_a_patch_that_changes_nothing_is_no_event(business, owner):
    answer = owner.patch(business.path, {"name": business.json["name"]})
    assert answer.status == 200 and answer.json()["version"] == 1
    assert business.head() == 0


def test_a_stale_if_match_changes_nothing(business, owner):
    assert owner.patch(business.path, {"name": "New"}, headers={"If-Match": '"1"'}).status == 200
    answer = owner.patch(business.path, {"name": "Newer"}, headers={"If-Match": '"1"'})
    assert answer.status == 412, answer
    assert owner.get(business.path).json()["name"] == "New"
    assert business.head() == 1


def test_a_patch_is_seen_by_every_later_reader(business, owner):
    """The cache of a core must not answer with what was."""
    callers = [owner.again() for _ in range(6)]
    for round_ in range(10):
        assert owner.patch(business.path, {"name": f"Name {round_}"}).status == 200
        assert {caller.get(business.path).json()["name"] for caller in callers} == {f"Name {round_}"}


REFUSED = [
    ("no name", {"name": None}, "/name", None),
    ("empty name", {"name": ""}, "/name", "too_short"),
    ("a name as number", {"name": 5}, "/name", "wrong_type"),
    ("a name too long", {"name": "x" * 1000}, "/name", "too_long"),
    ("unknown type", {"type": "bank"}, "/type", "invalid"),
    ("unknown currency", {"currency": "XYZ"}, "/currency", None),
    ("currency in lower case", {"currency": "usd"}, "/currency", None),
    ("unknown time zone", {"timezone": "Asia/Atlantis"}, "/timezone", None),
    ("a time zone as path", {"timezone": "../../etc/passwd"}, "/timezone", None),
    ("unknown locale", {"locale": "tlh"}, "/locale", None),
    ("no email", {"email": "nobody"}, "/email", None),
    ("no phone", {"phone": "12"}, "/phone", None),
    ("no web address", {"website": "javascript:alert(1)"}, "/website", None),
    ("unknown field", {"owner": "me"}, "/owner", "unknown_field"),
    ("status is not for owners", {"status": "approved"}, "/status", "unknown_field"),
    ("unknown setting", {"settings": {"colour": "red"}}, "/settings/colour", "unknown_field"),
    ("accept too soon", {"settings": {"accept_within_s": 9}}, "/settings/accept_within_s", "out_of_range"),
    ("accept too late", {"settings": {"accept_within_s": 7201}}, "/settings/accept_within_s", "out_of_range"),
    ("remind at once", {"settings": {"remind_after_s": 0}}, "/settings/remind_after_s", "out_of_range"),
    ("a flag as text", {"settings": {"auto_accept": "yes"}}, "/settings/auto_accept", "wrong_type"),
    ("a prefix with a blank", {"settings": {"order_prefix": "A B"}}, "/settings/order_prefix", None),
    ("latitude beyond the pole", {"address": {"latitude": 90.1}}, "/address/latitude", "out_of_range"),
    ("address as text", {"address": "Erbil"}, "/address", "wrong_type"),
    ("unknown in the address", {"address": {"planet": "Mars"}}, "/address/planet", "unknown_field"),
]


@pytest.mark.parametrize("name, fields, pointer, field_code", REFUSED, ids=[case[0] for case in REFUSED])
def test_a_wrong_business_is_refused_at_creation_and_at_change(owner, business, name, fields, pointer, field_code):
    body = {"name": "A", "type": "store", "currency": "USD", **fields}
    assert_problem(owner.post("/api/v1/businesses", body), 422, "validation_failed", pointer, field_code)
    assert_problem(owner.patch(business.path, fields), 422, "validation_failed", pointer, field_code)
    assert business.head() == 0
    assert owner.get(business.path).json() == business.json


def test_intake_closes_and_opens(business, owner, channel):
    closed = business.set_intake(False)
    assert closed["intake"]["accepting"] is False and len(closed["intake"]["reasons"]) == 1
    problem = assert_problem(channel.post_order(business.order()), 409, "not_accepting")
    assert problem["retryable"] in (True, False)
    assert business.orders()["orders"] == []
    assert business.set_intake(True)["intake"] == {"open": True, "accepting": True, "reasons": []}
    assert channel.place(business.order())["order_number"] == "PIZ0001"
    assert [event["type"] for event in business.log()] == ["business.updated"] * 2 + ["order.created"]


INTAKE_REFUSED = [
    ("nothing", {}, None), ("text", {"open": "yes"}, "/open"), ("null", {"open": None}, "/open"),
    ("unknown field", {"open": True, "why": "x"}, "/why"), ("a list", [], None),
]


@pytest.mark.parametrize("name, body, pointer", INTAKE_REFUSED, ids=[case[0] for case in INTAKE_REFUSED])
def test_a_wrong_intake_is_refused(business, owner, name, body, pointer):
    assert_problem(owner.put(f"{business.path}/intake", body), 422, "validation_failed", pointer)
    assert business.head() == 0


def test_a_new_business_may_have_to_wait_for_approval(fresh_server):
    server = fresh_server(business_approval="manual")
    somebody = register(server)
    business = Business(somebody)
    assert business.json["status"] == "pending"
    assert_problem(somebody.post_order(business.order()), 403, "business_not_approved")
    assert business.head() == 0 and business.orders()["orders"] == []
    server.stop()


def test_a_key_is_shown_once_and_listed_without_its_secret(business, owner):
    answer = owner.post(f"{business.path}/api-keys", {"name": "Web shop", "scopes": ["orders:write"]})
    assert answer.status == 201, answer
    created = answer.json()
    assert created["id"].startswith("key_") and created["key"].startswith("ork_live_")
    assert created["name"] == "Web shop" and created["scopes"] == ["orders:write"]
    listed = owner.get(f"{business.path}/api-keys")
    assert listed.status == 200 and created["key"] not in listed.body.decode()
    assert [key["id"] for key in listed.json()["api_keys"]] == [created["id"]]


def test_a_deleted_key_stops_at_once(business, owner, server):
    channel = business.key()
    channel.place(business.order())
    assert owner.delete(f"{business.path}/api-keys/{channel.key_id}").status == 204
    assert_problem(channel.post_order(business.order()), 401, "api_key_invalid")
    assert business.head() == 1
    assert owner.delete(f"{business.path}/api-keys/{channel.key_id}").status == 404


def test_a_key_works_as_x_api_key_too(business, channel, server):
    answer = Caller(server).post("/api/v1/orders", business.order(),
                                 headers={"X-API-Key": channel.credential, "Idempotency-Key": "one"})
    assert answer.status == 201, answer


KEYS_REFUSED = [
    ("no name", {"scopes": ["orders:write"]}, "/name", "required"),
    ("no scopes", {"name": "A"}, "/scopes", "required"),
    ("empty scopes", {"name": "A", "scopes": []}, "/scopes", None),
    ("unknown scope", {"name": "A", "scopes": ["orders:all"]}, None, None),
    ("scopes as text", {"name": "A", "scopes": "orders:write"}, "/scopes", "wrong_type"),
    ("a number among the scopes", {"name": "A", "scopes": [1]}, None, None),
    ("unknown field", {"name": "A", "scopes": ["orders:write"], "key": "x"}, "/key", "unknown_field"),
]


@pytest.mark.parametrize("name, body, pointer, field_code", KEYS_REFUSED, ids=[case[0] for case in KEYS_REFUSED])
def test_a_wrong_key_is_refused(business, owner, name, body, pointer, field_code):
    assert_problem(owner.post(f"{business.path}/api-keys", body), 422, "validation_failed", pointer, field_code)
    assert owner.get(f"{business.path}/api-keys").json()["api_keys"] == []


def test_the_use_of_a_key_is_noted(business, owner):
    channel = business.key()
    channel.place(business.order())

    def last_used():
        key, = owner.get(f"{business.path}/api-keys").json()["api_keys"]
        return key.get("last_used_at")

    assert eventually(last_used, what="last_used_at").endswith("Z")
