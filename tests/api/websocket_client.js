// SPDX-License-Identifier: Apache-2.0
// The client `ws` of Node.js for test_websocket_clients.py: a command a line on stdin, what happens a line on stdout.
const WebSocket = require("ws");
const lines = require("readline").createInterface({ input: process.stdin });

const say = (what) => console.log(JSON.stringify(what));
const socket = new WebSocket(process.argv[2], ["orders.v1"]);
socket.on("open", () => say({ open: socket.protocol, extensions: socket.extensions }));
socket.on("message", (data, isBinary) => say(isBinary ? { binary: data.length } : { message: data.toString() }));
socket.on("pong", (data) => say({ pong: data.toString() }));
socket.on("close", (code) => { say({ closed: code }); lines.close(); });
socket.on("error", (error) => say({ error: error.message }));

lines.on("line", (line) => {
    const command = JSON.parse(line);
    if ("send" in command) socket.send(command.send);
    if ("ping" in command) socket.ping(command.ping);
    if ("close" in command) socket.close(command.close);
});
