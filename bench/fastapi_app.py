# SPDX-License-Identifier: Apache-2.0
"""The stack that the order receiver replaces, doing the same durable work.

FastAPI on uvicorn, pydantic for validation, SQLite with WAL and synchronous=FULL: an order, its number, its event
and its idempotency record are one transaction, and the answer leaves after the commit. It is written to be fast for
what it is: no response models, no ORM, prepared statements, one connection per worker, a file lock instead of
SQLite's sleeping busy handler between the two workers. Only what the benchmark asks for is here.

    uvicorn fastapi_app:app --workers 2      with ORDERS_DB naming the database file
    python3 fastapi_app.py fill FILE ROWS    gives a file at least so many orders
"""
import fcntl
import hashlib
import hmac
import json
import os
import pathlib
import sqlite3
import sys
import time
import uuid
from datetime import datetime, timezone
from typing import List, Optional

from fastapi import FastAPI, Header, HTTPException, Request, Response
from pydantic import BaseModel, Field

SCHEMA = """
create table if not exists users (email text primary key, id text not null, password text not null);
create table if not exists businesses (id text primary key, owner text not null, type text not null,
    currency text not null, accepting integer not null, orders integer not null, seq integer not null);
create table if not exists api_keys (hash blob primary key, id text not null, business_id text not null);
create table if not exists orders (id text primary key, business_id text not null, number integer not null,
    status text not null, version integer not null, channel text not null, external_id text, body text not null);
create unique index if not exists orders_by_number on orders (business_id, number);
create unique index if not exists orders_by_external on orders (business_id, channel, external_id)
    where external_id is not null;
create table if not exists events (business_id text not null, seq integer not null, id text not null,
    order_id text not null, type text not null, body text not null, primary key (business_id, seq));
create table if not exists idempotency (credential text not null, key text not null, fingerprint blob not null,
    order_id text not null, primary key (credential, key)) without rowid;
"""
NEXT = {"pending": {"confirmed", "cancelled"}, "confirmed": {"preparing", "ready", "cancelled"},
        "preparing": {"ready", "cancelled"}, "ready": {"out_for_delivery", "delivered", "cancelled"},
        "out_for_delivery": {"delivered", "cancelled"}}
SECRET = b"a secret of the benchmark only!!"


def open_database(file):
    database = sqlite3.connect(file, isolation_level=None, timeout=30, check_same_thread=False)
    database.execute("pragma journal_mode = wal")
    database.execute("pragma synchronous = full")
    database.execute("pragma wal_autocheckpoint = 4000")
    return database


class Variant(BaseModel):
    name: str = Field(min_length=1, max_length=100)
    price: int = Field(ge=0)


class Item(BaseModel):
    item_name: str = Field(min_length=1, max_length=200)
    quantity: int = Field(ge=1, le=9999)
    unit_price: int = Field(ge=0)
    total_price: int = Field(ge=0)
    variants: List[Variant] = []
    special_instructions: Optional[str] = Field(max_length=500)
    category_name: Optional[str]

    class Config:
        extra = "forbid"


class Address(BaseModel):
    street: str = Field(min_length=1)
    city: str = Field(min_length=1)
    district: Optional[str]
    building_number: Optional[str]
    floor: Optional[str]
    apartment: Optional[str]
    landmark: Optional[str]
    zip_code: Optional[str]
    country: Optional[str]
    latitude: Optional[float] = Field(ge=-90, le=90)
    longitude: Optional[float] = Field(ge=-180, le=180)
    instructions: Optional[str]

    class Config:
        extra = "forbid"


class Payment(BaseModel):
    method: Optional[str]
    status: str = Field("pending", regex="^(pending|paid|partial|failed|refunded)$")
    transaction_id: Optional[str]


class NewOrder(BaseModel):
    business_id: str
    external_id: Optional[str] = Field(max_length=100)
    channel: str = Field("manual", regex="^[a-z0-9_-]{1,40}$")
    customer_name: str = Field(min_length=1, max_length=100)
    customer_phone: str = Field(regex=r"^\+?[0-9]{10,15}$")
    customer_email: Optional[str]
    items: List[Item] = Field(min_items=1, max_items=200)
    delivery_type: str = Field(regex="^(pickup|delivery|dine_in)$")
    delivery_address: Optional[Address]
    notes: Optional[str] = Field(max_length=1000)
    requested_delivery_time: Optional[datetime]
    payment: Optional[Payment]
    subtotal: int = Field(0, ge=0)
    tax: int = Field(0, ge=0)
    prices_include_tax: bool = False
    delivery_fee: int = Field(0, ge=0)
    service_fee: int = Field(0, ge=0)
    discount: int = Field(0, ge=0)
    tip: int = Field(0, ge=0)
    total_amount: int = Field(ge=0)
    test: bool = False

    class Config:
        extra = "forbid"


