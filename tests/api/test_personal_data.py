# SPDX-License-Identifier: Apache-2.0
"""A customer is forgotten: by command, and by the age of an order. Nothing of them is left in any file or answer."""

import re
import threading

import pytest

from client import Business, line, new_key, register
from commands import operate, run
from raw_websocket import join
from server import eventually

PHONE = "+9647790001122"
EMAIL = "Mariam.Aziz@example.org"
SECRETS = [PHONE.strip("+"), EMAIL, EMAIL.lower(), "Mariam", "cust-4711", "Palm Street", "tx-0815", "blue door",
           "no onions", "ring twice", "Karim", "33.3123"]


def theirs(business, **changes):
    return business.order(
        customer_name="Mariam Aziz", customer_phone=PHONE, customer_email=EMAIL, customer_id="cust-4711",
        notes="the blue door", delivery_type="delivery", items=[line(special_instructions="no onions, please")],
        delivery_address={"street": "Palm Street", "city": "Basra", "latitude": 33.3123, "longitude": 44.3661},
        payment={"method": "card", "status": "paid", "transaction_id": "tx-0815"}, **changes)


def closed(business, channel, key=None):
    """An order of the customer that went its whole way, with all that people write on it."""
    order = channel.place(theirs(business), key)
    owner = business.owner
    edited = owner.patch(f"/api/v1/orders/{order['id']}", {
        "business_notes": "ring twice", "driver": {"name": "Karim", "phone": "+9647701111111"}})
    assert edited.status == 200, edited
    moved = owner.move(edited.json(), "cancelled", reason={"code": "rejected_other", "text": "Mariam called"})
    assert moved.status == 200, moved
    return moved.json()


def fetched(business, order):
    answer = business.owner.get(f"/api/v1/orders/{order['id']}")
    assert answer.status == 200, answer
    return answer.json()


def secrets_in(text):
    return [secret for secret in SECRETS if secret in text]


def files_with(server, *secrets):
    """The files of the data folder that hold any of these texts, whatever state the server is in."""
    found = set()
    for path in server.data_dir.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            found |= {(path.name, secret) for secret in secrets if secret.encode() in data}
    return found


def others(order):
    """What of an order must stay as it is."""
    kept = {name: order.get(name) for name in (
        "id", "number", "order_number", "status", "version", "currency", "items_count", "total_amount", "subtotal",
        "created_at", "updated_at", "external_id", "channel")}
    history = [(change["status"], change["at"], change["by"], change.get("reason", {}).get("code"))
               for change in order["status_history"]]
    items = [(item["item_name"], item["quantity"], item["unit_price"]) for item in order["items"]]
    return kept, history, items


def test_a_customer_is_erased_from_files_logs_and_answers(fresh_server):
    server = fresh_server(log_level="debug")
    business = Business(register(server))
    channel, key = business.key(), new_key()
    # On each core somebody listens: the tail of the log is in memory there.
    devices = [join(server, business)[0] for _ in range(4)]
    other = fetched(business, channel.place(business.order(customer_phone="+9647700000009")))
    order = closed(business, channel, key)
    for _ in range(15):
        closed(business, channel)
    before = business.log()
    assert files_with(server, *SECRETS)

    counted = operate(server, "customer", "erase", "--phone", PHONE, "--dry-run")
    assert counted == {"dry_run": True, "orders": 16, "events": 48, "open_orders_left": 0, "unreadable_orders": 0}
    assert business.log() == before

    erased = operate(server, "customer", "erase", "--phone", "964 779 000 1122")
    assert erased == {**counted, "dry_run": False}
    assert files_with(server, *SECRETS) == set()
    assert secrets_in(server.log_text()) == []

    after = business.log()
    assert [(e["seq"], e["id"], e["type"], e["occurred_at"], e["title"]) for e in after] == [
        (e["seq"], e["id"], e["type"], e["occurred_at"], e["title"]) for e in before]
    assert secrets_in(str(after)) == []
    assert [others(e["data"]) for e in after] == [others(e["data"]) for e in before]
    got = fetched(business, order)
    assert others(got) == others(order)
    assert (got["customer_name"], got["customer_phone"]) == ("", "")
    assert business.orders(query="Mariam")["orders"] == []
    assert fetched(business, other) == other

    again = channel.post_order(theirs(business), key)
    assert (again.status, again.headers["Idempotency-Replayed"]) == (201, "true")
    assert again.json()["id"] == order["id"] and PHONE not in again.body.decode()
    for _ in range(4):
        device, caught_up = join(server, business, cursor=f"{business.epoch()}:0")
        assert [e["seq"] for e in caught_up] == [e["seq"] for e in before]
        assert secrets_in(str(caught_up)) == []
        devices.append(device)
    for device in devices:
        device.abort()

    assert operate(server, "customer", "erase", "--phone", PHONE)["orders"] == 0
    server.stop()
    assert files_with(server, *SECRETS) == set()


