# SPDX-License-Identifier: Apache-2.0
"""The API as its callers use it: people, businesses and channels over HTTP/1.1 with keep-alive."""

import copy
import http.client
import itertools
import json
import threading
import time
import uuid
from urllib.parse import quote, urlencode

import contract

# Settings of a business whose orders wait for longer than any test without being reminded of.
PATIENT = {"accept_within_s": 7200, "remind_after_s": 7200, "escalate_after_s": 7200}
NO_BUSINESS = "biz_0190a5a0-0000-7000-8000-000000000001"
NO_ORDER = "ord_0190a5a0-0000-7000-8000-000000000001"
PASSWORD = "Correct-Horse-7-Battery"
NEW_PASSWORD = "Another-Horse-8-Battery"
MOST_IDLE = 45  # seconds that a connection is kept without a request: well below the server's idle_timeout
_serial = itertools.count(1)


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"<{self.status} {self.body[:600]!r}>"


class Caller:
    """One connection and one credential, or none. For one thread; `again()` makes another."""

    def __init__(self, server, credential=None, device=None, timeout=40):
        self.server = server
        self.credential = credential
        self.device = device
        self.timeout = timeout
        self.used_at = time.monotonic()
        if server.tls:
            self.connection = http.client.HTTPSConnection(server.host, server.port, timeout=timeout,
                                                          context=server.tls)
        else:
            self.connection = http.client.HTTPConnection(server.host, server.port, timeout=timeout)

    def again(self, device=None):
        return Caller(self.server, self.credential, device or self.device, self.timeout)

    def send(self, method, path, body=None, headers=None, **query):
        """`body` is JSON unless it is bytes."""
        query = {name.rstrip("_"): value for name, value in query.items() if value is not None}
        if query:
            path += "?" + urlencode(query, doseq=True)
        sent = {}
        if self.credential:
            sent["Authorization"] = f"Bearer {self.credential}"
        if self.device:
            sent["X-Device-Id"] = self.device
        if body is not None:
            sent["Content-Type"] = "application/json"
            if not isinstance(body, bytes):
                body = json.dumps(body).encode()
        sent.update(headers or {})
        sent = {name: value for name, value in sent.items() if value is not None}
        if time.monotonic() - self.used_at > MOST_IDLE:
            self.connection.close()  # opened again by the next line
        try:
            self.connection.request(method, path, body, sent)
            response = self.connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        except Exception:
            self.connection.close()
            raise
        self.used_at = time.monotonic()
        contract.note(method, path, answer.status, answer.headers, answer.body)
        return answer

    def get(self, path, **more):
        return self.send("GET", path, **more)

    def post(self, path, body=None, **more):
        return self.send("POST", path, body, **more)

    def patch(self, path, body=None, **more):
        return self.send("PATCH", path, body, **more)

    def put(self, path, body=None, **more):
        return self.send("PUT", path, body, **more)

    def delete(self, path, **more):
        return self.send("DELETE", path, **more)

    def post_order(self, order, key=None, **more):
        return self.post("/api/v1/orders", order, headers={"Idempotency-Key": key or new_key()}, **more)

    def place(self, order, key=None):
        """The stored order; the post must be taken."""
        answer = self.post_order(order, key)
        assert answer.status == 201, answer
        return answer.json()

    def move(self, order, status, from_=None, **more):
        """PATCH …/status with what `order` says as `from`."""
        return self.patch(f"/api/v1/orders/{order['id']}/status",
                          {"status": status, "from": from_ or order["status"], **more})


def new_key():
    return str(uuid.uuid4())


def new_email():
    return f"person-{next(_serial)}-{uuid.uuid4().hex[:8]}@example.org"


def register(server, email=None, **more):
    """A Caller who signed in, with `.user` and `.email`."""
    email = email or new_email()
    answer = Caller(server).post("/api/v1/auth/register", {"email": email, "password": PASSWORD, **more})
    assert answer.status == 201, answer
    caller = login(server, email)
    caller.registered = answer.json()
    return caller


def login(server, email):
    answer = Caller(server).post("/api/v1/auth/login", {"email": email, "password": PASSWORD})
    assert answer.status == 200, answer
    caller = Caller(server, answer.json()["access_token"])
    caller.email = email
    caller.tokens = answer.json()
    return caller


