# SPDX-License-Identifier: Apache-2.0
"""Changing and resetting passwords, verifying addresses. Without a mail server the links stand in the log."""

import pytest

from client import NEW_PASSWORD, PASSWORD, Caller, assert_problem, at_once, login, new_email, register
from logged_links import FORGOT, forget, logged_links, next_link_token

CHANGE = "/api/v1/auth/change-password"
RESET = "/api/v1/auth/reset-password"
VERIFY = "/api/v1/auth/verify-email"


def signs_in(server, email, password):
    answer = Caller(server).post("/api/v1/auth/login", {"email": email, "password": password})
    if answer.status != 200:
        assert_problem(answer, 401, "bad_credentials")
    return answer.status == 200


def is_signed_in(caller):
    return caller.again().get("/api/v1/auth/me").status == 200


def test_a_changed_password_ends_the_other_sessions(server):
    caller = register(server)
    other = login(server, caller.email)
    answer = caller.post(CHANGE, {"current_password": PASSWORD, "new_password": NEW_PASSWORD})
    assert answer.status == 204 and answer.body == b"", answer
    assert is_signed_in(caller) and not is_signed_in(other)
    assert_problem(Caller(server).post("/api/v1/auth/refresh", {"refresh_token": other.tokens["refresh_token"]}), 401,
                   "token_invalid")
    assert signs_in(server, caller.email, NEW_PASSWORD) and not signs_in(server, caller.email, PASSWORD)


def test_the_current_password_is_asked_for(server):
    caller = register(server)
    other = login(server, caller.email)
    answer = caller.post(CHANGE, {"current_password": PASSWORD + "x", "new_password": NEW_PASSWORD})
    assert_problem(answer, 422, "validation_failed", "/current_password", "wrong")
    assert is_signed_in(other) and signs_in(server, caller.email, PASSWORD)


def test_of_two_changes_at_once_one_wins(server):
    caller = register(server)
    answers = at_once([caller.again() for _ in range(4)], lambda index, one: one.post(
        CHANGE, {"current_password": PASSWORD, "new_password": f"{NEW_PASSWORD}{index}"}))
    assert sorted(answer.status for answer in answers) == [204, 422, 422, 422], answers
    assert [signs_in(server, caller.email, f"{NEW_PASSWORD}{index}") for index in range(4)].count(True) == 1


WRONG_CHANGES = [
    ({"new_password": NEW_PASSWORD}, "/current_password", "required"),
    ({"current_password": PASSWORD}, "/new_password", "required"),
    ({"current_password": None, "new_password": NEW_PASSWORD}, "/current_password", "null_not_allowed"),
    ({"current_password": 1, "new_password": NEW_PASSWORD}, "/current_password", "wrong_type"),
    ({"current_password": PASSWORD, "new_password": "Password1"}, "/new_password", "weak_password"),
    ({"current_password": PASSWORD, "new_password": "short"}, "/new_password", "weak_password"),
    ({"current_password": PASSWORD, "new_password": "Aa1" + "x" * 1100}, "/new_password", None),
    ({"current_password": PASSWORD, "new_password": NEW_PASSWORD, "email": "a@example.org"}, "/email",
     "unknown_field"),
]


@pytest.mark.parametrize("body, pointer, code", WRONG_CHANGES)
def test_a_change_that_is_wrong_changes_nothing(owner, body, pointer, code):
    assert_problem(owner.post(CHANGE, body), 422, "validation_failed", pointer, code)
    assert signs_in(owner.server, owner.email, PASSWORD)


def test_changing_a_password_is_for_people(anyone, channel):
    body = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    assert_problem(anyone.post(CHANGE, body), 401, "credential_missing")
    assert_problem(channel.post(CHANGE, body), 403, "users_only")


def test_a_reset_sets_the_password_once_and_ends_every_session(server):
    caller = register(server)
    token = forget(server, caller.email.upper())
    answer = Caller(server).post(RESET, {"token": token, "new_password": NEW_PASSWORD})
    assert answer.status == 204 and answer.body == b"", answer
    assert not is_signed_in(caller)
    assert signs_in(server, caller.email, NEW_PASSWORD) and not signs_in(server, caller.email, PASSWORD)
    again = Caller(server).post(RESET, {"token": token, "new_password": PASSWORD})
    assert_problem(again, 422, "token_invalid", "/token", "invalid")
    assert signs_in(server, caller.email, NEW_PASSWORD)


def test_a_reset_spent_by_many_at_once_is_spent_once(server):
    caller = register(server)
    token = forget(server, caller.email)
    answers = at_once([Caller(server) for _ in range(4)], lambda index, one: one.post(
        RESET, {"token": token, "new_password": f"{NEW_PASSWORD}{index}"}))
    assert sorted(answer.status for answer in answers) == [204, 422, 422, 422], answers


