# SPDX-License-Identifier: Apache-2.0
"""What people and machines entrust to the server is neither logged nor shown where it was not asked for.

One conversation touches every route with values that exist nowhere else. Afterwards none of them may stand in the
log, the metrics, their summary, a problem document or a span. Excepted are the links that a server without mail
writes into its log instead of sending them (never in production)."""

import json
import re

import pytest

import client
from client import Business, Caller, new_key, register
from collector import Collector
from commands import operate
from event_source import EventSource
from marks import send_test
from raw_websocket import WebSocket, join
from scrape import scrape
from server import JWT_SECRET, Server, eventually

MARK = "Zq7canary"
METRICS_TOKEN = f"{MARK}-metrics-token"
OTLP_TOKEN = f"{MARK}-otlp-token"
PHONE = "+9647719283746"
DRIVER_PHONE = "+9647728374655"
PASSWORD = f"{MARK}-Pass-1-word"
NEXT_PASSWORD = f"{MARK}-Pass-2-word"
LAST_PASSWORD = f"{MARK}-Pass-3-word"
ADDRESS = {"street": f"{MARK} street", "city": f"{MARK} city", "landmark": f"{MARK} landmark",
           "building_number": f"{MARK}-12", "instructions": f"{MARK} by the door"}
# Secrets that the server makes are collected from its answers by these names.
SECRET_MEMBERS = {"access_token", "refresh_token", "key", "token", "ticket", "link"}
# Those that answer a file of the program, to everybody the same.
PAGES = re.compile(r"^/(page/.*|docs/.*)?$")


def secrets_of(value):
    if isinstance(value, dict):
        for name, member in value.items():
            if name in SECRET_MEMBERS and isinstance(member, str):
                yield member
            else:
                yield from secrets_of(member)
    elif isinstance(value, list):
        for member in value:
            yield from secrets_of(member)


class Overheard:
    """Everything that the server answered to this module's callers."""

    def __init__(self, monkeypatch):
        self.secrets = {MARK, PHONE, PHONE[1:], DRIVER_PHONE, JWT_SECRET}
        self.problems = []
        send = Caller.send

        def listening(caller, method, path, *arguments, **more):
            answer = send(caller, method, path, *arguments, **more)
            if answer.status >= 400:
                self.problems.append((f"{method} {path}", answer.json()))
            elif "json" in answer.headers.get("Content-Type", ""):
                self.secrets |= {secret for secret in secrets_of(answer.json()) if len(secret) >= 20}
            return answer

        monkeypatch.setattr(Caller, "send", listening)


def order_of(business, **more):
    order = business.order(
        customer_name=f"{MARK} customer", customer_phone=PHONE, customer_email=f"{MARK}@customer.example",
        customer_id=f"{MARK}-customer-id", external_id=f"{MARK}-{new_key()}", notes=f"{MARK} notes",
        delivery_type="delivery", delivery_address=ADDRESS,
        payment={"method": "card", "status": "paid", "transaction_id": f"{MARK}-transaction"})
    order["items"][0]["special_instructions"] = f"{MARK} instructions"
    order.update(more)
    return order


def people(server):
    """Whoever registers, signs in, forgets and is refused."""
    anyone = Caller(server)
    email = f"{MARK}-owner@example.org"
    who = {"email": email, "password": PASSWORD}
    assert anyone.post("/api/v1/auth/register", {**who, "owner_name": f"{MARK} Owner", "phone": PHONE}).status == 201
    signed_in = anyone.post("/api/v1/auth/login", who).json()
    owner = Caller(server, signed_in["access_token"], device=f"{MARK} tablet")
    owner.email = email
    assert owner.patch("/api/v1/auth/me", {"owner_name": f"{MARK} Other", "phone": PHONE}).status == 200
    owner.get("/api/v1/auth/me")
    owner.get("/api/v1/auth/sessions")

    refreshed = anyone.post("/api/v1/auth/refresh", {"refresh_token": signed_in["refresh_token"]}).json()
    anyone.post("/api/v1/auth/refresh", {"refresh_token": refreshed["refresh_token"]})
    anyone.post("/api/v1/auth/refresh", {"refresh_token": signed_in["refresh_token"]})  # reuse: the session ends
    anyone.post("/api/v1/auth/refresh", {"refresh_token": f"{MARK}-no-token"})
    owner = Caller(server, anyone.post("/api/v1/auth/login", who).json()["access_token"], device=f"{MARK} tablet")
    owner.email = email
    anyone.post("/api/v1/auth/login", {**who, "password": f"{MARK}-wrong"})
    anyone.post("/api/v1/auth/login", {"email": f"{MARK}@nobody.example", "password": PASSWORD})
    anyone.post("/api/v1/auth/register", {**who, "unknown": MARK})
    anyone.post("/api/v1/auth/register", {"email": f"{MARK} no address", "password": f"{MARK}"})
    anyone.post("/api/v1/auth/register", f'{{"email": "{MARK}", '.encode())

    change = {"current_password": PASSWORD, "new_password": NEXT_PASSWORD}
    assert owner.post("/api/v1/auth/change-password", change).status == 204
    owner.post("/api/v1/auth/change-password", change)
    return owner


