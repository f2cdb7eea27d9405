# SPDX-License-Identifier: Apache-2.0
"""Access tokens read and written by hand: right ones, and every kind that must not work."""

import base64
import hashlib
import hmac
import json
import time

from server import JWT_SECRET


def encoded(value):
    data = value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(part):
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def signed(header, payload, secret=JWT_SECRET, digest=hashlib.sha256):
    text = f"{header if isinstance(header, str) else encoded(header)}.{encoded(payload)}"
    return f"{text}.{encoded(hmac.new(secret.encode(), text.encode(), digest).digest())}"


def forgeries(token):
    """Every wrong token by what is wrong with it. All but the first few are signed with the server's own key."""
    head, body, mac = token.split(".")
    header, payload = decoded(head), decoded(body)
    flipped = "A" if body[10] != "A" else "B"
    other = {**payload, "sub": "usr_0190a5a0-0000-7000-8000-000000000001"}
    tokens = {
        "tampered payload": f"{head}.{encoded(other)}.{mac}",
        "one character changed": f"{head}.{body[:10]}{flipped}{body[11:]}.{mac}",
        "no signature": f"{head}.{body}.",
        "two parts": f"{head}.{body}",
        "four parts": f"{token}.{mac}",
        "signature cut": token[:-4],
        "padding added": token + "=",
        "alg none": f"{encoded({**header, 'alg': 'none'})}.{body}.",
        "alg none, no kid": f"{encoded({'alg': 'none', 'typ': header['typ']})}.{body}.",
        "alg none with a signature": signed({**header, "alg": "none"}, payload),
        "alg HS512": signed({**header, "alg": "HS512"}, payload, digest=hashlib.sha512),
        "alg RS256": signed({**header, "alg": "RS256"}, payload),
        "typ swapped": signed({**header, "typ": "JWT"}, payload),
        "typ of a refresh token": signed({**header, "typ": "rt+jwt"}, payload),
        "kid unknown": signed({**header, "kid": "other"}, payload),
        "kid as a path": signed({**header, "kid": "../../etc/passwd"}, payload),
        "no kid": signed({"alg": "HS256", "typ": header["typ"]}, payload),
        "a header that lists more": signed({**header, "crit": ["x"]}, payload),
        "another secret": signed(head, payload, secret="another-secret-of-more-than-32-bytes-0123456789"),
        "no secret": signed(head, payload, secret=""),
        "issuer swapped": signed(head, {**payload, "iss": "somebody-else"}),
        "audience swapped": signed(head, {**payload, "aud": "somebody-else"}),
        "another session": signed(head, {**payload, "sid": payload["sid"][:-4] + "0000"}),
        "another user, same session": signed(head, other),
        "no expiry": signed(head, {name: value for name, value in payload.items() if name != "exp"}),
        "expiry as text": signed(head, {**payload, "exp": "never"}),
        "expiry twice": signed(head, json.dumps(payload)[:-1].encode() + b',"exp":99999999999}'),
        "over 8 KiB": signed(head, {**payload, "more": "x" * 9000}),
        "not base64": "ü.ü.ü".encode().decode("latin-1"),
        "empty": "",
        "an API key that is none": "ork_live_" + "A" * 43,
    }
    expired = signed(head, {**payload, "iat": int(time.time()) - 7200, "exp": int(time.time()) - 3600})
    return tokens, expired
