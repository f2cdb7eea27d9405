# SPDX-License-Identifier: Apache-2.0
"""Every route × every kind of caller, really called: who gets in, and as what the others are turned away.

What is expected stands in access_matrix.txt, read by people, made by people."""

import json
import pathlib
import re
import subprocess

import pytest

from access_calls import CALLS, prepared
from access_world import CUSTOMER, KINDS, OUTSIDERS, Scene, World
from server import Server, binary

TABLE = pathlib.Path(__file__).with_name("access_matrix.txt")
UNAUTHENTICATED = {"nobody": "credential_missing", "expired": "token_expired", "revoked": "token_invalid",
                   "key_gone": "api_key_invalid", "refresh": "token_invalid"}
FORBIDDEN = {"forbidden": "403", "users_only": "403u", "admins_only": "403a"}
IF_BUILT_WITH_NPM = " # built with npm"
HIDDEN = ("business_not_found", "order_not_found", "session_not_found")


def shape(path):
    """However the parts in braces are called; the page's files are one route."""
    return re.sub(r"(?<=/page/).+", "{}", re.sub(r"\{\w+\}", "{}", path))


def read_table(text):
    """{line: {kind: cell}}; the first line that is none of a route names the columns."""
    rows = [line.split() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    kinds, *rows = rows
    assert tuple(kinds) == KINDS, kinds
    table = {}
    for row in rows:
        line, cells = " ".join(row[:-len(kinds)]), row[-len(kinds):]
        assert line not in table, f"{line} stands there twice"
        table[line] = dict(zip(kinds, cells))
    return table


MATRIX = read_table(TABLE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("access"), metrics_token="metrics-token-of-the-tests").start()
    try:
        yield World(server)
        server.stop()
    finally:
        server.abandon()


@pytest.fixture(scope="module")
def routes():
    printed = subprocess.run([binary(), "routes", "--json"], capture_output=True, text=True, timeout=60, check=True)
    return {f"{route['method']} {shape(route['path'])}" for route in json.loads(printed.stdout)["routes"]}


@pytest.fixture
def scene(world):
    made = Scene(world)
    yield made
    made.close()


def outcome(answer, kind):
    """The word of the table for what happened."""
    if isinstance(answer, int) or answer is None:
        return str(answer)
    if 200 <= answer.status < 300:
        return "ok"
    code = json.loads(answer.body)["code"]
    if answer.status == 401 and code == UNAUTHENTICATED.get(kind):
        return "401"
    if answer.status == 401 and code == "credential_invalid":
        return "401m"
    if answer.status == 403 and code in FORBIDDEN:
        return FORBIDDEN[code]
    if answer.status == 404 and code in HIDDEN:
        return "404"
    if answer.status == 409 and code == "transition_not_allowed":
        return "409"
    return f"{answer.status} {code}"


def called(call, kind, expected):
    """What is wrong with this cell, if anything."""
    answer = call.send()
    found = outcome(answer, kind)
    if found != expected:
        return f"{kind} gets {found} and not {expected}"
    body = getattr(answer, "body", b"")
    if kind in OUTSIDERS and CUSTOMER.encode() in body:
        return f"{kind} is told of a customer: {body!r}"
    return None


@pytest.mark.parametrize("line", MATRIX)
def test_who_may_call(scene, line, routes, not_measured):
    if line.endswith(IF_BUILT_WITH_NPM) and shape(line.split(" # ")[0]) not in routes:
        not_measured(f"{line}: this program has no Swagger UI")
        return
    scene.place(scene.keys["key"])
    cells = MATRIX[line]
    calls = {kind: prepared(scene, kind, line) for kind in KINDS}
    scenes = list({id(call.scene): call.scene for call in calls.values()}.values())
    before = [each.state() for each in scenes]

    wrong = [called(calls[kind], kind, cells[kind]) for kind in KINDS if cells[kind] != "ok"]
    if not any(wrong):
        assert [each.state() for each in scenes] == before, "a refused call changed something"
    wrong += [called(calls[kind], kind, cells[kind]) for kind in KINDS if cells[kind] == "ok"]
    assert not any(wrong), "; ".join(filter(None, wrong))


def test_every_route_has_a_line_and_every_line_a_route(routes):
    lines = {shape(line.split(" # ")[0]) for line in MATRIX}
    needed = {shape(line.split(" # ")[0]) for line in MATRIX if not line.endswith(IF_BUILT_WITH_NPM)}
    assert sorted(routes - lines) == [], "these routes have no line in access_matrix.txt"
    assert sorted(needed - routes) == [], "these lines of access_matrix.txt have no route"
    assert sorted(set(CALLS) - set(MATRIX)) == [], "access_calls.py calls what is no line"