def links(server):
    lines = [json.loads(line) for line in server.log_text().splitlines() if '"link_without_mail"' in line]
    return {line["mail"]: line["link"].split("=", 1)[1] for line in lines}


def forgotten(server, owner, overheard):
    anyone = Caller(server)
    assert anyone.post("/api/v1/auth/forgot-password", {"email": owner.email}).status == 202
    anyone.post("/api/v1/auth/forgot-password", {"email": f"{MARK}@nobody.example"})
    sent = eventually(lambda: links(server) if {"password_reset", "email_verification"} <= set(links(server)) else None,
                      what="both links are printed")
    overheard.secrets |= set(sent.values())
    anyone.post("/api/v1/auth/verify-email", {"token": sent["email_verification"]})
    anyone.post("/api/v1/auth/verify-email", {"token": sent["email_verification"]})
    reset = {"token": sent["password_reset"], "new_password": LAST_PASSWORD}
    assert anyone.post("/api/v1/auth/reset-password", reset).status == 204
    anyone.post("/api/v1/auth/reset-password", reset)
    again = anyone.post("/api/v1/auth/login", {"email": owner.email, "password": LAST_PASSWORD}).json()
    owner.credential = again["access_token"]
    return owner


def business_of(owner):
    business = Business(owner, name=f"{MARK} Pizza", phone=PHONE, email=f"{MARK}@shop.example",
                        website=f"https://example.org/{MARK}",
                        address={name: ADDRESS[name] for name in ("street", "city")})
    owner.get("/api/v1/businesses")
    owner.get(business.path)
    assert owner.patch(business.path, {"settings": client.PATIENT, "name": f"{MARK} Roma"}).status == 200
    owner.patch(business.path, {"phone": f"{MARK} no phone"})
    owner.patch(business.path, {"version": 1, "name": MARK})
    business.set_intake(True)
    Caller(owner.server).get("/api/v1/businesses/search", query=f"{MARK}")
    return business


def orders(business):
    owner, channel = business.owner, business.key()
    channel.device = f"{MARK} web shop"
    key = f"{MARK}-{new_key()}"
    body = order_of(business)
    order = channel.place(body, key)
    channel.post_order(body, key)
    channel.post_order({**body, "notes": f"{MARK} changed"}, key)
    channel.post_order({**body, "customer_name": f"{MARK} changed"})
    channel.post_order(order_of(business, customer_phone=f"{MARK}-no-phone", customer_email=f"{MARK} no address"))
    channel.post_order(order_of(business, total_amount=f"{MARK}"))
    channel.post("/api/v1/orders", body, headers={"Idempotency-Key": f"{MARK}" * 100})
    channel.post("/api/v1/orders", f'{{"notes": "{MARK}", "notes": "{MARK}"}}'.encode(),
                 headers={"Idempotency-Key": key})
    path = f"/api/v1/orders/{order['id']}"
    assert owner.patch(path, {"business_notes": f"{MARK} business notes",
                              "driver": {"name": f"{MARK} driver", "phone": DRIVER_PHONE,
                                         "tracking_url": f"https://example.org/{MARK}"}}).status == 200
    assert owner.move(order, "confirmed", preparation_time_minutes=10, business_notes=f"{MARK} again").status == 200
    owner.move(order, "preparing")  # it moved: 409 with the order
    owner.move(order, f"{MARK}")
    assert owner.move(order, "cancelled", "confirmed",
                      reason={"code": "rejected_other", "text": f"{MARK} reason"}).status == 200
    for call in ("get", "post"):
        getattr(owner, call)(path + ("/seen" if call == "post" else ""))
    owner.get(path + "/history")
    business.orders(query=PHONE)
    business.orders(query=f"{MARK} customer")
    owner.get(f"{business.path}/orders", cursor=f"{MARK}")
    owner.get(f"{business.path}/snapshot")
    owner.get(f"{business.path}/stats")
    return channel