def check_totals(order):
    for index, item in enumerate(order.items):
        if item.total_price != item.quantity * (item.unit_price + sum(v.price for v in item.variants)):
            raise HTTPException(422, f"/items/{index}/total_price")
    subtotal = sum(item.total_price for item in order.items)
    if order.subtotal not in (0, subtotal):
        raise HTTPException(422, "/subtotal")
    tax = 0 if order.prices_include_tax else order.tax
    if order.total_amount != subtotal + tax + order.delivery_fee + order.service_fee + order.tip - order.discount:
        raise HTTPException(422, "/total_amount")
    if order.delivery_type == "delivery" and order.delivery_address is None:
        raise HTTPException(422, "/delivery_address")


class Store:
    """The connection of one worker, and the lock that the workers share."""

    def __init__(self, file):
        self.database = open_database(file)
        self.lock = open(file + ".lock", "w", encoding="utf-8")
        self.keys = {}

    def __enter__(self):
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        self.database.execute("begin immediate")
        return self.database

    def __exit__(self, kind, value, trace):
        self.database.execute("rollback" if kind else "commit")
        fcntl.flock(self.lock, fcntl.LOCK_UN)

    def row(self, sql, *values):
        return self.database.execute(sql, values).fetchone()

    def key(self, token):
        hashed = hashlib.sha256(token.encode()).digest()
        if hashed not in self.keys:
            self.keys[hashed] = self.row("select id, business_id from api_keys where hash = ?", hashed)
        return self.keys[hashed]


app = FastAPI(openapi_url=None)
store = None


@app.on_event("startup")
def start():
    global store
    store = Store(os.environ["ORDERS_DB"])
    store.database.executescript(SCHEMA)


def now():
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def answer(body, status=200):
    return Response(body if isinstance(body, str) else json.dumps(body, ensure_ascii=False), status,
                    media_type="application/json")


def bearer(authorization):
    if not authorization or not authorization.startswith("Bearer "):
        raise HTTPException(401, "unauthenticated")
    return authorization[7:]


def signature(user):
    return hmac.new(SECRET, user.encode(), "sha256").hexdigest()


def member(authorization, business_id):
    """The user, if the token is genuine and the business is the user's."""
    user, _, mac = bearer(authorization).partition(".")
    if not hmac.compare_digest(mac, signature(user)):
        raise HTTPException(401, "unauthenticated")
    if business_id is not None:
        business = store.row("select owner from businesses where id = ?", business_id)
        if business is None or business[0] != user:
            raise HTTPException(404, "not_found")
    return user


@app.get("/health")
async def health():
    return answer({"status": "ok"})


@app.post("/api/v1/auth/register", status_code=201)
async def register(request: Request):
    body = await request.json()
    user = f"usr_{uuid.uuid4()}"
    with store as database:
        database.execute("insert into users values (?, ?, ?)", (body["email"], user, body["password"]))
    return {"id": user}


@app.post("/api/v1/auth/login")
async def log_in(request: Request):
    body = await request.json()
    user = store.row("select id from users where email = ? and password = ?", body["email"], body["password"])
    if user is None:
        raise HTTPException(401, "bad_credentials")
    return {"access_token": f"{user[0]}.{signature(user[0])}", "token_type": "bearer", "expires_in": 3600}


@app.post("/api/v1/businesses", status_code=201)
async def create_business(request: Request, authorization: str = Header(None)):
    owner, body, business = member(authorization, None), await request.json(), f"biz_{uuid.uuid4()}"
    with store as database:
        database.execute("insert into businesses values (?, ?, ?, ?, 1, 0, 0)",
                         (business, owner, body["type"], body["currency"]))
    return {"id": business}


@app.post("/api/v1/businesses/{business_id}/api-keys", status_code=201)
async def create_key(business_id: str, authorization: str = Header(None)):
    member(authorization, business_id)
    key, key_id = f"ork_live_{uuid.uuid4().hex}", f"key_{uuid.uuid4()}"
    with store as database:
        database.execute("insert into api_keys values (?, ?, ?)",
                         (hashlib.sha256(key.encode()).digest(), key_id, business_id))
    return {"id": key_id, "key": key}


