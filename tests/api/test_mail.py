# SPDX-License-Identifier: Apache-2.0
"""What is mailed, over a real SMTP server: resets, verifications, invitations, and that nobody is listening."""

import re
import subprocess

import pytest

from certificates import Certificate
from client import NEW_PASSWORD, PASSWORD, Business, Caller, register
from mail_server import MailServer
from raw_websocket import join
from server import Server, binary, environment, eventually


@pytest.fixture(scope="module")
def post():
    with MailServer() as server:
        yield server


@pytest.fixture(scope="module")
def mailing(post, tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("mailing"), **post.settings(no_device_after="1s")).start()
    yield running
    running.stop()


def token_in(mail, action):
    text = mail.get_content()
    return re.search(rf"https://orders\.example\.com/#{action}=([\w-]+)", text).group(1)


def signs_in(server, email, password):
    return Caller(server).post("/api/v1/auth/login", {"email": email, "password": password}).status == 200


def test_a_reset_is_mailed_to_its_address_and_works(mailing, post):
    person = register(mailing)
    post.next_mail(person.email)  # the verification of the address
    assert Caller(mailing).post("/api/v1/auth/forgot-password", {"email": person.email}).status == 202
    mail = post.next_mail(person.email, known=1)
    assert mail["From"] == "Order Receiver <orders@example.com>" and mail["To"] == person.email
    token = token_in(mail, "reset-password")
    answer = Caller(mailing).post("/api/v1/auth/reset-password", {"token": token, "new_password": NEW_PASSWORD})
    assert answer.status == 204, answer
    assert signs_in(mailing, person.email, NEW_PASSWORD) and not signs_in(mailing, person.email, PASSWORD)
    assert token not in mailing.log_text(), "with a mail server no link stands in the log"


def test_an_address_is_verified_by_its_mail(mailing, post):
    person = register(mailing)
    token = token_in(post.next_mail(person.email), "verify-email")
    assert Caller(mailing).post("/api/v1/auth/verify-email", {"token": token}).status == 204
    assert person.get("/api/v1/auth/me").json()["email_verified"] is True


def test_an_invitation_is_mailed_with_its_link(mailing, post):
    owner, guest = register(mailing), register(mailing)
    post.next_mail(guest.email)
    business = Business(owner, name="مطعم بغداد")
    answer = owner.post(f"{business.path}/members", {"role": "staff", "email": guest.email})
    assert answer.status == 201, answer
    mail = post.next_mail(guest.email, known=1)
    assert "مطعم بغداد" in mail["Subject"]
    assert token_in(mail, "join") == answer.json()["token"]


def test_an_owner_is_written_to_once_when_nobody_listens(mailing, post):
    owner = register(mailing)
    post.next_mail(owner.email)
    business = Business(owner, name="Pizza Roma")
    mail = post.next_mail(owner.email, known=1)
    assert mail["Subject"] == "Nobody is listening at Pizza Roma"
    socket, _ = join(mailing, business)
    with socket:
        over = f'"business":"{business.id}"'
        eventually(lambda: any('"no_device_over"' in line and over in line for line in mailing.log_text().splitlines()),
                   what="the end of the outage")
    post.next_mail(owner.email, known=2)
    mine = [mail["Subject"] for mail in post.mails if mail.recipients == [owner.email]]
    assert mine[1:] == ["Nobody is listening at Pizza Roma"] * 2, "one for each outage"


def test_mail_goes_over_verified_tls_with_a_name_and_password(fresh_server, tmp_path):
    certificate = Certificate(tmp_path / "mail")
    with MailServer(certificate, "orders", "a-mail-password") as post:
        secret = tmp_path / "password"
        secret.write_text("a-mail-password\n")
        secret.chmod(0o600)
        settings = post.settings(smtp_tls="required", smtp_ca_file=certificate.certificate, smtp_user="orders",
                                 smtp_password_file=secret)
        server = fresh_server(**settings)
        person = register(server)
        assert post.next_mail(person.email).came_over_tls
        server.stop()


def test_a_mail_server_that_cannot_prove_who_it_is_gets_nothing(fresh_server, tmp_path):
    mine, other = Certificate(tmp_path / "mine"), Certificate(tmp_path / "other")
    with MailServer(mine) as post:
        server = fresh_server(**post.settings(smtp_tls="required", smtp_ca_file=other.certificate))
        register(server)
        eventually(lambda: '"mail_attempt_failed"' in server.log_text(), what="the failed attempt in the log")
        assert post.attempts == 0 and post.mails == []
        server.stop()


def test_a_mail_that_is_refused_for_good_is_dropped_and_the_next_one_sent(fresh_server):
    with MailServer() as post:
        post.replies = ["550 no such mailbox"]
        server = fresh_server(**post.settings())
        register(server)
        eventually(lambda: '"mail_dropped"' in server.log_text(), what="the warning")
        assert post.next_mail(register(server).email)
        server.stop()


def test_a_mail_that_fails_for_now_is_tried_again(fresh_server):
    with MailServer() as post:
        post.replies = ["451 come back later"]
        server = fresh_server(**post.settings())
        person = register(server)
        assert post.next_mail(person.email)
        assert post.attempts == 2 and '"mail_attempt_failed"' in server.log_text()
        server.stop()


@pytest.mark.parametrize("settings, named", [
    ({"smtp_from": None}, "smtp_from"),
    ({"smtp_user": "orders"}, "smtp_password"),
    ({"smtp_tls": "off", "smtp_user": "orders", "smtp_password": "x"}, "smtp_tls"),
    ({"smtp_url": "http://127.0.0.1"}, "smtp_url"),
    ({"environment": "production", "jwt_secret": "x" * 40, "public_url": None}, "public_url"),
])
def test_settings_that_do_not_go_together_stop_the_start(tmp_path, settings, named):
    given = {"smtp_url": "smtp://127.0.0.1:1", "smtp_from": "orders@example.com", "smtp_tls": "off",
             "public_url": "https://orders.example.com", **settings}
    ended = subprocess.run([binary(), "serve", "--port", "0", "--data-dir", tmp_path / "data"],
                           env=environment(**given), capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 3 and named in ended.stderr and ended.stderr.count("\n") == 1, ended.stderr
