# SPDX-License-Identifier: Apache-2.0
"""Every way in which an order can be wrong: a problem that names the field, and nothing stored."""

import json

import pytest

from client import ADDRESS, Business, assert_problem, line, new_key

MAX = 2**53 - 1


@pytest.fixture(scope="module")
def shop(owner):
    """One business for the whole table: nothing of it may ever be stored."""
    business = Business(owner)
    business.channel = business.key()
    business.channel.place(business.order())
    return business


def refused(shop, send, status, code, pointer=None, field_code=None):
    before = shop.fingerprint()
    problem = assert_problem(send(), status, code, pointer, field_code)
    assert shop.fingerprint() == before, "a refused order changed the log or the orders"
    return problem


def delivery(**changes):
    return {"delivery_type": "delivery", "delivery_address": {**ADDRESS, **changes}}


def items(**changes):
    return {"items": [{**line(), **changes}]}


def without(name):
    return {"items": [{key: value for key, value in line().items() if key != name}]}


FIELDS = [
    # what is wrong, changes to a good order, pointer, field code
    ("no customer name", {"customer_name": None}, "/customer_name", "required"),
    ("empty customer name", {"customer_name": ""}, "/customer_name", "too_short"),
    ("long customer name", {"customer_name": "ü" * 101}, "/customer_name", "too_long"),
    ("customer name as number", {"customer_name": 5}, "/customer_name", "wrong_type"),
    ("control character in a name", {"customer_name": "a\u0007b"}, "/customer_name", "invalid"),
    ("no phone", {"customer_phone": None}, "/customer_phone", "required"),
    ("short phone", {"customer_phone": "+123456789"}, "/customer_phone", None),
    ("long phone", {"customer_phone": "+1234567890123456"}, "/customer_phone", None),
    ("letters in the phone", {"customer_phone": "+96477012345a7"}, "/customer_phone", None),
    ("email that is none", {"customer_email": "ada"}, "/customer_email", None),
    ("long external id", {"external_id": "x" * 101}, "/external_id", "too_long"),
    ("channel in upper case", {"channel": "Web"}, "/channel", None),
    ("long channel", {"channel": "x" * 41}, "/channel", None),
    ("empty channel", {"channel": ""}, "/channel", None),
    ("no items", {"items": None, "total_amount": 900}, "/items", "required"),
    ("empty items", {"items": [], "total_amount": 0}, "/items", "too_short"),
    ("201 items", {"items": [line()] * 201}, "/items", "too_long"),
    ("items as object", {"items": {}, "total_amount": 0}, "/items", "wrong_type"),
    ("an item as text", {"items": ["pizza"], "total_amount": 0}, "/items/0", "wrong_type"),
    ("no item name", without("item_name"), "/items/0/item_name", "required"),
    ("no quantity", without("quantity"), "/items/0/quantity", "required"),
    ("no unit price", without("unit_price"), "/items/0/unit_price", "required"),
    ("no total price", {**without("total_price"), "total_amount": 900}, "/items/0/total_price", "required"),
    ("quantity 0", items(quantity=0, total_price=0), "/items/0/quantity", "out_of_range"),
    ("negative quantity", items(quantity=-1), "/items/0/quantity", "out_of_range"),
    ("quantity over 9999", items(quantity=10_000, total_price=9_000_000), "/items/0/quantity", "out_of_range"),
    ("fractional quantity", items(quantity=1.5), "/items/0/quantity", "wrong_type"),
    ("quantity as text", items(quantity="1"), "/items/0/quantity", "wrong_type"),
    ("quantity as flag", items(quantity=True), "/items/0/quantity", "wrong_type"),
    ("negative price", items(unit_price=-900, total_price=-900), "/items/0/unit_price", "out_of_range"),
    ("fractional price", items(unit_price=9.5), "/items/0/unit_price", "wrong_type"),
    ("price beyond 2^53", items(unit_price=MAX + 1), "/items/0/unit_price", "out_of_range"),
    ("long instructions", items(special_instructions="x" * 501), "/items/0/special_instructions", "too_long"),
    ("unknown in an item", items(colour="red"), "/items/0/colour", "unknown_field"),
    ("variant without a price", items(variants=[{"name": "large"}]), "/items/0/variants/0/price", "required"),
    ("negative variant", items(variants=[{"name": "large", "price": -1}]), "/items/0/variants/0/price",
     "out_of_range"),
    ("unknown in a variant", items(variants=[{"name": "a", "price": 0, "x": 1}]), "/items/0/variants/0/x",
     "unknown_field"),
    ("no delivery type", {"delivery_type": None}, "/delivery_type", "required"),
    ("unknown delivery type", {"delivery_type": "drone"}, "/delivery_type", "invalid"),
    ("delivery without an address", {"delivery_type": "delivery"}, "/delivery_address", "required"),
    ("delivery with a null address", {"delivery_type": "delivery", "delivery_address": json.loads("null")},
     "/delivery_address", "required"),
    ("address without a street", {"delivery_type": "delivery", "delivery_address": {"city": "Erbil"}},
     "/delivery_address/street", "required"),
    ("address without a city", {"delivery_type": "delivery", "delivery_address": {"street": "A"}},
     "/delivery_address/city", "required"),
    ("latitude beyond the pole", delivery(latitude=90.0000001, longitude=0), "/delivery_address/latitude",
     "out_of_range"),
    ("longitude beyond the date line", delivery(latitude=0, longitude=-181), "/delivery_address/longitude",
     "out_of_range"),
    ("latitude with 8 decimals", delivery(latitude=1.12345678), "/delivery_address/latitude", None),
    ("latitude as text", delivery(latitude="36"), "/delivery_address/latitude", "wrong_type"),
    ("unknown in the address", delivery(planet="Mars"), "/delivery_address/planet", "unknown_field"),
    ("long notes", {"notes": "x" * 1001}, "/notes", "too_long"),
    ("time that is none", {"requested_delivery_time": "noon"}, "/requested_delivery_time", None),
    ("time as number", {"requested_delivery_time": 5}, "/requested_delivery_time", "wrong_type"),
    ("time on no day", {"requested_delivery_time": "2026-02-30T10:00:00Z"}, "/requested_delivery_time", None),
    ("unknown payment status", {"payment": {"status": "owed"}}, "/payment/status", "invalid"),
    ("unknown in the payment", {"payment": {"card": "4111"}}, "/payment/card", "unknown_field"),
    ("no total", {"total_amount": None, "items": [line()]}, "/total_amount", "required"),
    ("total as text", {"total_amount": "900"}, "/total_amount", "wrong_type"),
    ("total as fraction", {"total_amount": 900.5}, "/total_amount", "wrong_type"),
    ("total with an exponent", {"total_amount": 9e99}, "/total_amount", None),
    ("negative tip", {"tip": -1, "total_amount": 899}, "/tip", "out_of_range"),
    ("negative total", {"discount": 1000, "total_amount": -100}, "/total_amount", "out_of_range"),
    ("tax as flag", {"tax": False}, "/tax", "wrong_type"),
    ("flag as number", {"prices_include_tax": 1}, "/prices_include_tax", "wrong_type"),
    ("unknown field", {"status": "delivered"}, "/status", "unknown_field"),
    ("a currency of one's own", {"currency": "EUR"}, "/currency", "unknown_field"),
    ("a pointer that needs escaping", {"a/b~c": 1}, "/a~1b~0c", "unknown_field"),
    # the law of totals
    ("line that does not add up", items(quantity=2), "/items/0/total_price", "total_mismatch"),
    ("variant not counted", items(variants=[{"name": "large", "price": 100}]), "/items/0/total_price",
     "total_mismatch"),
    ("subtotal that does not add up", {"subtotal": 901}, "/subtotal", "total_mismatch"),
    ("total that does not add up", {"total_amount": 901}, "/total_amount", "total_mismatch"),
    ("fee not counted", {"delivery_fee": 100}, "/total_amount", "total_mismatch"),
    ("tax not counted", {"tax": 100}, "/total_amount", "total_mismatch"),
    ("included tax counted", {"tax": 100, "prices_include_tax": True, "total_amount": 1000}, "/total_amount",
     "total_mismatch"),
    ("discount above the rest", {"discount": 1000, "total_amount": 0}, "/total_amount", "total_mismatch"),
    ("line that overflows", items(quantity=9999, unit_price=MAX, total_price=MAX), "/items/0/total_price",
     "overflow"),
    ("variants that overflow", items(unit_price=MAX, total_price=MAX, variants=[{"name": "a", "price": MAX}]),
     "/items/0/total_price", "overflow"),
    ("sum that overflows", {"items": [line(unit_price=MAX), line(unit_price=MAX)], "total_amount": MAX},
     None, None),
    ("total that overflows", {"items": [line(unit_price=MAX)], "tip": MAX, "total_amount": MAX}, "/total_amount",
     "overflow"),
]


