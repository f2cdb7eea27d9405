# SPDX-License-Identifier: Apache-2.0
"""The drill of docs/recovery.md, step by step, as an operator does it."""

import shutil

from client import PATIENT, Business, Caller, register
from commands import operate, restore, verify
from load import Load
from raw_websocket import WebSocket
from server import Server


def test_the_drill(tmp_path):
    server = Server(tmp_path).start()
    try:
        drill(server, tmp_path)
    finally:
        server.abandon()


def drill(server, tmp_path):
    owner = register(server)
    business = Business(owner, settings=PATIENT)
    with WebSocket(server, business.id) as device:
        device.hello(owner.credential)
        cursor = f"{business.epoch()}:0"

    # 1. Orders come in; a backup is taken meanwhile.
    load = Load(business)
    load.reaches(40)
    acknowledged_before = [order["id"] for order in load.orders]
    report = operate(server, "backup", str(tmp_path / "nightly.backup"))

    # 2. More orders come in; then the disk is lost.
    load.reaches(len(load.orders) + 30)
    load.stop()
    numbers = {order["order_number"] for order in load.orders}
    server.kill()
    shutil.rmtree(server.data_dir)

    # 3. Restore, verify, start.
    restored = restore(tmp_path / "nightly.backup", server.data_dir)
    assert restored["orders"] == report["orders"]
    assert verify(server.data_dir)["sound"]
    server.start()

    # 4. Every order that was acknowledged before the backup began is there.
    owner, channel = Caller(server, owner.credential), Caller(server, load.channel.credential)
    business.owner = owner
    found = [event["data"]["id"] for event in business.log() if event["type"] == "order.created"]
    assert set(acknowledged_before) <= set(found) and len(found) == len(set(found))

    # 5. A device with an old cursor is told so, takes a snapshot and goes on from there.
    with WebSocket(server, business.id) as device:
        device.send_json({"t": "hello", "token": owner.credential, "cursor": cursor})
        assert device.receive()["t"] == "welcome"
        reset = device.receive()
        assert (reset["t"], reset["why"]) == ("reset", "epoch")
        snapshot = owner.get(f"{business.path}/snapshot").json()
        device.send_json({"t": "resume", "cursor": snapshot["cursor"]})
        assert device.events_until_live() == ([], reset["head"])

        # 6. New orders have numbers that were never given, and the device hears of them.
        order = channel.place(business.order())
        assert order["order_number"] not in numbers
        assert int(order["order_number"].removeprefix("PIZ")) > max(int(n.removeprefix("PIZ")) for n in numbers)
        assert device.events(1)[0]["data"]["id"] == order["id"]

    assert operate(server, "verify")["sound"]
    server.stop()
