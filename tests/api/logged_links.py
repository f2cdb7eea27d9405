# SPDX-License-Identifier: Apache-2.0
"""The links that a server without a mail server writes into its log."""

import json
import re

from client import Caller
from server import eventually

FORGOT = "/api/v1/auth/forgot-password"


def logged_links(server, mail):
    lines = [json.loads(line) for line in server.log_text().splitlines()
             if '"link_without_mail"' in line and line.endswith("}")]
    return [line["link"] for line in lines if line["mail"] == mail]


def next_link_token(server, mail, known):
    """The token of the first link of that kind behind the `known` ones."""
    links = eventually(lambda: logged_links(server, mail)[known:], what=f"a {mail} link in the log")
    return re.fullmatch(r"http://localhost:\d+/#(?:reset-password|verify-email)=([\w-]{43})", links[0]).group(1)


def forget(server, email):
    """Asks for a reset and answers its token."""
    known = len(logged_links(server, "password_reset"))
    answer = Caller(server).post(FORGOT, {"email": email})
    assert answer.status == 202, answer
    return next_link_token(server, "password_reset", known)
