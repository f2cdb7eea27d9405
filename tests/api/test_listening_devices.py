# SPDX-License-Identifier: Apache-2.0
"""Who listens now: the list, names, and sending a device away."""

from client import Business, assert_problem, login, register
from members import admit
from raw_websocket import join
from server import eventually


def devices(business, caller=None):
    answer = (caller or business.owner).get(f"{business.path}/devices")
    assert answer.status == 200, answer
    return answer.json()["devices"]


def test_the_list_says_who_listens_how_and_how_far(server, owner):
    business = Business(owner)
    for _ in range(3):
        owner.place(business.order())
    named = owner.post(f"{business.path}/devices", {"name": "Counter 1"})
    assert named.status == 201 and named.json()["id"].startswith("dev_")
    assert devices(business) == []
    opened, _ = join(server, business, device="Counter 1")
    with opened:
        opened.send_json({"t": "ack", "seq": 3})
        seen = eventually(lambda: [each for each in devices(business) if each["cursor"] == 3], what="the ack")
        device, = seen
        assert device["id"] == named.json()["id"] and device["name"] == "Counter 1"
        assert (device["transport"], device["connections"], device["lag"]) == ("websocket", 1, 0)
        owner.place(business.order())
        assert devices(business)[0]["lag"] == 1
    eventually(lambda: not devices(business), what="the device is gone")


def test_sending_a_device_away_ends_its_session(server, owner):
    business = Business(owner)
    tablet = login(server, owner.email)
    opened, _ = join(server, business, tablet.credential, device="Tablet")
    with opened:
        device, = devices(business)
        assert owner.delete(f"{business.path}/devices/{device['id']}").status == 204
        assert opened.expect_close() == 4503
    assert tablet.get("/api/v1/auth/me").status == 401
    assert owner.get("/api/v1/auth/me").status == 200
    assert_problem(owner.delete(f"{business.path}/devices/{device['id']}"), 404, "device_not_found")


def test_staff_send_only_their_own_devices_away(server, owner):
    business = Business(owner)
    staff = register(server)
    admit(business, staff)
    opened, _ = join(server, business, device="Owner's")
    with opened:
        device, = devices(business, staff)
        assert_problem(staff.delete(f"{business.path}/devices/{device['id']}"), 403, "forbidden")
    mine = login(server, staff.email)
    opened, _ = join(server, business, mine.credential, device="Mine")
    with opened:
        device, = [each for each in devices(business, staff) if each["name"] == "Mine"]
        assert staff.delete(f"{business.path}/devices/{device['id']}").status == 204
        assert opened.expect_close() == 4503


def test_a_channel_that_listens_has_no_session_to_end(server, business, channel):
    opened, _ = join(server, business, channel.credential)
    with opened:
        device, = devices(business)
        assert_problem(business.owner.delete(f"{business.path}/devices/{device['id']}"), 409, "device_has_no_session")


def test_devices_are_the_members_business(business, stranger, anyone, channel):
    for caller, status, code in ((stranger, 404, "business_not_found"), (anyone, 401, "credential_missing"),
                                 (channel, 403, "users_only")):
        assert_problem(caller.get(f"{business.path}/devices"), status, code)
        assert_problem(caller.post(f"{business.path}/devices", {"name": "x"}), status, code)
        assert_problem(caller.delete(f"{business.path}/devices/dev_01890a5d-ac96-774b-bcce-b302099a8057"), status, code)
    assert_problem(business.owner.delete(f"{business.path}/devices/me"), 404, "device_not_found")
    assert_problem(business.owner.post(f"{business.path}/devices", {}), 422, "validation_failed", "/name", "required")


def test_what_an_ack_says_was_shown_is_seen(server, owner):
    business = Business(owner)
    order = owner.place(business.order())
    opened, _ = join(server, business, device="Kitchen")
    with opened:
        opened.send_json({"t": "ack", "seq": 1, "shown": [order["id"], "ord_01890a5d-ac96-774b-bcce-b302099a8057"]})
        history = eventually(
            lambda: (answer := owner.get(f"/api/v1/orders/{order['id']}/history").json()).get("first_seen_at")
            and answer,
            what="the order was seen")
    assert history["first_seen_device"] == "Kitchen"
