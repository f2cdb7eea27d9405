# SPDX-License-Identifier: Apache-2.0
"""How each line of access_matrix.txt is called: always so that it would succeed for whoever may."""

import dataclasses
import re

from access_world import MEMBERS, PEOPLE, Scene
from client import NEW_PASSWORD, PASSWORD, Answer, Business, Caller, new_email, new_key
from event_source import EventSource
from event_source import Refused as StreamRefused
from members import admit, invite, member_path
from raw_websocket import Gone, Refused, WebSocket


@dataclasses.dataclass
class Call:
    """One request, ready to be sent. `send` answers an Answer, or the code that a WebSocket was closed with."""
    scene: Scene
    caller: Caller
    method: str
    path: str
    body: object = None
    headers: dict = dataclasses.field(default_factory=dict)
    how: object = None

    def send(self):
        if self.how:
            return self.how(self)
        return self.caller.send(self.method, self.path, self.body, headers=self.headers)


class Preparation:
    """What the entries of CALLS work with: the scene, the kind of caller, and the call as far as it is clear."""

    def __init__(self, scene, kind, line):
        self.scene, self.kind, self.world = scene, kind, scene.world
        method, template = line.split(" # ")[0].split(" ")
        path = re.sub(r"(/businesses|/ws/notifications)/\{\w+\}", rf"\1/{scene.business.id}", template)
        self.call = Call(scene, scene.callers[kind], method, path)

    def at(self, id_):
        """Fills in the part of the path that is not the business."""
        self.call.path = re.sub(r"\{\w+\}", id_, self.call.path)

    def move_to_own_scene(self):
        """For what would take away what the other cells need."""
        before = self.scene.business.id
        self.scene = self.call.scene = Scene(self.world)
        self.call.path = self.call.path.replace(before, self.scene.business.id)
        self.call.caller = self.scene.callers[self.kind]


CALLS = {}


def call(*lines):
    def remember(prepare):
        for line in lines:
            CALLS[line] = prepare
        return prepare
    return remember


def prepared(scene, kind, line):
    """The call of one cell. A line without an entry is sent as it stands, without a body."""
    preparation = Preparation(scene, kind, line)
    CALLS.get(line, lambda _: None)(preparation)
    assert "{" not in preparation.call.path, f"access_calls.py does not say what {preparation.call.path} means"
    return preparation.call


# --- The page

@call("GET /page/{file}")
def _page(p):
    p.at("page.js")


# --- The operator's

@call("GET /metrics # through a proxy", "GET /api/v1/metrics # through a proxy",
      "GET /health/detailed # through a proxy")
def _through_a_proxy(p):
    p.call.headers = {"X-Forwarded-For": "192.0.2.1"}


# --- Sign-in

@call("POST /api/v1/auth/register")
def _register(p):
    p.call.body = {"email": new_email(), "password": PASSWORD}


@call("POST /api/v1/auth/login")
def _login(p):
    p.call.body = {"email": p.world.owner.email, "password": PASSWORD}


@call("POST /api/v1/auth/refresh")
def _refresh(p):
    def send(this):
        this.body = {"refresh_token": p.world.refresh_token}
        answer = this.caller.send(this.method, this.path, this.body)
        if answer.status == 200:
            p.world.refresh_token = answer.json()["refresh_token"]
        return answer
    p.call.how = send


@call("POST /api/v1/auth/logout")
def _log_out(p):
    p.call.caller = p.scene.signed_in_again(p.kind)


@call("DELETE /api/v1/auth/sessions")
def _end_all_sessions(p):
    p.call.caller = p.scene.somebody_like(p.kind)


@call("DELETE /api/v1/auth/sessions/{id}")
def _end_session(p):
    p.at(p.scene.session_of(p.scene.signed_in_again(p.kind) if p.kind in PEOPLE else p.world.extra))


@call("DELETE /api/v1/auth/sessions/{id} # somebody else's")
def _end_foreign_session(p):
    p.at(p.scene.session_of(p.world.extra))


@call("PATCH /api/v1/auth/me")
def _change_profile(p):
    p.call.body = {"owner_name": f"The {p.kind}"}


@call("POST /api/v1/auth/change-password")
def _change_password(p):
    p.call.caller = p.scene.somebody_like(p.kind)
    p.call.body = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}


@call("POST /api/v1/auth/forgot-password")
def _forgot_password(p):
    p.call.body = {"email": p.world.owner.email}


@call("POST /api/v1/auth/reset-password")
def _reset_password(p):
    p.call.body = {"token": p.world.reset_token(), "new_password": NEW_PASSWORD}


@call("POST /api/v1/auth/verify-email")
def _verify_email(p):
    p.call.body = {"token": p.world.newcomer()[1]}


# --- Businesses

@call("POST /api/v1/businesses")
def _create_business(p):
    p.call.body = {"name": "Another place", "type": "store", "currency": "USD"}


@call("PATCH /api/v1/businesses/{business_id}")
def _change_business(p):
    p.call.body = {"website": f"https://{p.kind.replace('_', '-')}.example.org"}


@call("DELETE /api/v1/businesses/{business_id}")
def _delete_business(p):
    p.move_to_own_scene()


