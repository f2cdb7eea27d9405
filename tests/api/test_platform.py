# SPDX-License-Identifier: Apache-2.0
"""What the public sees of businesses, what admins of the platform do with them, and how one is deleted."""

import pytest

from client import PASSWORD, Business, Caller, assert_problem, at_once, login, new_email, register
from commands import operate
from raw_websocket import join

pytestmark = pytest.mark.races

SEARCH = "/api/v1/businesses/search"
ADMIN = "/api/v1/admin/businesses"


def names(answer):
    assert answer.status == 200, answer
    return [business["name"] for business in answer.json()["businesses"]]


def test_search_tells_what_is_published_and_nothing_else(owner, anyone):
    business = Business(owner, name="Zaatar Corner", type="kitchen", phone="+9647700000000", email="z@example.org",
                        address={"city": "Erbil"})
    found, = anyone.get(SEARCH, query="zaatar").json()["businesses"]
    assert found == {"id": business.id, "name": "Zaatar Corner", "type": "kitchen", "address": {"city": "Erbil"},
                     "accepting": True}
    business.set_intake(False)
    assert anyone.get(SEARCH, query="ZAATAR", type="kitchen").json()["businesses"][0]["accepting"] is False
    assert names(anyone.get(SEARCH, query="zaatar", type="pharmacy")) == []


def test_search_goes_on_by_cursor(owner, anyone):
    for number in range(3):
        Business(owner, name=f"Paged Place {number}")
    first = anyone.get(SEARCH, query="paged place", limit=2).json()
    assert [each["name"] for each in first["businesses"]] == ["Paged Place 2", "Paged Place 1"] and first["has_more"]
    rest = anyone.get(SEARCH, query="paged place", limit=2, cursor=first["cursor"])
    assert names(rest) == ["Paged Place 0"] and not rest.json()["has_more"]


@pytest.mark.parametrize("query", [{"limit": 0}, {"type": "castle"}, {"cursor": "x"}, {"nonsense": 1}])
def test_a_search_that_is_wrong_is_refused(anyone, query):
    assert anyone.get(SEARCH, **query).status == 400


def test_only_approved_businesses_are_found(owner, anyone, admin):
    business = Business(owner, name="Hidden Hummus")
    assert names(anyone.get(SEARCH, query="hidden hummus")) == ["Hidden Hummus"]
    assert admin.put(f"{ADMIN}/{business.id}/status", {"status": "suspended"}).status == 200
    assert names(anyone.get(SEARCH, query="hidden hummus")) == []


def test_an_admin_suspends_and_members_finish_what_is_open(owner, admin):
    business = Business(owner, name="Suspended Sushi")
    channel = business.key()
    order = channel.place(business.order())
    suspended = admin.put(f"{ADMIN}/{business.id}/status", {"status": "suspended"}).json()
    assert suspended["status"] == "suspended" and suspended["intake"]["accepting"] is False
    assert_problem(channel.post_order(business.order()), 403, "business_suspended")
    assert owner.move(order, "confirmed").status == 200

    assert names(admin.get(ADMIN, status="suspended", query="suspended sushi")) == ["Suspended Sushi"]
    assert admin.put(f"{ADMIN}/{business.id}/status", {"status": "approved"}).status == 200
    assert channel.post_order(business.order()).status == 201


def test_the_platform_is_for_its_admins(owner, business, anyone, admin):
    path = f"{ADMIN}/{business.id}/status"
    for caller, status, code in ((owner, 403, "admins_only"), (anyone, 401, "credential_missing"),
                                 (business.key(), 403, "users_only")):
        assert_problem(caller.get(ADMIN), status, code)
        assert_problem(caller.put(path, {"status": "approved"}), status, code)
    assert_problem(admin.put(path, {"status": "gone"}), 422, "validation_failed", "/status")
    assert_problem(admin.put(f"{ADMIN}/biz_01890a5d-ac96-774b-bcce-b302099a8057/status", {"status": "approved"}), 404,
                   "business_not_found")
    assert admin.get(ADMIN, status="odd").status == 400


def test_an_admin_who_is_none_any_more_is_refused_at_once(server):
    email = new_email()
    operate(server, "user", "create", email, "--admin", stdin=PASSWORD + "\n")
    caller = login(server, email)
    assert caller.get(ADMIN).status == 200
    assert operate(server, "user", "admin", email, "--off")["is_admin"] is False
    assert_problem(caller.get(ADMIN), 403, "admins_only")
    assert operate(server, "user", "admin", email)["is_admin"] is True
    assert caller.get(ADMIN).status == 200


def test_the_operator_sets_passwords_and_signs_people_out(server):
    caller = register(server)
    assert operate(server, "user", "show", caller.email)["email"] == caller.email
    operate(server, "user", "sign-out", caller.email)
    assert caller.get("/api/v1/auth/me").status == 401
    operate(server, "user", "set-password", caller.email, stdin="Fresh-Start-2026\n")
    answer = Caller(server).post("/api/v1/auth/login", {"email": caller.email, "password": "Fresh-Start-2026"})
    assert answer.status == 200
    refused = operate(server, "user", "set-password", caller.email, stdin="weak\n", expect=2)
    assert refused["code"] == "validation_failed"
    assert operate(server, "user", "show", "nobody@example.org", expect=1)["code"] == "user_not_found"


def test_a_deleted_business_is_gone_everywhere(server, owner, anyone):
    business = Business(owner, name="Closing Café")
    channel = business.key()
    order = channel.place(business.order())
    assert_problem(owner.delete(business.path), 409, "has_open_orders")
    assert owner.move(order, "cancelled", reason={"code": "rejected_closed"}).status == 200
    token = owner.post(f"{business.path}/members", {"role": "staff"}).json()["token"]

    opened, _ = join(server, business)
    with opened:
        assert owner.delete(business.path).status == 204
        assert opened.expect_close() == 4403
    for path in (business.path, f"{business.path}/orders", f"{business.path}/notifications",
                 f"{business.path}/snapshot", f"{business.path}/members", f"{business.path}/api-keys"):
        assert_problem(owner.get(path), 404, "business_not_found")
    assert_problem(owner.get(f"/api/v1/orders/{order['id']}"), 404, "order_not_found")
    assert_problem(channel.post_order(business.order()), 401, "api_key_invalid")
    assert_problem(register(server).post("/api/v1/memberships", {"token": token}), 422, "invitation_invalid")
    assert_problem(owner.delete(business.path), 404, "business_not_found")
    assert names(anyone.get(SEARCH, query="closing caf")) == []


def test_deleting_is_for_the_owner(owner, business, stranger, anyone):
    assert_problem(stranger.delete(business.path), 404, "business_not_found")
    assert_problem(anyone.delete(business.path), 401, "credential_missing")
    assert_problem(business.key().delete(business.path), 403, "users_only")
    assert owner.get(business.path).status == 200


def test_a_business_has_at_most_100_api_keys_however_many_are_made_at_once(owner):
    business = Business(owner)
    for _ in range(95):
        business.key()
    answers = at_once([owner.again() for _ in range(12)], lambda _, caller: caller.post(
        f"{business.path}/api-keys", {"name": "More", "scopes": ["orders:read"]}))
    assert sorted(answer.status for answer in answers) == [201] * 5 + [409] * 7
