# SPDX-License-Identifier: Apache-2.0
"""A real SMTP server (Debian's aiosmtpd) on a free port, with STARTTLS and sign-in when asked for."""

import email
import email.policy
import socket
import ssl
import threading

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from server import eventually


class MailServer:
    """Keeps every mail that it takes. `replies` are given instead, one for each mail, until there are none left."""

    def __init__(self, certificate=None, user=None, password=None):
        self.mails = []
        self.replies = []
        self.attempts = 0
        self.lock = threading.Lock()
        options = {}
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate.certificate, certificate.key)
            options.update(tls_context=context, require_starttls=True)
        if user:
            def authenticate(server, session, envelope, mechanism, data):
                good = data.login == user.encode() and data.password == password.encode()
                return AuthResult(success=good)
            options.update(authenticator=authenticate, auth_required=True)
        self.controller = Controller(self, hostname="127.0.0.1", port=_free_port(), **options)

    async def handle_DATA(self, server, session, envelope):
        with self.lock:
            self.attempts += 1
            if self.replies:
                return self.replies.pop(0)
            mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
            mail.recipients = list(envelope.rcpt_tos)
            mail.came_over_tls = session.ssl is not None
            self.mails.append(mail)
        return "250 taken"

    def __enter__(self):
        self.controller.start()
        return self

    def __exit__(self, *_):
        self.controller.stop()

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.controller.port}"

    def settings(self, **more):
        return {"smtp_url": self.url, "smtp_from": "orders@example.com", "smtp_tls": "off",
                "public_url": "https://orders.example.com", **more}

    def next_mail(self, to, known=0):
        """The first mail to that address behind the `known` ones."""
        return eventually(lambda: [mail for mail in self.mails if mail.recipients == [to]][known:],
                          what=f"a mail to {to}")[0]


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