@pytest.mark.parametrize("name, changes, pointer, field_code", FIELDS, ids=[case[0] for case in FIELDS])
def test_a_wrong_field_is_named_and_nothing_stored(shop, name, changes, pointer, field_code):
    order = shop.order(**{"total_amount": 900, **changes}) if "items" not in changes else shop.order(**changes)
    if name == "delivery with a null address":
        order["delivery_address"] = None
    refused(shop, lambda: shop.channel.post_order(order), 422, "validation_failed", pointer, field_code)


@pytest.mark.parametrize("id_, code", [("biz_1", "invalid"), ("ord_0190a5a0-0000-7000-8000-000000000001", "invalid"),
                                       ("", "too_short"), (7, "wrong_type")])
def test_a_business_id_that_is_none_is_named(shop, id_, code):
    refused(shop, lambda: shop.channel.post_order(shop.order(business_id=id_)), 422, "validation_failed",
            "/business_id", code)


def test_an_unknown_business_is_not_found(shop):
    id_ = "biz_0190a5a0-0000-7000-8000-000000000001"
    refused(shop, lambda: shop.channel.post_order(shop.order(business_id=id_)), 404, "business_not_found")


def test_a_total_with_every_part_is_taken(shop):
    order = shop.order(items=[line(quantity=3, unit_price=1000, variants=[{"name": "a", "price": 50}])],
                       subtotal=3150, tax=10, delivery_fee=20, service_fee=30, tip=40, discount=50, total_amount=3200)
    assert shop.channel.place(order)["total_amount"] == 3200
    included = shop.order(tax=100, prices_include_tax=True, total_amount=900)
    assert shop.channel.place(included)["tax"] == 100