def test_open_orders_are_told_of_and_left_unless_asked_for(fresh_server):
    server = fresh_server()
    business = Business(register(server))
    order = fetched(business, business.key().place(theirs(business)))
    left = operate(server, "customer", "erase", "--email", EMAIL.upper())
    assert (left["orders"], left["open_orders_left"]) == (0, 1)
    assert fetched(business, order) == order

    with_open = operate(server, "customer", "erase", "--customer-id", "cust-4711", "--including-open")
    assert (with_open["orders"], with_open["open_orders_left"]) == (1, 0)
    told = business.log()[-1]
    assert (told["type"], told["data"]["version"]) == ("order.updated", order["version"] + 1)
    assert told["data"]["edits"][-1]["by"] == "operator"
    assert files_with(server, *SECRETS) == set()
    assert business.owner.move(told["data"], "confirmed").status == 200
    server.stop()


def test_one_business_alone_and_while_no_server_runs(fresh_server):
    server = fresh_server()
    owner = register(server)
    businesses = [Business(owner), Business(owner)]
    for business in businesses:
        closed(business, business.key())
    server.stop()
    erased = operate(server, "customer", "erase", "--phone", PHONE, "--business", businesses[0].id)
    assert erased["orders"] == 1
    assert operate(server, "customer", "erase", "--phone", PHONE, "--dry-run")["orders"] == 1
    server.start()
    owner.connection.close()
    assert businesses[0].orders()["orders"][0]["customer_name"] == ""
    assert businesses[1].orders()["orders"][0]["customer_name"] == "Mariam Aziz"
    server.stop()


def test_orders_of_a_deleted_business_are_found_too(fresh_server):
    server = fresh_server()
    business = Business(register(server))
    closed(business, business.key())
    assert business.owner.delete(business.path).status == 204
    assert operate(server, "customer", "erase", "--phone", PHONE)["orders"] == 1
    assert files_with(server, *SECRETS) == set()
    server.stop()


@pytest.mark.parametrize("words", [[], ["--business", "biz_1"], ["--phone", ""]])
def test_a_command_that_names_nobody_is_refused(server, words):
    done = run(server, "customer", "erase", *words)
    assert done.returncode == 2, done
    assert re.search(r"phone|business", done.stderr)


def test_an_unknown_business_is_told(server):
    unknown = "biz_00000000-0000-7000-8000-000000000000"
    assert operate(server, "customer", "erase", "--phone", PHONE, "--business", unknown,
                   expect=1)["code"] == "business_not_found"


def test_closed_orders_are_anonymised_when_they_are_old(fresh_server):
    server = fresh_server(personal_data_retention="1s")
    business = Business(register(server))
    channel = business.key()
    still_open = fetched(business, channel.place(business.order(customer_phone="+9647700000009")))
    order = closed(business, channel)
    eventually(lambda: fetched(business, order)["customer_name"] == "", 30, "it is anonymised")
    eventually(lambda: not files_with(server, *SECRETS), 30, "the files are purged")
    assert fetched(business, still_open) == still_open
    assert business.head() == 4
    server.stop()


def test_a_crash_in_the_middle_is_mended_by_asking_again(fresh_server):
    server = fresh_server()
    business = Business(register(server))
    channel = business.key()
    first = closed(business, channel)
    for _ in range(49):
        closed(business, channel)
    command = threading.Thread(target=run, args=(server, "customer", "erase", "--phone", PHONE))
    command.start()
    eventually(lambda: fetched(business, first)["customer_name"] == "", 30, "the first order is erased")
    server.kill()
    command.join()
    server.start()
    operate(server, "customer", "erase", "--phone", PHONE)
    assert files_with(server, *SECRETS) == set()
    business.owner.connection.close()
    assert len(business.orders(limit=100)["orders"]) == 50
    server.stop()