@app.post("/api/v1/orders")
async def place(order: NewOrder, authorization: str = Header(None), idempotency_key: str = Header(None)):
    credential = store.key(bearer(authorization))
    if credential is None:
        raise HTTPException(401, "unauthenticated")
    if credential[1] != order.business_id:
        raise HTTPException(404, "not_found")
    if not idempotency_key:
        raise HTTPException(400, "idempotency_key_required")
    check_totals(order)
    body = order.dict(exclude_none=True)
    fingerprint = hashlib.sha256(json.dumps(body, ensure_ascii=False, default=str).encode()).digest()
    order_id, at = f"ord_{uuid.uuid4()}", now()
    with store as database:
        known = store.row("select fingerprint, order_id from idempotency where credential = ? and key = ?",
                          credential[0], idempotency_key)
        if known is not None:
            if known[0] != fingerprint:
                raise HTTPException(422, "idempotency_key_reused")
            return answer(store.row("select body from orders where id = ?", known[1])[0], 201)
        if order.external_id is not None:
            known = store.row("select body from orders where business_id = ? and channel = ? and external_id = ?",
                              order.business_id, order.channel, order.external_id)
            if known is not None:
                return answer(known[0])
        business = store.row("select accepting, orders, seq, currency from businesses where id = ?", order.business_id)
        if not business[0]:
            raise HTTPException(409, "not_accepting")
        number, seq = business[1] + 1, business[2] + 1
        body.update(id=order_id, order_number=f"A{number:04}", status="pending", version=1, currency=business[3],
                    created_at=at, updated_at=at, status_history=[{"status": "pending", "at": at}])
        text = json.dumps(body, ensure_ascii=False, default=str)
        database.execute("update businesses set orders = ?, seq = ? where id = ?", (number, seq, order.business_id))
        database.execute("insert into orders values (?, ?, ?, 'pending', 1, ?, ?, ?)",
                         (order_id, order.business_id, number, order.channel, order.external_id, text))
        database.execute("insert into events values (?, ?, ?, ?, 'order.created', ?)",
                         (order.business_id, seq, f"evt_{uuid.uuid4()}", order_id, text))
        database.execute("insert into idempotency values (?, ?, ?, ?)",
                         (credential[0], idempotency_key, fingerprint, order_id))
    return answer(text, 201)


@app.get("/api/v1/businesses/{business_id}/orders")
async def list_orders(business_id: str, limit: int = 20, authorization: str = Header(None)):
    member(authorization, business_id)
    rows = store.database.execute(
        "select body from orders where business_id = ? order by number desc limit ?", (business_id, limit)).fetchall()
    return answer('{"orders":[' + ",".join(row[0] for row in rows) + "]}")


@app.get("/api/v1/orders/{order_id}")
async def read_order(order_id: str, authorization: str = Header(None)):
    order = store.row("select business_id, body from orders where id = ?", order_id)
    if order is None:
        raise HTTPException(404, "not_found")
    member(authorization, order[0])
    return answer(order[1])


class StatusChange(BaseModel):
    status: str
    seen: str = Field(alias="from")


@app.patch("/api/v1/orders/{order_id}/status")
async def change_status(order_id: str, change: StatusChange, authorization: str = Header(None)):
    with store as database:
        order = store.row("select business_id, status, version, body from orders where id = ?", order_id)
        if order is None:
            raise HTTPException(404, "not_found")
        member(authorization, order[0])
        if order[1] != change.seen:
            raise HTTPException(409, "order_moved")
        if change.status not in NEXT.get(order[1], ()):
            raise HTTPException(409, "transition_not_allowed")
        body, at = json.loads(order[3]), now()
        body.update(status=change.status, version=order[2] + 1, updated_at=at)
        body["status_history"].append({"status": change.status, "at": at})
        text = json.dumps(body, ensure_ascii=False)
        seq = store.row("update businesses set seq = seq + 1 where id = ? returning seq", order[0])[0]
        database.execute("update orders set status = ?, version = version + 1, body = ? where id = ?",
                         (change.status, text, order_id))
        database.execute("insert into events values (?, ?, ?, ?, 'order.status_changed', ?)",
                         (order[0], seq, f"evt_{uuid.uuid4()}", order_id, text))
    return answer(text)


def fill(file, rows, samples, businesses=500):
    database = open_database(file)
    database.executescript(SCHEMA)
    database.execute("pragma synchronous = off")
    texts = [json.dumps(json.loads(line)["order"], ensure_ascii=False) for line in open(samples, encoding="utf-8")]
    there = database.execute("select count(*) from orders").fetchone()[0]
    for first in range(there, rows, 20_000):
        orders, events, keys = [], [], []
        for n in range(first, min(first + 20_000, rows)):
            business, number, order = f"biz_filled-{n % businesses}", n // businesses + 1, f"ord_{uuid.uuid4()}"
            at = datetime.fromtimestamp(time.time(), timezone.utc).isoformat(timespec="milliseconds")
            text = (texts[n % len(texts)][:-1] + f', "id": "{order}", "order_number": "A{number:04}", "status": '
                    f'"delivered", "version": 1, "currency": "USD", "created_at": "{at}", "updated_at": "{at}"}}')
            orders.append((order, business, number, "delivered", 1, "web", str(n), text))
            events.append((business, number, f"evt_{uuid.uuid4()}", order, "order.created", text))
            keys.append((f"key_{business}", str(uuid.uuid4()), hashlib.sha256(text.encode()).digest(), order))
        database.execute("begin immediate")
        database.executemany("insert into orders values (?, ?, ?, ?, ?, ?, ?, ?)", orders)
        database.executemany("insert into events values (?, ?, ?, ?, ?, ?)", events)
        database.executemany("insert into idempotency values (?, ?, ?, ?)", keys)
        database.execute("commit")
    database.execute("pragma wal_checkpoint(truncate)")
    database.close()


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] != "fill":
        sys.exit("usage: fastapi_app.py fill FILE ROWS")
    fill(sys.argv[2], int(sys.argv[3]), pathlib.Path(__file__).parent.parent / "tests" / "data" / "orders.jsonl")