def streams(business, channel):
    server, owner = business.owner.server, business.owner
    who = {"email": owner.email, "password": LAST_PASSWORD}
    counter = Caller(server).post("/api/v1/auth/login", who).json()["access_token"]
    opened, _ = join(server, business, counter, device=f"{MARK} counter")
    with opened:
        order = channel.place(order_of(business))
        opened.events(1)
        opened.send_json({"t": "ack", "seq": 1, "shown": [order["id"]]})
        opened.send_json({"t": f"{MARK}", "token": f"{MARK}"})
        device = eventually(lambda: owner.get(f"{business.path}/devices").json()["devices"], what="the device")[0]
        owner.post(f"{business.path}/devices", {"name": f"{MARK} tablet"})
        owner.delete(f"{business.path}/devices/{device['id']}")
    stranger = WebSocket(server, business.id)
    stranger.send_json({"t": "hello", "token": f"{MARK}-no-token"})
    stranger.expect_close()
    ticket = channel.post(f"{business.path}/stream-tickets").json()["ticket"]
    with EventSource(server, business.id, ticket=ticket, cursor=f"{business.epoch()}:0") as source:
        source.event()
    Caller(server).get(f"{business.path}/notifications/stream", ticket=f"{MARK}-no-ticket")
    event = send_test(business)
    business.owner.get(f"{business.path}/notifications/unread-count")
    for call, tail, body in (("post", f"/{event['id']}/read", None), ("post", "/read-all", {"up_to": event["id"]}),
                             ("delete", f"/{event['id']}", None), ("get", "", None)):
        path = f"{business.path}/notifications{tail}"
        answer = getattr(owner, call)(path, **({"body": body} if body else {}))
        assert answer.status in (200, 204), (path, answer)


def members(server, business, admin):
    guest = register(server, email=f"{MARK}-guest@example.org")
    invited = business.owner.post(f"{business.path}/members", {"role": "staff", "email": guest.email})
    if invited.status != 201:
        invited = business.owner.post(f"{business.path}/members", {"role": "staff"})
    assert guest.post("/api/v1/memberships", {"token": invited.json()["token"]}).status == 201
    guest.post("/api/v1/memberships", {"token": f"{MARK}-no-token"})
    member = f"{business.path}/members/{guest.registered['user']['id']}"
    business.owner.get(f"{business.path}/members")
    assert business.owner.patch(member, {"role": "manager"}).status == 200
    assert business.owner.delete(member).status == 204
    keys = business.owner.get(f"{business.path}/api-keys").json()
    business.owner.delete(f"{business.path}/api-keys/{(keys.get('api_keys') or keys['keys'])[0]['id']}")
    admin.get("/api/v1/admin/businesses")
    admin.put(f"/api/v1/admin/businesses/{business.id}/status", {"status": "suspended", "reason": f"{MARK} reason"})
    admin.put(f"/api/v1/admin/businesses/{business.id}/status", {"status": "suspended"})
    sessions = guest.get("/api/v1/auth/sessions").json()["sessions"]
    guest.delete(f"/api/v1/auth/sessions/{sessions[0]['id']}")
    leaving = client.login(server, guest.email)
    leaving.post("/api/v1/auth/logout")
    client.login(server, guest.email).delete("/api/v1/auth/sessions")
    Business(business.owner).owner.delete(business.path)


