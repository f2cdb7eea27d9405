# SPDX-License-Identifier: Apache-2.0
"""Staying signed in and signing out: refresh tokens, sessions, and what ends them."""

import pytest

from client import PASSWORD, Business, Caller, assert_problem, at_once, login, register
from raw_websocket import join

pytestmark = pytest.mark.races

NO_SESSION = "ses_0190a5a0-0000-7000-8000-000000000001"
REFRESH = "/api/v1/auth/refresh"
SESSIONS = "/api/v1/auth/sessions"


@pytest.fixture(scope="module")
def person(server):
    """Somebody of this module's own, since sessions are seen and ended here."""
    return register(server)


def refresh(server, token):
    return Caller(server).post(REFRESH, {"refresh_token": token})


def is_signed_in(caller):
    answer = caller.again().get("/api/v1/auth/me")
    if answer.status != 200:
        assert_problem(answer, 401, "token_invalid")
    return answer.status == 200


def test_a_refresh_answers_a_new_pair(person, server):
    caller = login(server, person.email)
    answer = refresh(server, caller.tokens["refresh_token"])
    assert answer.status == 200, answer
    tokens = answer.json()
    assert set(tokens) == set(caller.tokens) and tokens["token_type"] == "Bearer" and tokens["expires_in"] == 3600
    assert tokens["refresh_token"] != caller.tokens["refresh_token"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert is_signed_in(Caller(server, tokens["access_token"]))
    assert refresh(server, tokens["refresh_token"]).status == 200


def test_50_parallel_refreshes_of_one_token_get_the_same_successor(person, server):
    caller = login(server, person.email)
    token = caller.tokens["refresh_token"]
    answers = at_once([Caller(server) for _ in range(50)],
                      lambda _, one: one.post(REFRESH, {"refresh_token": token}))
    assert {answer.status for answer in answers} == {200}, answers
    assert len({answer.json()["refresh_token"] for answer in answers}) == 1
    assert all(is_signed_in(Caller(server, answer.json()["access_token"])) for answer in answers)
    assert is_signed_in(caller)
    assert refresh(server, answers[0].json()["refresh_token"]).status == 200


def test_a_token_used_again_after_its_successor_was_used_ends_the_session(person, server):
    caller, other = login(server, person.email), login(server, person.email)
    first = caller.tokens["refresh_token"]
    second = refresh(server, first).json()
    third = refresh(server, second["refresh_token"]).json()
    assert_problem(refresh(server, first), 401, "token_reused")
    assert_problem(refresh(server, third["refresh_token"]), 401, "token_invalid")
    for tokens in (caller.tokens, second, third):
        assert not is_signed_in(Caller(server, tokens["access_token"]))
    assert is_signed_in(other)


def test_a_token_used_again_after_the_grace_ends_the_session(fresh_server):
    server = fresh_server(refresh_grace="0s")
    caller = register(server)
    first = caller.tokens["refresh_token"]
    second = refresh(server, first).json()
    answer = refresh(server, first)
    assert_problem(answer, 401, "token_reused")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert not is_signed_in(Caller(server, second["access_token"]))
    log = server.log_text()
    server.stop()
    assert '"refresh_token_reused"' in server.log_text() or '"refresh_token_reused"' in log
    for tokens in (caller.tokens, second):
        assert tokens["refresh_token"] not in server.log_text() and tokens["access_token"] not in server.log_text()


def test_a_token_used_again_closes_the_sockets_of_its_session(fresh_server):
    server = fresh_server(refresh_grace="0s")
    caller = register(server)
    business = Business(caller)
    second = refresh(server, caller.tokens["refresh_token"]).json()
    other = login(server, caller.email)
    sockets = [join(server, business, token)[0] for token in (caller.credential, second["access_token"])]
    kept, _ = join(server, business, other.credential)
    assert_problem(refresh(server, caller.tokens["refresh_token"]), 401, "token_reused")
    assert [each.expect_close() for each in sockets] == [4503, 4503]
    order = other.place(business.order())
    assert kept.events(1)[0]["order_id"] == order["id"], "another session goes on"
    kept.abort()
    server.stop()


def test_a_key_is_rotated_without_logging_anybody_out(fresh_server):
    server = fresh_server(jwt_secret="the-first-secret-of-this-test-0123456789")
    caller = register(server)
    server.stop()
    server.settings.update(jwt_secret="the-second-secret-of-this-test-012345678",
                           jwt_secret_previous="the-first-secret-of-this-test-0123456789")
    server.start()
    assert is_signed_in(caller), "a token of the key before is good until it ends"
    tokens = refresh(server, caller.tokens["refresh_token"])
    assert tokens.status == 200, tokens
    server.stop()
    server.settings["jwt_secret_previous"] = None
    server.start()
    assert not is_signed_in(Caller(server, caller.credential)), "its key is gone"
    assert is_signed_in(Caller(server, tokens.json()["access_token"])), "signed with the new one"
    assert refresh(server, tokens.json()["refresh_token"]).status == 200
    server.stop()


def test_a_restart_keeps_sessions_and_their_tokens(fresh_server):
    server = fresh_server()
    caller = register(server)
    second = refresh(server, caller.tokens["refresh_token"]).json()
    server.kill()
    server.start()
    assert is_signed_in(caller)
    repeated = refresh(server, caller.tokens["refresh_token"])
    assert repeated.status == 200 and repeated.json()["refresh_token"] == second["refresh_token"]
    assert refresh(server, second["refresh_token"]).status == 200


@pytest.mark.parametrize("token", ["ort_" + "A" * 43, "x", "ork_live_" + "A" * 43])
def test_a_refresh_token_that_is_none_is_refused(server, token):
    assert_problem(refresh(server, token), 401, "token_invalid")


def test_an_access_token_refreshes_nothing(person, server):
    token = login(server, person.email).tokens["access_token"][:256]
    assert_problem(refresh(server, token), 401, "token_invalid")


@pytest.mark.parametrize("body, pointer, code", [
    ({}, "/refresh_token", "required"),
    ({"refresh_token": None}, "/refresh_token", "null_not_allowed"),
    ({"refresh_token": 7}, "/refresh_token", "wrong_type"),
    ({"refresh_token": ""}, "/refresh_token", "too_short"),
    ({"refresh_token": "x" * 257}, "/refresh_token", "too_long"),
    ({"refresh_token": "x", "scope": "all"}, "/scope", "unknown_field"),
])
def test_a_refresh_that_is_wrong_names_the_field(anyone, body, pointer, code):
    assert_problem(anyone.post(REFRESH, body), 422, "validation_failed", pointer, code)


def test_a_refresh_that_is_no_json_is_refused(anyone):
    assert anyone.post(REFRESH, b"{").status == 400


def test_logging_out_ends_this_session_at_once(person, server):
    caller, other = login(server, person.email), login(server, person.email)
    answer = caller.post("/api/v1/auth/logout")
    assert answer.status == 204 and answer.body == b""
    assert not is_signed_in(caller)
    assert_problem(refresh(server, caller.tokens["refresh_token"]), 401, "token_invalid")
    assert_problem(caller.post("/api/v1/auth/logout"), 401, "token_invalid")
    assert is_signed_in(other)


def test_sessions_are_listed_newest_first(server):
    person = register(server)
    device = Caller(server, device="Counter 1")
    answer = device.post("/api/v1/auth/login", {"email": person.email, "password": PASSWORD})
    caller = Caller(server, answer.json()["access_token"])
    listed = caller.get(SESSIONS)
    assert listed.status == 200, listed
    newest, first = listed.json()["sessions"]
    assert newest["device"] == "Counter 1" and newest["current"] is True and newest["address"] == "127.0.0.1"
    assert "device" not in first and first["current"] is False
    assert newest["id"].startswith("ses_") and newest["id"] != first["id"]
    assert newest["created_at"] < newest["expires_at"] and newest["last_used_at"].endswith("Z")
    assert listed.json()["has_more"] is False and listed.json()["cursor"] is None
    assert "refresh" not in listed.body.decode() and "hash" not in listed.body.decode()

    page = caller.get(SESSIONS, limit=1).json()
    assert [session["id"] for session in page["sessions"]] == [newest["id"]] and page["has_more"] is True
    page = caller.get(SESSIONS, limit=1, cursor=page["cursor"]).json()
    assert [session["id"] for session in page["sessions"]] == [first["id"]] and page["has_more"] is False


@pytest.mark.parametrize("query, code", [({"limit": 0}, "query_invalid"), ({"limit": 101}, "query_invalid"),
                                         ({"cursor": "x"}, "cursor_unreadable"), ({"all": 1}, "query_unknown")])
def test_a_list_of_sessions_asked_for_in_a_wrong_way_is_refused(person, query, code):
    assert_problem(person.get(SESSIONS, **query), 400, code)


def test_one_session_is_ended_by_its_id(person, server):
    caller, other = login(server, person.email), login(server, person.email)
    other_id = next(each["id"] for each in other.get(SESSIONS).json()["sessions"] if each["current"])
    assert caller.delete(f"{SESSIONS}/{other_id}").status == 204
    assert not is_signed_in(other) and is_signed_in(caller)
    assert_problem(caller.delete(f"{SESSIONS}/{other_id}"), 404, "session_not_found")


@pytest.mark.parametrize("id_", [NO_SESSION, "ses_x", "1", "usr_0190a5a0-0000-7000-8000-000000000001"])
def test_a_session_that_is_none_is_not_found(person, id_):
    assert_problem(person.delete(f"{SESSIONS}/{id_}"), 404, "session_not_found")


def test_a_foreign_session_is_not_found(person, stranger):
    foreign = next(each["id"] for each in stranger.get(SESSIONS).json()["sessions"] if each["current"])
    assert_problem(person.delete(f"{SESSIONS}/{foreign}"), 404, "session_not_found")
    assert is_signed_in(stranger)


def test_all_sessions_are_ended_at_once(server):
    person = register(server)
    others = [login(server, person.email) for _ in range(3)]
    assert others[0].delete(SESSIONS).status == 204
    assert not any(is_signed_in(caller) for caller in (person, *others))
    assert is_signed_in(login(server, person.email))


USERS_ONLY = [("POST", "/api/v1/auth/logout"), ("GET", SESSIONS), ("DELETE", SESSIONS),
              ("DELETE", f"{SESSIONS}/{NO_SESSION}")]


@pytest.mark.parametrize("method, path", USERS_ONLY)
def test_sessions_are_for_people(anyone, channel, method, path):
    assert_problem(anyone.send(method, path), 401, "credential_missing")
    assert_problem(channel.send(method, path), 403, "users_only")