class Business:
    """A business of one owner, with the calls that a test makes most."""

    def __init__(self, owner, **fields):
        self.owner = owner
        fields = {"name": "Pizza Roma", "type": "restaurant", "currency": "USD", **fields}
        answer = owner.post("/api/v1/businesses", fields)
        assert answer.status == 201, answer
        self.json = answer.json()
        self.id = self.json["id"]
        self.path = f"/api/v1/businesses/{self.id}"

    def key(self, *scopes):
        """A channel of this business."""
        answer = self.owner.post(f"{self.path}/api-keys",
                                 {"name": "Web shop", "scopes": list(scopes or ("orders:write", "orders:read"))})
        assert answer.status == 201, answer
        channel = Caller(self.owner.server, answer.json()["key"])
        channel.key_id = answer.json()["id"]
        return channel

    def order(self, **changes):
        return order_for(**{"business_id": self.id, **changes})

    def poll(self, caller=None, **query):
        answer = (caller or self.owner).get(f"{self.path}/notifications", **query)
        assert answer.status == 200, answer
        return answer.json()

    def head(self):
        return self.poll(limit=1)["head"]

    def epoch(self):
        return self.poll(limit=1)["epoch"]

    def orders(self, caller=None, **query):
        answer = (caller or self.owner).get(f"{self.path}/orders", **query)
        assert answer.status == 200, answer
        return answer.json()

    def log(self, caller=None, limit=100):
        """Every event from the beginning, page by page."""
        cursor = f"{self.epoch()}:0"
        events = []
        while True:
            page = self.poll(caller, cursor=cursor, limit=limit)
            assert "reset" not in page, page
            events += page["notifications"]
            cursor = page["cursor"]
            if not page["more"]:
                return events

    def set_intake(self, is_open):
        answer = self.owner.put(f"{self.path}/intake", {"open": is_open})
        assert answer.status == 200, answer
        return answer.json()

    def fingerprint(self):
        """What a refused request must not change: the log and the orders."""
        page = self.poll(limit=1)
        orders = self.orders(limit=1)["orders"]
        return page["head"], [(order["id"], order["version"]) for order in orders]


def line(name="Margherita", quantity=1, unit_price=900, **more):
    each = unit_price + sum(variant["price"] for variant in more.get("variants", []))
    return {"item_name": name, "quantity": quantity, "unit_price": unit_price, "total_price": quantity * each, **more}


def order_for(business_id, **changes):
    """A small order that adds up. A change to None leaves that member out."""
    order = {
        "business_id": business_id,
        "customer_name": "Ada Lovelace",
        "customer_phone": "+9647701234567",
        "items": [line()],
        "delivery_type": "pickup",
        "total_amount": 900,
    }
    order.update(copy.deepcopy(changes))
    if "total_amount" not in changes and "items" in changes:
        order["total_amount"] = sum(item["total_price"] for item in order["items"])
    return {name: value for name, value in order.items() if value is not None}


ADDRESS = {"street": "100m Road", "city": "Erbil"}


def assert_problem(answer, status, code, pointer=None, field_code=None):
    """`answer` is an RFC 9457 problem with this code, which names the field when one is given."""
    assert answer.status == status, answer
    assert answer.headers["Content-Type"] == "application/problem+json", answer.headers
    problem = answer.json()
    assert problem["code"] == code, problem
    assert problem["status"] == status
    assert problem["title"] and problem["type"]
    assert isinstance(problem["retryable"], bool)
    assert problem["request_id"] == answer.headers["X-Request-Id"]
    if pointer is not None:
        errors = {(error["pointer"], error["code"]) for error in problem["errors"]}
        assert pointer in {found for found, _ in errors}, problem
        if field_code:
            assert (pointer, field_code) in errors, problem
        assert all(error["detail"] for error in problem["errors"])
    return problem


def at_once(callers, act):
    """Runs act(index, caller) for all at the same moment, each on its thread; the results in order."""
    gate = threading.Barrier(len(callers))
    results = [None] * len(callers)

    def run(index, caller):
        caller.get("/health/live")
        gate.wait(30)
        try:
            results[index] = act(index, caller)
        except Exception as error:  # shown by the assertion below, with its type
            results[index] = error

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
        assert not thread.is_alive()
    for result in results:
        if isinstance(result, Exception):
            raise result
    return results


def quoted(text):
    return quote(text, safe="")
