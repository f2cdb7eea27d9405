# SPDX-License-Identifier: Apache-2.0
"""Orders on their way."""

REASON = {"code": "rejected_too_busy", "text": "Sorry"}


def through(caller, order, *statuses):
    for status in statuses:
        answer = caller.move(order, status)
        assert answer.status == 200, (status, answer)
        order = answer.json()
        assert order["status"] == status
    return order


def without_presence(order):
    return {name: value for name, value in order.items() if name != "devices_listening"}
