# SPDX-License-Identifier: Apache-2.0
"""One server for the session; people are shared because argon2 is slow by intent, businesses are not."""

import pathlib

import pytest

from client import PASSWORD, Business, Caller, login, new_email, register
from commands import operate
from contract_plugin import ContractPlugin
from raw_websocket import join
from server import Server, is_sanitized

NOT_MEASURED = []


def pytest_configure(config):
    config.pluginmanager.register(ContractPlugin(), "contract")


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("server")).start()
    try:
        yield running
        running.stop()
    finally:
        running.abandon()


@pytest.fixture
def fresh_server(tmp_path):
    """Makes servers that a test may stop, kill or configure."""
    made = []

    def make(**settings):
        folder = tmp_path / f"server-{len(made)}"
        folder.mkdir()
        made.append(Server(folder, **settings))
        return made[-1].start()

    yield make
    for each in made:
        each.end()
    for each in made:
        each.check_sanitizers()


@pytest.fixture(scope="session")
def owner(server):
    return register(server)


@pytest.fixture(scope="session")
def stranger(server):
    """Somebody with a business of their own and nothing to do with the owner's."""
    caller = register(server)
    caller.business = Business(caller)
    return caller


@pytest.fixture(scope="session")
def admin(server):
    """An admin of the platform."""
    email = new_email()
    operate(server, "user", "create", email, "--admin", stdin=PASSWORD + "\n")
    return login(server, email)


@pytest.fixture
def anyone(server):
    return Caller(server)


@pytest.fixture
def business(owner):
    return Business(owner)


@pytest.fixture
def socket(server, business):
    """A live socket at the head of an empty log."""
    opened, _ = join(server, business)
    with opened:
        yield opened


@pytest.fixture
def channel(business):
    return business.key()


@pytest.fixture(scope="session")
def sanitized():
    return is_sanitized()


@pytest.fixture
def not_measured():
    """Notes what a sanitized binary cannot show, for the summary at the end."""
    return NOT_MEASURED.append


def pytest_sessionfinish(session):
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["not_measured"] = NOT_MEASURED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    NOT_MEASURED.extend(getattr(node, "workeroutput", {}).get("not_measured", []))


def pytest_terminal_summary(terminalreporter):
    for note in NOT_MEASURED:
        terminalreporter.write_line(f"NOT MEASURED: {note}", yellow=True, bold=True)


@pytest.fixture(scope="session")
def repository():
    return pathlib.Path(__file__).resolve().parents[2]
