#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the seed corpora: seeds.py FOLDER makes FOLDER/<target>/<number> for each text below.

A seed shows the fuzzer what is accepted; it finds the rest by itself."""

import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUSINESS_ID = "biz_01890000-0000-7000-8000-000000000001"
ORDERS = [json.dumps({"business_id": BUSINESS_ID, **json.loads(line)["order"]}, ensure_ascii=False)
          for line in (ROOT / "tests/data/orders.jsonl").read_text().splitlines()[::25]]
ORDER = {
    "business_id": BUSINESS_ID, "external_id": "7", "channel": "web",
    "customer_name": "Ada", "customer_phone": "+9647701234567", "customer_email": "a@example.org", "customer_id": "c",
    "items": [{"item_name": "Pizza", "quantity": 2, "unit_price": 700, "total_price": 1500,
               "variants": [{"name": "Big", "price": 50}], "special_instructions": "hot", "category_name": "x"}],
    "delivery_type": "delivery", "delivery_address": {"street": "S", "city": "C", "latitude": 33.3, "longitude": -1},
    "notes": "n", "requested_delivery_time": "2026-11-24T19:30:00Z",
    "payment": {"method": "card", "status": "paid", "transaction_id": "t"},
    "subtotal": 1500, "tax": 100, "prices_include_tax": False, "delivery_fee": 100, "service_fee": 0, "discount": 50,
    "tip": 10, "total_amount": 1660, "test": False}
BUSINESS = {
    "name": "Pizza Roma", "type": "restaurant", "phone": "+9647701234567", "email": "p@example.org",
    "website": "https://example.org", "currency": "USD", "timezone": "UTC", "locale": "en",
    "address": {"country": "IQ", "city": "B", "street": "S", "latitude": 33.3, "longitude": 44.4},
    "settings": {"order_prefix": "PIZ", "accept_within_s": 300, "remind_after_s": 60, "escalate_after_s": 120,
                 "auto_accept": False, "default_preparation_minutes": 20, "delivery_extra_minutes": 15,
                 "alert_sound": "default",
                 "opening_hours": {"monday": [{"from": "09:00", "to": "12:00"}, {"from": "13:00", "to": "24:00"}],
                                   "exceptions": [{"date": "2026-12-25", "periods": []}]}}}
HEAD = "GET /api/v1/orders?limit=5&query=a%20b HTTP/1.1\r\nHost: example.org\r\n"
POST = "POST /api/v1/orders HTTP/1.1\r\nHost: example.org\r\nContent-Type: application/json\r\n"
STORED_ORDER = (
    '{"id":"ord_01890000-0000-7000-8000-000000000007","business_id":"biz_01890000-0000-7000-8000-000000000001",'
    '"number":1,"order_number":"PIZ0001","status":"cancelled","version":2,"allowed_next":[],"currency":"USD",'
    '"currency_digits":2,"items_count":1,"channel":"web","customer_name":"Ada","customer_phone":"+9647701234567",'
    '"items":[{"item_name":"Cola","quantity":1,"unit_price":100,"total_price":100,"variants":[]}],'
    '"delivery_type":"pickup","payment":{"status":"pending"},"subtotal":100,"tax":0,"prices_include_tax":false,'
    '"delivery_fee":0,"service_fee":0,"discount":0,"tip":0,"total_amount":100,"test":false,'
    '"created_at":"2026-11-24T12:00:00.000Z","updated_at":"2026-11-24T12:01:00.000Z",'
    '"status_history":[{"status":"pending","at":"2026-11-24T12:00:00.000Z","by":"key_1"},'
    '{"status":"cancelled","at":"2026-11-24T12:01:00.000Z","by":"usr_1","device":"d",'
    '"reason":{"code":"rejected_other","text":"t"}}]}')

SEEDS = {
    "http_request": [
        HEAD + "\r\n", HEAD + "Connection: close\r\nX-Request-Id: a-1\r\n\r\n",
        POST + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n{}", POST + "Content-Length: 0\r\n\r\n",
        POST + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        POST + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\nTrailer: x\r\n\r\n",
        POST + "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", "GET http://example.org/ HTTP/1.0\r\n\r\n",
    ],
    "http_target": [
        "/", "/api/v1/orders/", "/api/v1/orders/ord_1/status", "/api/v1/businesses/a%2Fb/orders?status=pending,ready",
        "/api/v1/businesses/b/orders?from=2026-11-24T00:00:00Z&to=2026-11-25T00:00:00%2B03:00&limit=20&cursor=7",
        "http://example.org:80/api/v1/orders?query=%D8%B3", "https://example.org?x=1", "*", "/a/./b/../c?a=b+c&a",
    ],
    "http_headers": [
        "Host: shop.example.org\nAuthorization: Bearer abc.def.ghi\nX-Device-Id: Counter 1\n"
        "Idempotency-Key: \"a\\\"b\"",
        "X-API-Key: ork_live_1\nIdempotency-Key: 7-8\nIf-Match: \"7\"\n"
        "If-None-Match: W/\"7\", \"8\"\nOrigin: https://a.b",
        "X-Forwarded-For: 203.0.113.7, [2001:db8::1]:80, 10.0.0.2:99\nX-Forwarded-Proto: https\n"
        "Host: a.example.org:8080",
        "Upgrade: websocket\nConnection: keep-alive, Upgrade\nSec-WebSocket-Version: 13\nSec-WebSocket-Protocol: a, b",
        "Host: x\nTransfer-Encoding: chunked\nContent-Length: 5", "Host: x\nContent-Length: 5\nContent-Length: 5",
        "Host: x\nContent-Length: 5\nTransfer-Encoding: chunked\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "If-Match: \"08\"",
    ],
    "json_document": [
        json.dumps(ORDER), '[1,-2,3.5,1e3,true,false,null,"\\u00e9\\ud83d\\ude00\\n\\"\\\\",{},[]]', "0", '"a"',
        "-9223372036854775808", '{"a":{"b":[{"c":1}]}}'],
    "order_body": [
        json.dumps(ORDER), *ORDERS,
        json.dumps({"preparation_time_minutes": 5, "business_notes": None, "payment": {"status": "paid"},
                    "driver": {"name": "K", "phone": None, "tracking_url": "https://x.org/1"}}),
        json.dumps({"status": "cancelled", "from": "pending", "reason": {"code": "rejected_other", "text": "t"}}),
        json.dumps({"status": "confirmed", "from": "pending", "preparation_time_minutes": 10, "business_notes": "n",
                    "estimated_ready_time": "2026-11-24T19:30:00Z"}),
    ],
    "business_body": [
        json.dumps(BUSINESS), json.dumps({"open": True}), json.dumps({"open": True, "pause_until": None}),
        json.dumps({"busy_extra_minutes": 15, "busy_until": "2026-11-24T19:30:00Z"}),
        json.dumps({"settings": {"opening_hours": None}, "phone": None, "address": {"city": None}})],
    "identity_body": [
        json.dumps({"email": "a@example.org", "password": "Correct-Horse-7", "phone": "+9647701234567",
                    "owner_name": "A", "business": BUSINESS}),
        json.dumps({"email": "a@example.org", "password": "p"}), json.dumps({"refresh_token": "ort_1"}),
        json.dumps({"current_password": "a", "new_password": "Correct-Horse-7"}),
        json.dumps({"token": "t", "new_password": "Correct-Horse-7"}), json.dumps({"email": "a@example.org"}),
        json.dumps({"name": "Web", "scopes": ["orders:write", "orders:read"]}),
        json.dumps({"phone": None, "owner_name": "B"})],
    "access_token": [json.dumps({
        "iss": "order-receiver", "aud": "order-receiver", "sub": "usr_01890000-0000-7000-8000-000000000001",
        "sid": "ses_01890000-0000-7000-8000-000000000001", "adm": True, "iat": 1, "exp": 2}), "a.b.c"],
    "client_message": [
        json.dumps({"t": "hello", "token": "a", "cursor": "e:1", "device": "d"}), json.dumps({"t": "pong", "seq": 1}),
        json.dumps({"t": "resume", "cursor": "e:1"}), json.dumps({"t": "auth", "token": "a"}),
        json.dumps({"t": "ack", "seq": 7, "shown": ["ord_01890000-0000-7000-8000-000000000007"]})],
    "small_forms": [
        "0123456789abcdef:17", "ord_01890000-0000-7000-8000-000000000007", "2026-11-24T01:02:03.004Z",
        "2026-11-24T01:02:03.123456789+05:30", "2026-02-28", "09:30", "24:00", "SGVsbG8", "00ff", "10.0.0.0/8",
        "2001:db8::/32", "a.b+c@mail.example.org", "+9647701234567", "https://example.org/a?b", "\u00e9\U0001f600",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "a=1,b@c=2"],
    "export_lines": [
        '{"kind":"header","format":"order-receiver-export","version":1,"program":"0.1.0","exported_at":1}',
        '{"kind":"membership","user":"usr_01890000-0000-7000-8000-000000000001",'
        '"business":"biz_01890000-0000-7000-8000-000000000001","role":"owner","joined_at":1}',
        '{"kind":"user","id":"usr_01890000-0000-7000-8000-000000000001","email":"a@b.org","password_hash":"h",'
        '"phone":"+9647701234567","owner_name":"A","admin":false,"created_at":1,"email_verified_at":2}',
        '{"kind":"mark","business":"biz_01890000-0000-7000-8000-000000000001","seq":1,"deleted":true}',
        '{"kind":"event","business":"biz_01890000-0000-7000-8000-000000000001","seq":1,"type":"order.cancelled",'
        '"occurred_at":1,"last_number":1,"order":"ord_01890000-0000-7000-8000-000000000007",'
        '"id":"evt_01890000-0000-7000-8000-000000000008","text":{"seq":1,"data":' + STORED_ORDER + '}}',
        '{"kind":"end","counts":{"user":1,"business":0},"digest":"00"}', '{"kind":"end","digest":"00"}',
        '{"format":1,"product":"order-receiver","version":"0.1.0","taken_at":"2026-11-24T12:00:00.000Z",'
        '"database_bytes":4096,"schema":8,"users":1,"businesses":1,"orders":1,"events":1,"logs":[{"business":'
        '"biz_01890000-0000-7000-8000-000000000001","epoch":"e","oldest":1,"seq":1,"last_number":1}]}'],
    "settings_file": [
        'port = 8081\nhost = "::1"\nretention = "30d"\nlog_requests = false\n',
        'max_body_bytes = "2MiB"\ncors_origins = "https://a.org,https://b.org"\ntrusted_proxies = "10.0.0.0/8"\n',
        '# a comment\njwt_secret = """\nvery long text with \\u00e9 in it, over lines\n"""\ncores = 0x2\n'],
    "control_request": [
        'business list\n{"status":"pending"}', 'ok\n{"businesses":[{"id":"b","n":1},{"id":"c","x":null}]}',
        'ok\n{"orders":1,"a":{"b":[1,2.5,"x"]},"c":[]}', 'failed\n{"code":"c","detail":"d","errors":[]}'],
    "stored_forms": [STORED_ORDER, STORED_ORDER.replace(".000Z", ".0009Z", 1)],
    "backup_file": [
        '{"format":1,"product":"order-receiver","version":"1.2.3","taken_at":"2026-11-24T01:02:03.004Z",'
        '"database_bytes":8,"schema":7,"users":1,"businesses":1,"orders":2,"events":3,"logs":[{"business":"'
        + BUSINESS_ID + '","epoch":"abc","oldest":1,"seq":3,"last_number":2}]}',
        'database{}\x02\x00\x00\x00\x00\x00\x00\x00ORDRCV-BACKUP-1\n' + 32 * "x"],
}


def main(folder):
    for target, texts in SEEDS.items():
        place = pathlib.Path(folder) / target
        place.mkdir(parents=True, exist_ok=True)
        for number, text in enumerate(texts):
            (place / f"seed-{number}").write_bytes(text.encode())


if __name__ == "__main__":
    main(sys.argv[1])
