# SPDX-License-Identifier: Apache-2.0
"""HTTP/1.1 byte by byte, for what no well-behaved client would send."""

import re
import socket

import contract

_REQUEST_LINE = re.compile(rb"([A-Z]+) (/\S*) HTTP/1\.[01]\r\n")


class Closed(Exception):
    """The server ended the connection before a whole response had come."""


class RawConnection:
    def __init__(self, host, port, timeout=20, tls=None):
        self.socket = socket.create_connection((host, port), timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_hostname=host)
        self.pending = b""
        self.sent = b""  # what nobody has been answered for yet

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        """False when the server has closed already, which it may while we still send."""
        self.sent += data
        try:
            self.socket.sendall(data)
            return True
        except OSError:
            return False

    def read_more(self):
        try:
            data = self.socket.recv(65536)
        except ConnectionError as error:
            raise Closed from error
        if not data:
            raise Closed
        self.pending += data

    def response(self):
        """(status, headers in lower case, body) of the next response; Closed when there is none."""
        while b"\r\n\r\n" not in self.pending:
            self.read_more()
        head, self.pending = self.pending.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        status = int(re.fullmatch(r"HTTP/1\.[01] (\d{3}).*", lines[0]).group(1))
        headers = {name.lower(): value.strip() for name, value in (text.split(":", 1) for text in lines[1:])}
        if status == 100:
            return self.response()
        size = 0 if status in (101, 304) else int(headers.get("content-length", 0))
        while len(self.pending) < size:
            self.read_more()
        body, self.pending = self.pending[:size], self.pending[size:]
        method, target = self._next_request()
        if not headers.get("server", "").startswith("nginx"):  # which has answers of its own
            contract.note(method, target, status, headers, body)
        return status, headers, body

    def _next_request(self):
        """Method and target of the next request line that was sent, as far as one can be read."""
        found = _REQUEST_LINE.search(self.sent)
        if not found:
            return "", ""
        self.sent = self.sent[found.end():]
        return found[1].decode(), found[2].decode("latin-1")

    def is_closed_now(self):
        """Reads to the end: True when nothing more comes and the server closes; a further byte is an error."""
        assert not self.pending, self.pending
        try:
            self.read_more()
        except Closed:
            return True
        return False
