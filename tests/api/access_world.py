# SPDX-License-Identifier: Apache-2.0
"""The callers of the access matrix, and a business with something of everything in it."""

import contextlib
import functools
import time

from client import PASSWORD, PATIENT, Business, Caller, login, new_email, register
from commands import operate
from logged_links import forget, logged_links, next_link_token
from members import admit
from raw_websocket import join
from server import JWT_SECRET
from tokens import decoded, signed

PEOPLE = ("foreign", "staff", "manager", "owner", "admin")
CHANNELS = ("key", "key_write", "key_read", "key_other")
DEAD = ("expired", "revoked", "key_gone", "refresh")
KINDS = ("nobody", *PEOPLE, *CHANNELS, *DEAD)
MEMBERS = ("staff", "manager", "owner")
OUTSIDERS = ("nobody", "foreign", "admin", "key_other", *DEAD)

# Stands in every order, and may stand in no answer to an outsider.
CUSTOMER = "Zubaydah the Unlisted"


def expired(token):
    """The same token as the server would have issued it two hours ago."""
    head, body, _ = token.split(".")
    now = int(time.time())
    return signed(head, {**decoded(body), "iat": now - 7200, "exp": now - 3600}, JWT_SECRET)


class World:
    """The people, who cost a password hash each and are shared."""

    def __init__(self, server):
        self.server = server
        self.people = {kind: register(server) for kind in ("foreign", "staff", "manager", "owner")}
        self.people["admin"] = self.new_admin()
        self.owner = self.people["owner"]
        self.host = register(server)  # has a business that all the others may be invited to
        self.extra = register(server)  # is made a member where one is needed
        self.partner = register(server)  # the other owner, whose credentials are good no more

        signed_out = login(server, self.partner.email)
        assert signed_out.post("/api/v1/auth/logout").status == 204
        self.foreign_business = Business(self.people["foreign"])
        self.callers = {
            **self.people,
            "nobody": Caller(server),
            "key_other": self.foreign_business.key(),
            "expired": Caller(server, expired(self.partner.credential)),
            "revoked": signed_out,
            "refresh": Caller(server, self.partner.tokens["refresh_token"]),
        }
        self.refresh_token = login(server, self.owner.email).tokens["refresh_token"]

    def new_admin(self):
        email = new_email()
        operate(self.server, "user", "create", email, "--admin", stdin=PASSWORD + "\n")
        return login(self.server, email)

    def newcomer(self):
        """Registers somebody; their address and the token that verifies it."""
        known = len(logged_links(self.server, "email_verification"))
        email = new_email()
        answer = Caller(self.server).post("/api/v1/auth/register", {"email": email, "password": PASSWORD})
        assert answer.status == 201, answer
        return email, next_link_token(self.server, "email_verification", known)

    def reset_token(self):
        return forget(self.server, self.newcomer()[0])


class Scene:
    """A business of the owner's with members, keys and orders. What it opens it closes."""

    def __init__(self, world):
        self.world = world
        self.server = world.server
        self.business = Business(world.owner, settings=PATIENT)
        for kind in ("staff", "manager"):
            admit(self.business, world.people[kind], kind)
        admit(self.business, world.partner, "owner")
        self.keys = {"key": self.business.key(), "key_write": self.business.key("orders:write"),
                     "key_read": self.business.key("orders:read"), "key_gone": self.business.key()}
        gone = world.owner.delete(f"{self.business.path}/api-keys/{self.keys['key_gone'].key_id}")
        assert gone.status == 204, gone
        self.callers = {**world.callers, **self.keys}
        self.closing = contextlib.ExitStack()

    def signed_in_again(self, kind):
        """Who may be signed out without harm to the other cells."""
        caller = self.callers[kind]
        return login(self.server, caller.email) if kind in PEOPLE else caller

    def somebody_like(self, kind):
        """Another person with the same standing."""
        if kind not in PEOPLE:
            return self.callers[kind]
        if kind == "admin":
            return self.world.new_admin()
        person = register(self.server)
        if kind in MEMBERS:
            admit(self.business, person, kind)
        return person

    def place(self, caller):
        return caller.place(self.business.order(customer_name=CUSTOMER))

    def order_of(self, kind):
        """A pending order that the caller posted itself if it is a key of this business that can, else another key."""
        return self.place(self.keys[kind] if kind in ("key", "key_write") else self.keys["key"])

    def order_of_another(self, kind):
        """A pending order of this business that some other key posted."""
        return self.place(self.keys["key_write" if kind == "key" else "key"])

    def notification(self):
        answer = self.world.owner.post(f"{self.business.path}/notifications/test")
        assert answer.status == 201, answer
        return answer.json()["id"]

    def session_of(self, person):
        sessions = person.get("/api/v1/auth/sessions", limit=100).json()["sessions"]
        return next(each["id"] for each in sessions if each["current"])

    def device_of(self, kind):
        """The id of a device that listens now, on a session of its own."""
        person = login(self.server, self.callers[kind].email)
        opened, _ = join(self.server, self.business, person.credential, device=f"{kind}'s")
        self.closing.enter_context(opened)
        devices = self.world.owner.get(f"{self.business.path}/devices").json()["devices"]
        return next(each["id"] for each in devices if each["name"] == f"{kind}'s")

    @functools.cached_property
    def device_of_the_owner(self):
        """One for all who may not send it away."""
        return self.device_of("owner")

    def state(self):
        """What a refused call must not have changed."""
        owner, path = self.world.owner, self.business.path
        keys = owner.get(f"{path}/api-keys").json()["api_keys"]
        return {
            "business": owner.get(path).json(),
            "members": owner.get(f"{path}/members").json(),
            "keys": [(each["id"], each["name"], each["scopes"]) for each in keys],
            "orders": self.business.orders(limit=100)["orders"],
            "log": self.business.poll(limit=1),
            "unread": owner.get(f"{path}/notifications/unread-count").json(),
            "owner": owner.get("/api/v1/auth/me").json(),
        }

    def close(self):
        self.closing.close()
