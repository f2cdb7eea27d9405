# SPDX-License-Identifier: Apache-2.0
"""What the operations of the OpenAPI document refuse alike: one scenario for each of them and each refusal."""

import re
import uuid

import pytest

import contract
from client import PATIENT, Business, Caller, assert_problem, line, new_key, register
from tokens import forgeries

# Of each operation that takes a body one that is good in itself, so that what the path names is looked at.
BODIES = {
    "changeBusiness": {"name": "Pizza Napoli"},
    "setIntake": {"open": True},
    "invite": {"role": "staff"},
    "changeRole": {"role": "staff"},
    "createApiKey": {"name": "Web shop", "scopes": ["orders:write"]},
    "editOrder": {"business_notes": "extra napkins"},
    "changeOrderStatus": {"status": "confirmed", "from": "pending"},
    "markReadUpTo": {"up_to": f"evt_{uuid.uuid4()}"},
    "nameDevice": {"name": "Counter"},
    "setBusinessStatus": {"status": "approved"},
}
PREFIXES = {"business_id": "biz", "order_id": "ord", "user_id": "usr", "key_id": "key", "session_id": "ses",
            "notification_id": "evt", "device_id": "dev"}


def each(code, status=None, leave_out=()):
    """Parametrizes a scenario by every operation that answers this code."""
    found = [operation for operation in contract.operations(code, status) if operation[0] not in leave_out]
    return pytest.mark.parametrize("operation, method, path", found, ids=[operation[0] for operation in found])


def filled(path, **known):
    """The path with ids that exist nowhere, but for those that are known."""
    return re.sub(r"\{(\w+)\}", lambda name: known.get(name[1]) or f"{PREFIXES[name[1]]}_{uuid.uuid4()}", path)


def body_of(operation, business_id=None):
    if operation == "placeOrder":
        return {"business_id": business_id or f"biz_{uuid.uuid4()}", "customer_name": "Ada Lovelace",
                "customer_phone": "+9647701234567", "items": [line()], "delivery_type": "pickup", "total_amount": 900}
    return BODIES.get(operation)


