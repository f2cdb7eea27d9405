# SPDX-License-Identifier: Apache-2.0
"""A business that takes orders while nobody listens is told so: in its intake, and once in the log of the server."""

import json

from client import Business, register
from raw_websocket import join
from server import eventually


def intake(business):
    answer = business.owner.get(business.path)
    assert answer.status == 200, answer
    return answer.json()["intake"]


def lines(server, business, event):
    told = [json.loads(line) for line in server.log_text().splitlines() if f'"{event}"' in line]
    return [line["level"] for line in told if line["business"] == business.id]


def is_warned(business):
    return {"code": "no_device"} in intake(business)["reasons"]


def test_no_device_is_a_reason_that_closes_nothing_and_one_warning_an_outage(fresh_server):
    server = fresh_server(no_device_after="1s")
    business = Business(register(server))
    assert intake(business) == {"open": True, "accepting": True, "reasons": []}

    eventually(lambda: is_warned(business), what="the warning")
    assert intake(business)["accepting"] is True
    assert business.owner.place(business.order())["devices_listening"] == 0
    head = business.head()
    eventually(lambda: lines(server, business, "no_device") == ["warning"], what="the line in the log")

    socket, _ = join(server, business)
    with socket:
        assert not is_warned(business), "a device that listens is enough"
        eventually(lambda: lines(server, business, "no_device_over") == ["info"], what="the end of the outage")
    eventually(lambda: is_warned(business), what="the warning of the next outage")
    eventually(lambda: lines(server, business, "no_device") == ["warning"] * 2, what="its line")
    assert business.head() == head, "it is no event"

    business.set_intake(False)
    assert [reason["code"] for reason in intake(business)["reasons"]] == ["closed"]
    server.stop()
