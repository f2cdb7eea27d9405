# SPDX-License-Identifier: Apache-2.0
"""Registering, signing in, and every kind of token that must not work."""

import pytest

from client import PASSWORD, Business, Caller, assert_problem, login, new_email, register
from tokens import decoded, forgeries, signed


def test_register_answers_the_user_and_the_business_when_given(anyone):
    email = new_email()
    answer = anyone.post("/api/v1/auth/register", {
        "email": email, "password": PASSWORD, "owner_name": "Ada", "phone": "+9647701234567",
        "business": {"name": "Corner Shop", "type": "store", "currency": "IQD", "timezone": "Asia/Baghdad"}})
    assert answer.status == 201, answer
    user, business = answer.json()["user"], answer.json()["business"]
    assert user["id"].startswith("usr_") and user["email"] == email and user["owner_name"] == "Ada"
    assert business["id"].startswith("biz_") and business["name"] == "Corner Shop"
    assert business["currency"] == "IQD" and business["currency_digits"] == 0
    assert "password" not in answer.body.decode()

    signed_in = login(anyone.server, email)
    assert signed_in.get(f"/api/v1/businesses/{business['id']}").status == 200


def test_login_answers_both_tokens(owner):
    tokens = owner.tokens
    assert tokens["token_type"] == "Bearer" and tokens["expires_in"] == 3600
    assert tokens["access_token"].count(".") == 2
    assert len(tokens["refresh_token"]) >= 43
    assert tokens["refresh_token"] not in tokens["access_token"]


def test_me_answers_and_changes_the_profile(server):
    somebody = register(server, owner_name="Grace")
    me = somebody.get("/api/v1/auth/me")
    assert me.status == 200 and me.json()["email"] == somebody.email and me.json()["owner_name"] == "Grace"
    changed = somebody.patch("/api/v1/auth/me", {"owner_name": "Grace Hopper"})
    assert changed.status == 200 and changed.json()["owner_name"] == "Grace Hopper"
    assert somebody.get("/api/v1/auth/me").json()["owner_name"] == "Grace Hopper"
    cleared = somebody.patch("/api/v1/auth/me", {"owner_name": None})
    assert cleared.status == 200 and cleared.json().get("owner_name") is None
    assert_problem(somebody.patch("/api/v1/auth/me", {"is_admin": True}), 422, "validation_failed", "/is_admin",
                   "unknown_field")


def test_an_email_is_taken_in_any_case(owner, anyone):
    answer = anyone.post("/api/v1/auth/register", {"email": owner.email.upper(), "password": PASSWORD})
    assert_problem(answer, 409, "email_taken")


def test_an_email_signs_in_in_any_case(owner, anyone):
    answer = anyone.post("/api/v1/auth/login", {"email": owner.email.upper(), "password": PASSWORD})
    assert answer.status == 200, answer


def test_wrong_password_and_unknown_user_get_the_same_answer(owner, anyone):
    wrong = anyone.post("/api/v1/auth/login", {"email": owner.email, "password": PASSWORD + "x"})
    unknown = anyone.post("/api/v1/auth/login", {"email": new_email(), "password": PASSWORD})
    assert_problem(wrong, 401, "bad_credentials")
    assert_problem(unknown, 401, "bad_credentials")
    assert without_request_id(wrong) == without_request_id(unknown)


def without_request_id(answer):
    problem = answer.json()
    del problem["request_id"]
    return problem


REFUSED_REGISTRATIONS = [
    ("no email", {"password": PASSWORD}, "/email", "required"),
    ("no password", {"email": "a@example.org"}, "/password", "required"),
    ("no address at all", {"email": "nobody", "password": PASSWORD}, "/email", "invalid"),
    ("number as email", {"email": 7, "password": PASSWORD}, "/email", "wrong_type"),
    ("too short a password", {"email": "a@example.org", "password": "Ab1defg"}, "/password", None),
    ("no upper case", {"email": "a@example.org", "password": "abcdefgh1"}, "/password", None),
    ("no lower case", {"email": "a@example.org", "password": "ABCDEFGH1"}, "/password", None),
    ("no digit", {"email": "a@example.org", "password": "Abcdefghi"}, "/password", None),
    ("a common password", {"email": "a@example.org", "password": "Password1"}, "/password", None),
    ("a password over 1 KiB", {"email": "a@example.org", "password": "Aa1" + "x" * 1100}, "/password", None),
    ("unknown field", {"email": "a@example.org", "password": PASSWORD, "is_admin": True}, "/is_admin",
     "unknown_field"),
    ("a business without a name", {"email": "a@example.org", "password": PASSWORD, "business": {"type": "store"}},
     "/business/name", "required"),
    ("a business in no time zone", {"email": "a@example.org", "password": PASSWORD, "business": {
        "name": "A", "type": "store", "currency": "USD", "timezone": "Mars/Olympus"}}, "/business/timezone", None),
]


@pytest.mark.parametrize("name, body, pointer, field_code", REFUSED_REGISTRATIONS,
                         ids=[case[0] for case in REFUSED_REGISTRATIONS])
def test_a_registration_that_is_wrong_stores_nobody(anyone, name, body, pointer, field_code):
    if body.get("email") == "a@example.org":
        body = {**body, "email": new_email()}
    assert_problem(anyone.post("/api/v1/auth/register", body), 422, "validation_failed", pointer, field_code)
    if isinstance(body.get("email"), str) and "password" in body:
        known = anyone.post("/api/v1/auth/login", {"email": body["email"], "password": body["password"]})
        assert known.status in (401, 422), known


FORGERIES = list(forgeries(signed({"alg": "HS256", "typ": "t", "kid": "k"},
                                  {"sub": "usr_x", "sid": "ses_" + "x" * 36, "exp": 1}))[0])


def test_our_own_signing_is_the_servers(owner, server):
    """Else the forgeries below would be refused for the wrong reason."""
    head, body, _ = owner.credential.split(".")
    again = signed(head, decoded(body))
    assert Caller(server, again).get("/api/v1/auth/me").status == 200


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_token_is_nobody(owner, server, name):
    tokens, _ = forgeries(owner.credential)
    answer = Caller(server).get("/api/v1/auth/me", headers={"Authorization": f"Bearer {tokens[name]}"})
    problem = answer.json()
    assert answer.status == 401, answer
    assert problem["code"] in ("token_invalid", "api_key_invalid", "credential_missing"), problem
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_an_expired_token_says_so(owner, server):
    _, expired = forgeries(owner.credential)
    assert_problem(Caller(server, expired).get("/api/v1/auth/me"), 401, "token_expired")


@pytest.mark.parametrize("value", ["Basic YTpi", "Bearer", "bearer  ", "Token x", ""])
def test_another_kind_of_authorization_is_nobody(server, value):
    answer = Caller(server).get("/api/v1/auth/me", headers={"Authorization": value})
    assert answer.status == 401, answer


def test_a_refused_token_writes_nothing(owner, server):
    business = Business(owner)
    before = business.fingerprint()
    tokens, expired = forgeries(owner.credential)
    for token in [*list(tokens.values())[:6], expired]:
        answer = Caller(server, token).post_order(business.order())
        assert answer.status == 401, answer
    assert business.fingerprint() == before