def test_the_largest_amount_is_taken(shop):
    assert shop.channel.place(shop.order(items=[line(unit_price=MAX)]))["total_amount"] == MAX


def test_every_wrong_field_is_named_at_once(shop):
    order = shop.order(customer_name="", customer_phone="1", tip=-1)
    problem = refused(shop, lambda: shop.channel.post_order(order), 422, "validation_failed")
    assert {error["pointer"] for error in problem["errors"]} >= {"/customer_name", "/customer_phone", "/tip"}


def body_with(text):
    """The JSON of a good order with `text` in the place of the notes' value."""
    return lambda shop: json.dumps(shop.order(notes="@@")).encode().replace(b'"@@"', text)


def text_of(data):
    return lambda shop: data


MALFORMED = [
    ("empty body", text_of(b""), "json_malformed"),
    ("white space", text_of(b"  \r\n"), "json_malformed"),
    ("cut in the middle", lambda shop: json.dumps(shop.order()).encode()[:-5], "json_malformed"),
    ("something behind it", lambda shop: json.dumps(shop.order()).encode() + b"{}", "json_malformed"),
    ("trailing comma", lambda shop: json.dumps(shop.order()).encode()[:-1] + b",}", "json_malformed"),
    ("comment", lambda shop: b"/* hi */" + json.dumps(shop.order()).encode(), "json_malformed"),
    ("byte order mark", lambda shop: b"\xef\xbb\xbf" + json.dumps(shop.order()).encode(), "json_malformed"),
    ("single quotes", text_of(b"{'a':1}"), "json_malformed"),
    ("NaN", body_with(b"NaN"), "json_malformed"),
    ("Infinity", body_with(b"-Infinity"), "json_malformed"),
    ("leading zero", body_with(b"007"), "json_malformed"),
    ("hexadecimal", body_with(b"0x10"), "json_malformed"),
    ("a raw control character", body_with(b'"a\x01b"'), "json_malformed"),
    ("a raw line break", body_with(b'"a\nb"'), "json_malformed"),
    ("a wrong escape", body_with(b'"\\x41"'), "json_malformed"),
    ("an escaped NUL", body_with(b'"a\\u0000b"'), "json_malformed"),
    ("a lone surrogate", body_with(b'"\\ud800"'), "json_malformed"),
    ("invalid UTF-8", body_with(b'"\xff\xfe"'), "json_malformed"),
    ("overlong UTF-8", body_with(b'"\xc0\xaf"'), "json_malformed"),
    ("a surrogate in UTF-8", body_with(b'"\xed\xa0\x80"'), "json_malformed"),
    ("UTF-8 cut short", body_with(b'"\xe2\x82"'), "json_malformed"),
    ("UTF-16", lambda shop: json.dumps(shop.order()).encode("utf-16"), "json_malformed"),
    ("an unclosed string", body_with(b'"abc'), "json_malformed"),
    ("33 deep", body_with(b"[" * 33 + b"]" * 33), "json_too_deep"),
    ("100,000 deep", body_with(b"[" * 100_000 + b"]" * 100_000), "json_too_deep"),
    ("deep and never closed", body_with(b'{"a":' * 20_000), "json_too_deep"),
    ("a key twice", body_with(b'"a","notes":"b"'), "json_duplicate_key"),
    ("a key twice, once escaped", body_with(b'"a","n\\u006ftes":"b"'), "json_duplicate_key"),
    ("a total twice", body_with(b'"a","total_amount":1'), "json_duplicate_key"),
    ("too many values", body_with(b"[" + b"0," * 60_000 + b"0]"), "json_too_large"),
]


