# SPDX-License-Identifier: Apache-2.0
"""Commands of whoever runs the server: through its socket while it runs, on the data folder while none does."""

import json
import stat
import subprocess
import threading

import pytest

from client import Business, Caller, order_for, register
from commands import operate, run
from server import binary


def test_an_api_key_made_by_command_posts_orders_until_it_is_deleted(server, business):
    made = operate(server, "apikey", "create", business.id, "--name", "Web shop", "--scopes", "orders:write")
    channel = Caller(server, made["key"])
    assert channel.post_order(order_for(business.id)).status == 201

    listed = operate(server, "apikey", "list", business.id)["api_keys"]
    assert [(key["id"], key["name"], key["scopes"]) for key in listed] == [(made["id"], "Web shop", "orders:write")]
    assert made["key"] not in json.dumps(listed)

    assert operate(server, "apikey", "delete", business.id, made["id"]) == {"deleted": made["id"]}
    assert channel.post_order(order_for(business.id)).status == 401
    assert operate(server, "apikey", "delete", business.id, made["id"], expect=1)["code"] == "api_key_not_found"


def test_a_business_waits_for_its_approval_and_is_suspended_by_command(fresh_server):
    server = fresh_server(business_approval="manual")
    business = Business(register(server))
    channel = business.key()
    assert channel.post_order(order_for(business.id)).json()["code"] == "business_not_approved"
    assert [b["id"] for b in operate(server, "business", "list", "--status", "pending")["businesses"]] == [business.id]

    assert operate(server, "business", "approve", business.id)["status"] == "approved"
    assert channel.post_order(order_for(business.id)).status == 201

    assert operate(server, "business", "suspend", business.id)["status"] == "suspended"
    assert channel.post_order(order_for(business.id)).json()["code"] == "business_suspended"
    shown = operate(server, "business", "show", business.id)
    assert shown["intake"]["reasons"] == [{"code": "business_suspended"}]
    server.stop()


def test_the_same_commands_work_while_no_server_runs(fresh_server):
    server = fresh_server()
    business = Business(register(server))
    server.stop()
    assert not (server.data_dir / "control").exists()

    made = operate(server, "apikey", "create", business.id, "--name", "Till", "--scopes", "orders:write,orders:read")
    assert operate(server, "business", "suspend", business.id)["status"] == "suspended"
    server.start()
    answer = Caller(server, made["key"]).post_order(order_for(business.id))
    assert answer.json()["code"] == "business_suspended"
    server.stop()


def test_a_leftover_socket_of_a_killed_server_is_in_nobodys_way(fresh_server):
    server = fresh_server()
    business = Business(register(server))
    server.kill()
    assert (server.data_dir / "control").exists()
    assert operate(server, "business", "show", business.id)["id"] == business.id
    server.start()
    assert operate(server, "business", "show", business.id)["id"] == business.id
    server.stop()


def test_the_socket_is_its_owners_alone(server):
    mode = (server.data_dir / "control").stat().st_mode
    assert stat.S_ISSOCK(mode)
    assert stat.S_IMODE(mode) == 0o600


def test_a_folder_with_a_long_name_has_a_socket_too(fresh_server, tmp_path):
    server = fresh_server()
    server.stop()
    server.folder = tmp_path / ("long" * 30)
    server.folder.mkdir()
    server.start()
    assert operate(server, "business", "list") == {"businesses": []}
    server.stop()


@pytest.mark.parametrize("words, field", [
    (("business", "show", "ord_1"), "/id"),
    (("business", "list", "--status", "closed"), "/status"),
    (("apikey", "list", "pizza"), "/business"),
    (("apikey", "create", "BUSINESS", "--name", "x", "--scopes", "orders:eat"), "/scopes"),
    (("apikey", "create", "BUSINESS", "--name", "", "--scopes", "orders:read"), "/name"),
])
def test_what_is_wrong_is_named(server, business, words, field):
    words = [business.id if word == "BUSINESS" else word for word in words]
    problem = operate(server, *words, expect=2)
    assert [error["pointer"] for error in problem["errors"]] == [field]
    assert field[1:] in run(server, *words).stderr


def test_an_unknown_business_is_not_found(server):
    unknown = "biz_01890000-0000-7000-8000-000000000000"
    for words in (("business", "show"), ("business", "approve"), ("business", "suspend"), ("apikey", "list")):
        assert operate(server, *words, unknown, expect=1)["code"] == "business_not_found"


def test_a_person_reads_a_table(server, business):
    text = run(server, "business", "list").stdout.splitlines()
    assert text[0].split() == ["id", "status", "type", "name", "created_at"]
    assert any(line.startswith(business.id) for line in text)
    assert f"id: {business.id}" in run(server, "business", "show", business.id).stdout.splitlines()


@pytest.mark.parametrize("words", [("business",), ("business", "eat"), ("apikey", "create"), ("apikey", "list")])
def test_words_that_are_not_known_or_missing_are_a_usage_error(server, words):
    assert run(server, *words).returncode == 2


def test_commands_that_come_at_once_are_all_done(server, business):
    def make(n):
        operate(server, "apikey", "create", business.id, "--name", f"Key {n}", "--scopes", "orders:write")
    threads = [threading.Thread(target=make, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    names = {key["name"] for key in operate(server, "apikey", "list", business.id)["api_keys"]}
    assert names == {f"Key {n}" for n in range(8)}


def test_a_second_server_is_refused_and_the_first_still_takes_commands(server, business):
    second = subprocess.run([binary(), "serve", "--port", "0", "--data-dir", str(server.data_dir)],
                            capture_output=True, text=True, timeout=60, check=False)
    assert second.returncode == 1
    assert operate(server, "business", "show", business.id)["id"] == business.id
