# SPDX-License-Identifier: Apache-2.0
"""`order-receiver routes`: what the router has, told without a data folder."""

import json
import re
import subprocess

from client import Caller
from server import binary, environment


def print_routes(folder, *words):
    """stdout of the command, run where it could leave something behind; it must not."""
    temporary = folder / "temporary"
    temporary.mkdir(exist_ok=True)
    done = subprocess.run([binary(), "routes", *words, "--data-dir", folder / "data"], cwd=folder,
                          env=environment(tmpdir=temporary), capture_output=True, text=True, timeout=60,
                          check=False)
    assert done.returncode == 0 and not done.stderr, done
    assert sorted(path.name for path in folder.rglob("*")) == ["temporary"]
    return done.stdout


def test_every_route_is_printed_with_its_callers(tmp_path):
    routes = json.loads(print_routes(tmp_path, "--json"))["routes"]
    lines = [line.split() for line in print_routes(tmp_path).splitlines()]
    assert lines == [[route["method"], route["path"], route["callers"]] for route in routes]
    assert ["GET", "/health/live", "anyone"] in lines
    assert ["POST", "/api/v1/businesses/{business_id}/api-keys", "users"] in lines
    assert ["POST", "/api/v1/orders", "users_and_channels"] in lines
    assert ["GET", "/", "anyone"] in lines
    assert len({(route["method"], route["path"]) for route in routes}) == len(routes)


def test_routes_that_are_not_for_anyone_ask_for_a_credential(tmp_path, server):
    for route in json.loads(print_routes(tmp_path, "--json"))["routes"]:
        if route["callers"] == "anyone" or route["path"].startswith("/ws/"):
            continue
        answer = Caller(server).send(route["method"], route["path"], headers={"Content-Type": "application/json"})
        assert answer.status == 401, (route, answer)


def test_rate_classes_are_tested_of_every_table_that_is_served(repository):
    """`order-receiver routes` does not say them, so that a unit test binds the rows itself."""
    served, tested = (re.findall(r"\badd\(api::(\w+_routes)\(", (repository / file).read_text()) for file in (
        "src/app/server/server_routes.cpp", "tests/unit/api/route_rows_test.cpp"))
    assert served and sorted(served) == sorted(tested)
