# SPDX-License-Identifier: Apache-2.0
"""Requests derived from the OpenAPI document: as it wants them, at its limits, and beyond; for callers of every kind.

One seed gives the same choices again; ids are the server's, so the bytes differ from run to run."""

import copy
import dataclasses
import datetime
import json
import re
import uuid
from urllib.parse import quote

from access_world import DEAD
from client import PASSWORD, new_email, new_key
from fuzz_values import TEXTS, Values

KINDS = {"owner": 40, "manager": 8, "staff": 8, "key": 16, "key_write": 4, "key_read": 4, "foreign": 6, "admin": 6,
         "key_other": 4, "nobody": 4, **{kind: 1 for kind in DEAD}}
ID = re.compile(r"(biz|ord|evt|usr|key|ses|dev)_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]
# A password hash each, or the end of what the other requests work with.
RARE = re.compile(r"/(register|login|logout|(change|reset)-password)$|^DELETE .*/(sessions|businesses/\{\w+\})$")
UPGRADE = [("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"),
           ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="), ("Sec-WebSocket-Protocol", "orders.v1")]


@dataclasses.dataclass
class Request:
    kind: str
    method: str
    target: str
    template: str  # of the operation that is meant; empty when none is
    headers: list
    body: bytes

    def text(self, host, credential):
        lines = [f"{self.method} {self.target} HTTP/1.1", f"Host: {host}"]
        if credential and not any(name == "Authorization" for name, _ in self.headers):
            lines.append(f"Authorization: Bearer {credential}")
        lines += [f"{name}: {value}" for name, value in self.headers]
        if self.body or self.method in ("POST", "PUT", "PATCH"):
            lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join(lines).encode("utf-8", "surrogatepass") + b"\r\n\r\n" + self.body


def added_up(order):
    """A generated order whose totals are right, so that it gets past them."""
    order = copy.deepcopy(order)
    subtotal = 0
    for item in order["items"]:
        item["quantity"] = min(item["quantity"], 20)
        item["unit_price"] %= 100_000
        for variant in item.get("variants") or []:
            variant["price"] %= 1000
        each = item["unit_price"] + sum(variant["price"] for variant in item.get("variants") or [])
        item["total_price"] = item["quantity"] * each
        subtotal += item["total_price"]
    for name in ("tax", "delivery_fee", "service_fee", "tip", "discount"):
        if order.get(name):
            order[name] %= 1000
    if order.get("subtotal") is not None:
        order["subtotal"] = subtotal

    def part(name):
        return order.get(name) or 0

    order["discount"] = min(part("discount"), subtotal)
    order["total_amount"] = (subtotal + (0 if order.get("prices_include_tax") else part("tax")) + part("delivery_fee")
                             + part("service_fee") + part("tip") - part("discount"))
    return order


class Requests:
    """`scene` and `world` are those of the access matrix; `learn` remembers what answers tell."""

    def __init__(self, rng, document, scene):
        self.rng = rng
        self.document = document
        self.ids = {}
        self.cursors = []
        self.etags = ['"1"']
        self.tokens = []
        self.values = Values(rng, document, self.known())
        self.operations = [(path, method.upper(), operation, path_item.get("parameters", []))
                           for path, path_item in sorted(document["paths"].items())
                           for method, operation in sorted(path_item.items()) if method != "parameters"]
        self.weights = [0.1 if RARE.search(f"{method} {path}") else 3 if "/orders" in path else 1
                        for path, method, *_ in self.operations]
        self.enter(scene)

    def enter(self, scene):
        """Another business, since the last one may be closed, emptied or gone. Its ids stay in play."""
        self.scene = scene
        self.fresh = {}
        self.learn_ids(scene.world.foreign_business.id)
        for _ in range(3):
            for caller in (scene.world.owner, scene.keys["key"], scene.keys["key_write"]):
                self.learn_ids(scene.place(caller)["id"])
            self.learn_ids(scene.notification())
        self.learn_ids(scene.keys["key_read"].key_id)
        for member in scene.world.owner.get(f"{scene.business.path}/members").json()["members"]:
            self.learn_ids(member["user_id"])

    def known(self):
        rng = self.rng

        def soon():
            later = datetime.timedelta(minutes=rng.randint(1, 600))
            return (datetime.datetime.now(datetime.timezone.utc) + later).strftime("%Y-%m-%dT%H:%M:%SZ")

        return {
            "business_id": lambda: self.id_of("biz"), "up_to": lambda: self.id_of("evt"),
            "email": lambda: rng.choice([new_email(), self.scene.world.owner.email]),
            "password": lambda: PASSWORD, "current_password": lambda: PASSWORD, "new_password": lambda: PASSWORD,
            "token": lambda: rng.choice(self.tokens or ["x"]),
            "refresh_token": lambda: self.scene.world.refresh_token,
            "currency": lambda: rng.choice(["USD", "IQD", "KWD", "JPY"]),
            "timezone": lambda: rng.choice(["Asia/Baghdad", "UTC", "America/New_York", "Asia/Kathmandu"]),
            "pause_until": soon, "until": soon, "requested_delivery_time": soon, "estimated_ready_time": soon,
            "from": lambda: rng.choice(["pending", "pending", "confirmed", "preparing", "ready", "cancelled"]),
            "reason": lambda: {"code": rng.choice(["rejected_closed", "cancelled_by_customer", "payment_failed"])},
            "wait": lambda: 0, "limit": lambda: rng.randint(1, 100),
            "cursor": lambda: rng.choice(self.cursors or ["x"]),
            "Last-Event-ID": lambda: rng.choice(self.cursors or ["x"]),
            "Idempotency-Key": new_key, "If-Match": lambda: rng.choice(self.etags),
            "If-None-Match": lambda: rng.choice(self.etags), "X-Device-Id": lambda: "Counter 1",
        }

    # --- What was learnt

    def learn_ids(self, text):
        for match in ID.finditer(text):
            for pools in (self.ids, self.fresh):
                pool = pools.setdefault(match.group(1), [])
                if match.group(0) not in pool:
                    pool.append(match.group(0))
                    del pool[50:-50]

    def learn(self, answer):
        text = answer.body[:200_000].decode("utf-8", "replace")
        self.learn_ids(text)
        if etag := answer.headers.get("etag"):
            self.etags = self.etags[-20:] + [etag]
        for name, pool in (("cursor", self.cursors), ("token", self.tokens), ("ticket", self.tokens)):
            for match in re.finditer(rf'"{name}":"([^"]+)"', text):
                pool.append(match.group(1))
                del pool[:-30]

    def id_of(self, prefix):
        """Mostly one of this scene; at times an old, foreign or deleted one."""
        if prefix == "biz" and self.values.is_likely(0.85):
            return self.scene.business.id
        pool = self.fresh.get(prefix) if self.values.is_likely(0.85) else self.ids.get(prefix)
        if not pool or self.values.is_likely(0.03):
            return f"{prefix}_{uuid.UUID(int=self.rng.getrandbits(128))}"
        return self.rng.choice(pool)

    # --- Requests

    def next(self):
        if self.values.is_likely(0.02):
            return self.lost()
        (template, method, operation, shared), = self.rng.choices(self.operations, self.weights)
        kind, = self.rng.choices(list(KINDS), KINDS.values())
        parameters = [self.values.resolved(each) for each in [*shared, *operation.get("parameters", [])]]
        request = Request(kind, method, self.path(template, parameters), template, [], b"")
        self.add_query(request, [each for each in parameters if each["in"] == "query"])
        self.add_headers(request, [each for each in parameters if each["in"] == "header"])
        self.add_body(request, operation)
        if self.values.is_likely(0.05):
            self.add_oddity(request)
        return request

    def lost(self):
        """To no operation, or with a method that the path does not have."""
        path = self.rng.choice([each[0] for each in self.operations])
        path = re.sub(r"\{\w+\}", lambda _: self.id_of("biz"), path)
        path = self.rng.choice([path, path + "/more", path + "//x", path.upper(), "/%2e%2e" + path,
                                path.replace("/", "//"), path + "%00", path + ";x=1",
                                "/" + quote(self.rng.choice(TEXTS), safe="", errors="replace")])
        return Request("owner", self.rng.choice(METHODS), path, "", [], b"")

    def path(self, template, parameters):
        schemas = {each["name"]: each["schema"] for each in parameters if each["in"] == "path"}

        def part(match):
            pattern = schemas.get(match.group(1), {}).get("pattern", "")
            prefix = re.match(r"\^?(\w{3})_", pattern)
            if self.values.is_likely(0.03):
                text = self.rng.choice([*TEXTS, "biz_", "%", "%zz", "..", "biz_" + "0" * 36])
                return quote(text, safe="%", errors="replace") or "x"
            return self.id_of(prefix.group(1)) if prefix else "x"

        return re.sub(r"\{(\w+)\}", part, template) + ("/" if template != "/" and self.values.is_likely(0.03) else "")

    def parameter(self, each):
        """One value as text; for an array one or more."""
        schema = self.values.resolved(each["schema"])
        good = self.values.good(schema, each["name"])
        if self.values.is_likely(0.12) and each["name"] != "wait":
            good = self.values.at_a_limit(schema) if self.values.is_likely(0.5) else self.values.wrong()
        return [str(part) for part in good] if isinstance(good, list) else [self.as_text(good)]

    @staticmethod
    def as_text(value):
        if isinstance(value, bool) or value is None:
            return str(value).lower()
        return value if isinstance(value, str) else json.dumps(value)

    def add_query(self, request, parameters):
        pairs = []
        for each in parameters:
            if each.get("required") or self.values.is_likely(0.3):
                pairs += [(each["name"], text) for text in self.parameter(each)]
        if self.values.is_likely(0.02):
            pairs.append((self.rng.choice(["x", "", "cursor", "limit", "access_token"]), self.rng.choice(TEXTS)))
        if pairs and self.values.is_likely(0.02):
            pairs.append(pairs[0])
        encoded = ["=".join(quote(part, safe="", errors="replace") for part in pair) for pair in pairs]
        if self.values.is_likely(0.01):
            encoded.append(self.rng.choice(["%", "%zz", "=", "&&", "a=b=c", "%ff=%fe", "%00"]))
        if encoded:
            request.target += "?" + "&".join(encoded)

    def add_headers(self, request, parameters):
        for each in parameters:
            if (each.get("required") and self.values.is_likely(0.97)) or self.values.is_likely(0.15):
                for text in self.parameter(each)[:1]:
                    request.headers.append((each["name"], re.sub(r"[\r\n\0]", " ", text)))
        if request.template.startswith("/ws/"):
            request.headers += [pair for pair in UPGRADE if self.values.is_likely(0.95)]

    def add_body(self, request, operation):
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content is None:
            return
        schema = content["schema"]
        value = self.values.good(schema)
        if isinstance(value, dict) and "total_amount" in value and value.get("items"):
            value = added_up(value)
        spoils = self.rng.choices([0, 1, 2], [60, 35, 5])[0]
        for _ in range(spoils):
            value = self.values.spoiled(schema, value)
        request.body = json.dumps(value, ensure_ascii=self.values.is_likely(0.5)).encode("utf-8", "surrogatepass")
        if self.values.is_likely(0.03):
            request.body = self.values.broken(request.body)
        request.headers.append(("Content-Type", "application/json"))

    def add_oddity(self, request):
        """One header that is not as usual. Framing has tests of its own."""
        text = re.sub(r"[\r\n\0]", " ", self.rng.choice(TEXTS))
        name = self.rng.choice(["Content-Type", "Authorization", "X-API-Key", "X-Device-Id", "X-Request-Id", "Accept",
                                "Accept-Encoding", "If-Match", "If-None-Match", "Idempotency-Key", "Last-Event-ID",
                                "traceparent", "Origin", "X-Forwarded-For", "Cookie", "Upgrade", "Range", "Many"])
        request.headers = [pair for pair in request.headers if pair[0] != name]
        if name == "Many":
            request.headers += [(f"X-{number}", "y") for number in range(self.rng.choice([80, 99, 120]))]
        elif name == "Content-Type":
            request.headers.append((name, self.rng.choice(["text/plain", "application/json; charset=utf-8", "*/*", "",
                                                           "application/JSON", "application/json; charset=latin1",
                                                           "multipart/form-data; boundary=x"])))
        elif name == "Authorization":
            request.headers.append((name, self.rng.choice(["Bearer", "Bearer  ", "Basic dXNlcjpwYXNz", "bearer x", text,
                                                           "Bearer " + "A" * 9000, "Bearer ork_live_x"])))
        else:
            request.headers.append((name, text))