def headers_of(operation):
    if operation in ("healthInDetail", "metrics", "metricsSummary"):
        return {"X-Forwarded-For": "198.51.100.7"}  # so not from the server's own machine
    if operation == "placeOrder":
        return {"Idempotency-Key": new_key()}
    if operation == "openSocket":
        return {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
                "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
    return {}


def call(caller, operation, method, path, more_headers=None, query="", **known):
    return caller.send(method, filled(path, **known) + query, body_of(operation, known.get("business_id")),
                       headers={**headers_of(operation), **(more_headers or {})})


@pytest.fixture(scope="module")
def shop(owner):
    return Business(owner, settings=PATIENT)


@pytest.fixture(scope="module")
def staff(shop, server):
    return joined(shop, server, "staff")


def joined(shop, server, role):
    person = register(server)
    invited = shop.owner.post(f"{shop.path}/members", {"role": role})
    assert person.post("/api/v1/memberships", {"token": invited.json()["token"]}).status == 201
    return person


@each("credential_missing", 401)
def test_nobody_is_asked_to_sign_in(anyone, operation, method, path):
    assert_problem(call(anyone, operation, method, path), 401, "credential_missing")


@each("token_invalid", 401, leave_out=("refresh",))
def test_a_token_of_nobody_is_refused(server, operation, method, path):
    assert_problem(call(Caller(server, "nonsense"), operation, method, path), 401, "token_invalid")


@each("token_expired", 401)
def test_an_expired_token_is_refused(owner, server, operation, method, path):
    _, expired = forgeries(owner.credential)
    assert_problem(call(Caller(server, expired), operation, method, path), 401, "token_expired")


@each("api_key_invalid", 401)
def test_a_key_of_nobody_is_refused(server, operation, method, path):
    assert_problem(call(Caller(server, "ork_live_nonsense"), operation, method, path), 401, "api_key_invalid")


@pytest.mark.parametrize("credential, status, code", [
    ("nobody", 401, "credential_missing"), ("nonsense", 401, "token_invalid"), ("expired", 401, "token_expired"),
    ("ork_live_nonsense", 401, "api_key_invalid"), ("owner", 404, "not_found")])
def test_what_is_not_there_is_told_to_those_who_signed_in(owner, server, credential, status, code):
    known = {"nobody": None, "owner": owner.credential, "expired": forgeries(owner.credential)[1]}
    caller = Caller(server, known.get(credential, credential))
    assert_problem(caller.get("/api/v1/nowhere"), status, code)
    if code == "not_found":
        assert_problem(caller.get("/api/v1/nowhere", headers={"X-Device-Id": "x" * 101}), 400, "device_invalid")


@each("credential_invalid", 401)
def test_operators_show_their_token(fresh_server, operation, method, path):
    server = fresh_server(metrics_token="a-token-of-operators-0123456789")
    assert_problem(call(Caller(server, "nonsense"), operation, method, path), 401, "credential_invalid")
    assert call(Caller(server, "a-token-of-operators-0123456789"), operation, method, path).status == 200


@each("not_found", 404, leave_out=("document", "docs"))
def test_without_a_token_there_is_nothing_for_operators_elsewhere(owner, operation, method, path):
    assert_problem(call(owner, operation, method, path), 404, "not_found")
    assert owner.send(method, path).status == 200


@each("users_only", 403)
def test_a_key_is_told_to_sign_in(shop, operation, method, path):
    assert_problem(call(shop.key(), operation, method, path), 403, "users_only")


@each("admins_only", 403)
def test_only_admins_of_the_platform_may(owner, operation, method, path):
    assert_problem(call(owner, operation, method, path), 403, "admins_only")


@each("device_invalid", 400)
def test_a_device_without_a_sane_name_is_refused(owner, operation, method, path):
    body = {"email": "a@example.org", "password": "x"} if operation == "login" else body_of(operation)
    answer = owner.send(method, filled(path), body, headers={**headers_of(operation), "X-Device-Id": "x" * 101})
    assert_problem(answer, 400, "device_invalid")


BROKEN = [("json_malformed", b"{"), ("json_duplicate_key", b'{"a":1,"a":2}'),
          ("json_too_deep", b"[" * 40 + b"]" * 40), ("json_too_large", b"[" + b"1," * 100000 + b"1]")]


@pytest.mark.parametrize("code, body", BROKEN, ids=[code for code, _ in BROKEN])
@each("json_malformed", 400)
def test_a_body_that_is_no_sound_json_is_refused(owner, operation, method, path, code, body):
    answer = owner.send(method, filled(path), body, headers=headers_of(operation))
    assert_problem(answer, 400, code)


@each("validation_failed", 422)
def test_a_member_that_nobody_knows_is_refused(owner, operation, method, path):
    answer = owner.send(method, filled(path), {"nobody_knows_this": 1}, headers=headers_of(operation))
    assert_problem(answer, 422, "validation_failed", "/nobody_knows_this", "unknown_field")


@each("query_unknown", 400)
def test_a_parameter_that_nobody_knows_is_refused(owner, operation, method, path):
    assert_problem(call(owner, operation, method, path, query="?nobody_knows_this=1"), 400, "query_unknown")


WRONG_QUERIES = {"readStatistics": "from=yesterday", "placeOrder": "business_id=", "openStream": "cursor="}


@each("query_invalid", 400)
def test_a_parameter_that_makes_no_sense_is_refused(owner, operation, method, path):
    query = WRONG_QUERIES.get(operation, "limit=0")
    assert_problem(call(owner, operation, method, path, query="?" + query), 400, "query_invalid")


@each("cursor_unreadable", 400)
def test_a_cursor_that_nobody_gave_is_refused(owner, admin, shop, operation, method, path):
    caller = admin if operation == "listAllBusinesses" else owner
    assert_problem(call(caller, operation, method, path, query="?cursor=nonsense", business_id=shop.id), 400,
                   "cursor_unreadable")


@each("if_match_invalid", 400)
def test_an_if_match_that_names_no_version_is_refused(owner, operation, method, path):
    assert_problem(call(owner, operation, method, path, {"If-Match": "*"}), 400, "if_match_invalid")


@each("business_not_found", 404)
def test_a_business_of_others_is_not_there(owner, admin, stranger, operation, method, path):
    known = {} if operation == "setBusinessStatus" else {"business_id": stranger.business.id}
    caller = admin if operation == "setBusinessStatus" else owner
    assert_problem(call(caller, operation, method, path, **known), 404, "business_not_found")
    assert_problem(call(caller, operation, method, path), 404, "business_not_found")
    unreadable = f"biz_{'x' * 36}"
    if operation not in ("placeOrder",):
        assert_problem(call(caller, operation, method, path, business_id=unreadable), 404, "business_not_found")


@each("order_not_found", 404)
def test_an_order_of_others_is_not_there(owner, stranger, operation, method, path):
    theirs = stranger.place(stranger.business.order())["id"]
    for known in ({"order_id": theirs}, {}, {"order_id": "ord_x"}):
        assert_problem(call(owner, operation, method, path, **known), 404, "order_not_found")


@pytest.mark.parametrize("code", ["member_not_found", "api_key_not_found", "notification_not_found",
                                  "device_not_found", "session_not_found"])
def test_what_is_not_in_the_business_is_not_there(owner, shop, code):
    for operation, method, path in contract.operations(code, 404):
        assert_problem(call(owner, operation, method, path, business_id=shop.id), 404, code)


# Who may not do it although they belong there: "staff", a key that may only read or only write, or the key that
# posted the order.
FORBIDDEN = {
    "changeBusiness": "staff", "deleteBusiness": "staff", "setIntake": "staff", "listMembers": "staff",
    "invite": "staff", "changeRole": "staff", "removeMember": "staff", "listApiKeys": "staff",
    "createApiKey": "staff", "deleteApiKey": "staff",
    "placeOrder": "reader", "listOrders": "writer", "readNotifications": "writer", "openStream": "writer",
    "openSocket": "writer", "issueTicket": "writer", "readSnapshot": "writer",
    "readOrder": "writer", "editOrder": "writer", "markSeen": "writer", "readHistory": "writer",
}


@each("forbidden", 403, leave_out=("removeDevice",))
def test_who_belongs_there_but_may_not_is_told_so(shop, staff, operation, method, path):
    who = FORBIDDEN[operation]
    caller = staff if who == "staff" else shop.key("orders:read" if who == "reader" else "orders:write")
    order = caller.place(shop.order())["id"] if who == "writer" else None
    assert_problem(call(caller, operation, method, path, business_id=shop.id, order_id=order), 403, "forbidden")
