# SPDX-License-Identifier: Apache-2.0
"""The WebSocket clients that Debian and npm have, each behind the same few calls.

`open(url)`, then `send(text)`, `receive()`, `ping(text)` until its pong came, `close(code)`: the code of the answer.
`extensions` is what the client believes to have agreed on.
"""

import abc
import asyncio
import json
import os
import pathlib
import struct
import subprocess

import aiohttp
import tornado.websocket
import websocket
import websockets

PATIENCE = 20


class WebSocketClient:
    """python3-websocket."""

    def open(self, url):
        self.connection = websocket.create_connection(url, timeout=PATIENCE, subprotocols=["orders.v1"])
        assert self.connection.subprotocol == "orders.v1"
        self.extensions = self.connection.getheaders().get("sec-websocket-extensions", "")

    def send(self, text):
        self.connection.send(text)

    def receive(self):
        return self.connection.recv()

    def ping(self, text):
        self.connection.ping(text)
        opcode, frame = self.connection.recv_data_frame(control_frame=True)
        assert opcode == websocket.ABNF.OPCODE_PONG and frame.data == text.encode(), (opcode, frame)

    def close(self, code):
        self.connection.send_close(code)
        while True:
            opcode, frame = self.connection.recv_data_frame(control_frame=True)
            if opcode == websocket.ABNF.OPCODE_CLOSE:
                self.connection.shutdown()
                return struct.unpack("!H", frame.data[:2])[0]


class Asynchronous(abc.ABC):
    """Runs one on an event loop of its own."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()

    def run(self, task):
        return self.loop.run_until_complete(asyncio.wait_for(task, PATIENCE))

    def open(self, url):
        self.run(self._open(url))

    def send(self, text):
        self.run(self._send(text))

    def receive(self):
        return self.run(self._receive())

    def ping(self, text):
        self.run(self._ping(text))

    def close(self, code):
        try:
            return self.run(self._close(code))
        finally:
            self.loop.close()

    @abc.abstractmethod
    async def _open(self, url):
        ...

    @abc.abstractmethod
    async def _send(self, text):
        ...

    @abc.abstractmethod
    async def _receive(self):
        ...

    @abc.abstractmethod
    async def _ping(self, text):
        ...

    @abc.abstractmethod
    async def _close(self, code):
        ...


class Websockets(Asynchronous):
    """python3-websockets."""

    async def _open(self, url):
        self.connection = await websockets.connect(url, subprotocols=["orders.v1"], compression="deflate")
        assert self.connection.subprotocol == "orders.v1"
        self.extensions = ",".join(extension.name for extension in self.connection.extensions)

    async def _send(self, text):
        await self.connection.send(text)

    async def _receive(self):
        return await self.connection.recv()

    async def _ping(self, text):
        await (await self.connection.ping(text))

    async def _close(self, code):
        await self.connection.close(code)
        return self.connection.close_code


class Aiohttp(Asynchronous):
    """python3-aiohttp."""

    async def _open(self, url):
        self.session = aiohttp.ClientSession()
        self.connection = await self.session.ws_connect(url, protocols=["orders.v1"], autoping=False, compress=15)
        assert self.connection.protocol == "orders.v1"
        self.extensions = "permessage-deflate" if self.connection.compress else ""

    async def _send(self, text):
        await self.connection.send_str(text)

    async def _receive(self):
        return await self.connection.receive_str()

    async def _ping(self, text):
        await self.connection.ping(text.encode())
        message = await self.connection.receive()
        assert (message.type, bytes(message.data)) == (aiohttp.WSMsgType.PONG, text.encode()), message

    async def _close(self, code):
        await self.connection.close(code=code)
        await self.session.close()
        return self.connection.close_code


class Tornado(Asynchronous):
    """python3-tornado."""

    async def _open(self, url):
        self.connection = await tornado.websocket.websocket_connect(url, subprotocols=["orders.v1"],
                                                                    compression_options={})
        assert self.connection.selected_subprotocol == "orders.v1"
        self.extensions = self.connection.headers.get("Sec-WebSocket-Extensions", "")
        self.pongs = asyncio.Queue()
        self.connection.on_pong = self.pongs.put_nowait

    async def _send(self, text):
        await self.connection.write_message(text)

    async def _receive(self):
        return await self.connection.read_message()

    async def _ping(self, text):
        self.connection.ping(text.encode())
        assert await self.pongs.get() == text.encode()

    async def _close(self, code):
        self.connection.close(code)
        while await self.connection.read_message() is not None:
            pass
        return self.connection.close_code


class NodeWs:
    """ws of npm, as Debian packages it (node-ws)."""

    def open(self, url):
        script = pathlib.Path(__file__).with_name("websocket_client.js")
        self.process = subprocess.Popen(["node", script, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        env={**os.environ, "NODE_PATH": "/usr/share/nodejs"}, text=True)
        opened = self._next("open")
        assert opened["open"] == "orders.v1"
        self.extensions = opened["extensions"]

    def _next(self, kind):
        line = self.process.stdout.readline()
        assert line, "the client ended"
        said = json.loads(line)
        assert kind in said, said
        return said

    def _do(self, **command):
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()

    def send(self, text):
        self._do(send=text)

    def receive(self):
        return self._next("message")["message"]

    def ping(self, text):
        self._do(ping=text)
        self._next("pong")

    def close(self, code):
        self._do(close=code)
        closed = self._next("closed")["closed"]
        self.process.stdin.close()
        self.process.stdout.close()
        assert self.process.wait(PATIENCE) == 0
        return closed


ALL = [WebSocketClient, Websockets, Aiohttp, Tornado, NodeWs]