def test_a_weak_password_does_not_spend_the_reset(server):
    caller = register(server)
    token = forget(server, caller.email)
    weak = Caller(server).post(RESET, {"token": token, "new_password": "Password1"})
    assert_problem(weak, 422, "validation_failed", "/new_password", "weak_password")
    assert Caller(server).post(RESET, {"token": token, "new_password": NEW_PASSWORD}).status == 204


def test_an_unknown_address_gets_the_same_answer(server, anyone):
    caller = register(server)
    known = len(logged_links(server, "password_reset"))
    unknown_answer = anyone.post(FORGOT, {"email": new_email()})
    known_answer = anyone.post(FORGOT, {"email": caller.email})
    again = anyone.post(FORGOT, {"email": caller.email})
    assert unknown_answer.status == known_answer.status == again.status == 202
    assert unknown_answer.body == known_answer.body == again.body == b""
    headers = [{name for name, _ in answer.headers.items()} for answer in (unknown_answer, known_answer, again)]
    assert headers[0] == headers[1] == headers[2]
    next_link_token(server, "password_reset", known)
    # What asks for more is answered after what asked before: the log has all that there will be.
    forget(server, register(server).email)
    assert len(logged_links(server, "password_reset")) == known + 2, "one mail a minute, and none for nobody"


WRONG_FORGOTS = [({}, "/email", "required"), ({"email": 7}, "/email", "wrong_type"),
                 ({"email": "x"}, "/email", "invalid"),
                 ({"email": "a@example.org\r\nBcc: b@example.org"}, "/email", "invalid"),
                 ({"email": "a" * 250 + "@example.org"}, "/email", "too_long"),
                 ({"email": "a@example.org", "x": 1}, "/x", "unknown_field")]


@pytest.mark.parametrize("body, pointer, code", WRONG_FORGOTS)
def test_a_forgotten_password_without_an_address_is_refused(anyone, body, pointer, code):
    assert_problem(anyone.post(FORGOT, body), 422, "validation_failed", pointer, code)


WRONG_RESETS = [({"new_password": NEW_PASSWORD}, "/token", "required"), ({"token": "x"}, "/new_password", "required"),
                ({"token": "", "new_password": NEW_PASSWORD}, "/token", "too_short"),
                ({"token": "x" * 257, "new_password": NEW_PASSWORD}, "/token", "too_long"),
                ({"token": "x", "new_password": NEW_PASSWORD, "x": 1}, "/x", "unknown_field")]


@pytest.mark.parametrize("body, pointer, code", WRONG_RESETS)
def test_a_reset_that_is_wrong_names_the_field(anyone, body, pointer, code):
    assert_problem(anyone.post(RESET, body), 422, "validation_failed", pointer, code)


@pytest.mark.parametrize("token", ["x", "A" * 43])
def test_a_token_that_is_none_is_refused(anyone, token):
    assert_problem(anyone.post(RESET, {"token": token, "new_password": NEW_PASSWORD}), 422, "token_invalid", "/token",
                   "invalid")
    assert_problem(anyone.post(VERIFY, {"token": token}), 422, "token_invalid", "/token", "invalid")


def test_an_address_is_verified_by_its_link_once(server):
    known = len(logged_links(server, "email_verification"))
    caller = register(server)
    assert caller.get("/api/v1/auth/me").json()["email_verified"] is False
    token = next_link_token(server, "email_verification", known)
    reset = Caller(server).post(RESET, {"token": token, "new_password": NEW_PASSWORD})
    assert_problem(reset, 422, "token_invalid", "/token", "invalid")
    answer = Caller(server).post(VERIFY, {"token": token})
    assert answer.status == 204 and answer.body == b"", answer
    assert caller.get("/api/v1/auth/me").json()["email_verified"] is True
    assert_problem(Caller(server).post(VERIFY, {"token": token}), 422, "token_invalid", "/token", "invalid")


@pytest.mark.parametrize("body, pointer, code", [({}, "/token", "required"), ({"token": 1}, "/token", "wrong_type"),
                                                 ({"token": "x", "y": 1}, "/y", "unknown_field")])
def test_a_verification_that_is_wrong_names_the_field(anyone, body, pointer, code):
    assert_problem(anyone.post(VERIFY, body), 422, "validation_failed", pointer, code)


def test_production_writes_no_link_to_its_log(fresh_server):
    server = fresh_server(environment="production")
    caller = register(server)
    assert Caller(server).post(FORGOT, {"email": caller.email}).status == 202
    assert Caller(server).post(FORGOT, {"email": new_email()}).status == 202
    server.stop()
    log = server.log_text()
    assert '"mail_not_configured"' in log and "link" not in log and "#" not in log