@call("PUT /api/v1/businesses/{business_id}/intake")
def _set_intake(p):
    p.call.body = {"open": False}


@call("POST /api/v1/businesses/{business_id}/members")
def _invite(p):
    p.call.body = {"role": "staff"}


@call("PATCH /api/v1/businesses/{business_id}/members/{user}", "DELETE /api/v1/businesses/{business_id}/members/{user}")
def _member(p):
    p.move_to_own_scene()
    admit(p.scene.business, p.world.extra)
    p.at(member_path(p.scene.business, p.world.extra).rpartition("/")[2])
    if p.call.method == "PATCH":
        p.call.body = {"role": "manager"}


@call("POST /api/v1/memberships")
def _join(p):
    p.call.body = {"token": invite(Business(p.world.host)).json()["token"]}


@call("POST /api/v1/businesses/{business_id}/api-keys")
def _create_key(p):
    p.call.body = {"name": f"By {p.kind}", "scopes": ["orders:read"]}


@call("DELETE /api/v1/businesses/{business_id}/api-keys/{id}")
def _delete_key(p):
    p.at(p.scene.business.key().key_id)


@call("PUT /api/v1/admin/businesses/{business_id}/status")
def _set_status(p):
    p.call.body = {"status": "approved"}


# --- Orders

@call("POST /api/v1/orders")
def _place(p):
    p.call.body = p.scene.business.order()
    p.call.headers = {"Idempotency-Key": new_key()}


@call("GET /api/v1/orders/{id}", "POST /api/v1/orders/{id}/seen", "GET /api/v1/orders/{id}/history")
def _own_order(p):
    p.at(p.scene.order_of(p.kind)["id"])


@call("GET /api/v1/orders/{id} # another key's")
def _order_of_another(p):
    p.at(p.scene.order_of_another(p.kind)["id"])


def _edit_order(p):
    p.call.body = {"business_notes": f"Seen by {p.kind}"}


@call("PATCH /api/v1/orders/{id}")
def _edit_own_order(p):
    _own_order(p)
    _edit_order(p)


@call("PATCH /api/v1/orders/{id} # another key's")
def _edit_order_of_another(p):
    _order_of_another(p)
    _edit_order(p)


@call("PATCH /api/v1/orders/{id}/status # cancel")
def _cancel(p):
    _own_order(p)
    p.call.body = {"status": "cancelled", "from": "pending", "reason": {"code": "cancelled_by_customer"}}


@call("PATCH /api/v1/orders/{id}/status # cancel another key's")
def _cancel_order_of_another(p):
    _order_of_another(p)
    p.call.body = {"status": "cancelled", "from": "pending", "reason": {"code": "cancelled_by_customer"}}


@call("PATCH /api/v1/orders/{id}/status # confirm")
def _confirm(p):
    _own_order(p)
    p.call.body = {"status": "confirmed", "from": "pending"}


# --- The log and its streams

@call("POST /api/v1/businesses/{business_id}/notifications/read-all")
def _read_all(p):
    p.call.body = {"up_to": p.scene.notification()}


@call("POST /api/v1/businesses/{business_id}/notifications/{id}/read",
      "DELETE /api/v1/businesses/{business_id}/notifications/{id}")
def _notification(p):
    p.at(p.scene.notification())


def _read_stream(this):
    """Reads until something has come, and hands that on as the body."""
    try:
        with EventSource(this.caller.server, this.scene.business.id, this.caller.credential) as stream:
            return Answer(200, {}, repr(stream.until("live")).encode())
    except StreamRefused as refused:
        return refused.answer


@call("GET /api/v1/businesses/{business_id}/notifications/stream")
def _stream(p):
    p.call.how = _read_stream


def _converse(this, token, headers=()):
    try:
        with WebSocket(this.caller.server, this.scene.business.id, headers=headers) as opened:
            welcome = opened.hello(token)
            return Answer(200, {}, repr((welcome, opened.events_until_live())).encode())
    except Refused as refused:
        return Answer(refused.status, refused.headers, refused.body)
    except Gone as gone:
        return gone.code


@call("GET /ws/notifications/{business_id}")
def _socket(p):
    p.call.how = lambda this: _converse(this, None, [f"Authorization: Bearer {this.caller.credential}"]
                                        if this.caller.credential else [])


@call("GET /ws/notifications/{business_id} # by hello")
def _socket_by_hello(p):
    p.call.how = lambda this: _converse(this, this.caller.credential)


@call("POST /api/v1/businesses/{business_id}/devices")
def _name_device(p):
    p.call.body = {"name": f"The {p.kind}'s"}


@call("DELETE /api/v1/businesses/{business_id}/devices/{device}")
def _send_own_device_away(p):
    p.at(p.scene.device_of(p.kind) if p.kind in MEMBERS else p.scene.device_of_the_owner)


@call("DELETE /api/v1/businesses/{business_id}/devices/{device} # a colleague's")
def _send_device_of_another_away(p):
    p.at(p.scene.device_of("manager" if p.kind == "owner" else "owner") if p.kind in MEMBERS
         else p.scene.device_of_the_owner)