def strange(server):
    """What a confused or hostile client sends."""
    anyone = Caller(server)
    for headers in ({"Authorization": f"Bearer {MARK}"}, {"Authorization": f"Basic {MARK}"}, {"X-API-Key": MARK},
                    {"Cookie": f"session={MARK}"}, {"X-Device-Id": f"{MARK}\x7f"}, {"traceparent": MARK},
                    {"X-Forwarded-For": f"{MARK}"}, {"Origin": f"https://{MARK}.example"}, {"User-Agent": MARK},
                    {"Referer": f"https://example.org/{MARK}"}, {"X-Request-Id": f"{MARK} with blanks"}):
        anyone.get("/api/v1/auth/me", headers=headers)
        anyone.get("/metrics", headers={"Via": "1.1 proxy", **headers})
    anyone.get(f"/api/v1/orders/{MARK}")
    anyone.get(f"/{MARK}/nowhere", token=MARK)
    anyone.get(f"/reset-password/{MARK}")
    anyone.send("BREW", "/health", headers={"X-Mark": MARK})
    anyone.again().get("/health", headers={MARK: MARK * 4000})
    for path in ("/metrics", "/api/v1/metrics", "/health/detailed"):
        passed_on = {"Via": "1.1 proxy", "Authorization": f"Bearer {METRICS_TOKEN}"}
        assert anyone.again().get(path, headers=passed_on).status == 200
    for path in ("/health", "/health/live", "/health/ready", "/docs", "/openapi.json"):
        anyone.again().get(path)


def talk(server, overheard):
    """What the server shows of itself in the end."""
    owner = forgotten(server, people(server), overheard)
    business = business_of(owner)
    streams(business, orders(business))
    operate(server, "user", "create", f"{MARK}-admin@example.org", "--admin", stdin=PASSWORD + "\n")
    members(server, business, client.login(server, f"{MARK}-admin@example.org"))
    strange(server)
    shown = scrape(server)
    shown.text += Caller(server).get("/api/v1/metrics").body.decode()
    shown.text += Caller(server).get("/health/detailed").body.decode()
    return shown


@pytest.fixture(scope="module")
def conversation(tmp_path_factory):
    """Everything said, with the server stopped and all of its log written."""
    with pytest.MonkeyPatch.context() as patch, Collector() as collector:
        patch.setattr(client, "PASSWORD", PASSWORD)
        overheard = Overheard(patch)
        server = Server(tmp_path_factory.mktemp("canaries"), metrics_token=METRICS_TOKEN, log_level="debug",
                        otlp_endpoint=collector.endpoint, otlp_headers=f"Authorization=Bearer {OTLP_TOKEN}")
        try:
            shown = talk(server.start(), overheard)
            server.stop()
        finally:
            server.abandon()
        yield server, overheard, collector, shown


def found_in(text, secrets):
    return {secret for secret in secrets if secret in text}


def test_nothing_entrusted_is_logged_or_shown(conversation):
    server, overheard, collector, shown = conversation
    assert len(overheard.secrets) > 20 and len(overheard.problems) > 30 and len(collector.spans()) > 100

    lines = [line for line in server.log_text().splitlines() if '"link_without_mail"' not in line]
    assert len(lines) > 100
    leaks = [(line, found) for line in lines if (found := found_in(line, overheard.secrets))]
    assert not leaks, leaks[:5]

    assert not found_in(shown.text, overheard.secrets)
    assert not found_in("".join(collector.texts()), overheard.secrets)
    for asked, problem in overheard.problems:
        problem.pop("order", None)  # 409 and 412 show the order as it is, to those who may see it
        assert not found_in(json.dumps(problem, ensure_ascii=False), overheard.secrets), (asked, problem)


def test_the_conversation_touches_every_route(conversation):
    """A new route is silent here until somebody sends it marked values."""
    _, _, _, shown = conversation
    routes, asked = set(), set()
    for (name, labels), value in shown.samples.items():
        if name != "http_requests_total":
            continue
        labels = dict(labels)
        route = (labels["method"], labels["route"])
        routes.add(route)
        if value > 0:
            asked.add(route)
    silent = {route for route in routes - asked if not PAGES.match(route[1])}
    assert not silent, silent