@pytest.mark.parametrize("name, body, code", MALFORMED, ids=[case[0] for case in MALFORMED])
def test_json_that_cannot_be_read_stores_nothing(shop, name, body, code):
    problem = refused(shop, lambda: shop.channel.post_order(body(shop)), 400, code)
    assert problem["detail"]


@pytest.mark.parametrize("body", [b"[]", b"null", b"5", b'"order"', b"true"])
def test_json_that_is_no_object_stores_nothing(shop, body):
    refused(shop, lambda: shop.channel.post_order(body), 422, "validation_failed")


def test_an_order_needs_an_idempotency_key(shop):
    before = shop.fingerprint()
    answer = shop.channel.post("/api/v1/orders", shop.order())
    assert answer.status == 400, answer
    assert answer.json()["code"].startswith("idempotency_key"), answer
    assert shop.fingerprint() == before


@pytest.mark.parametrize("key", ["", '""', "x" * 256, '"' + "x" * 256 + '"', '"open', "a b\tc\x7f"])
def test_an_idempotency_key_that_is_none_stores_nothing(shop, key):
    before = shop.fingerprint()
    answer = shop.channel.post("/api/v1/orders", shop.order(), headers={"Idempotency-Key": key})
    assert answer.status == 400, answer
    assert shop.fingerprint() == before


def test_the_longest_idempotency_key_is_taken(shop):
    assert shop.channel.post_order(shop.order(), key="k" * 255).status == 201


def test_of_very_many_mistakes_50_are_named(shop):
    wrong = [{**line(), "total_price": 1} for _ in range(60)]
    problem = refused(shop, lambda: shop.channel.post_order(shop.order(items=wrong, total_amount=60)), 422,
                      "validation_failed", "/items/49/total_price", "total_mismatch")
    assert len(problem["errors"]) == 50


def test_an_order_over_64_kib_is_refused(shop):
    # Each field within its limit; the whole is not.
    many = [line(f"item {number}", special_instructions="x" * 500) for number in range(150)]
    refused(shop, lambda: shop.channel.post_order(shop.order(items=many)), 422, "order_too_large")


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", None])
def test_a_body_that_is_not_said_to_be_json_is_refused(shop, kind):
    before = shop.fingerprint()
    answer = shop.channel.post("/api/v1/orders", shop.order(),
                               headers={"Content-Type": kind, "Idempotency-Key": new_key()})
    assert_problem(answer, 415, "unsupported_media_type")
    assert shop.fingerprint() == before


def test_json_with_a_charset_is_taken(shop):
    answer = shop.channel.post("/api/v1/orders", shop.order(),
                               headers={"Content-Type": "Application/JSON; charset=utf-8",
                                        "Idempotency-Key": new_key()})
    assert answer.status == 201, answer
