# SPDX-License-Identifier: Apache-2.0
"""What pytest does about the contract (contract.py): a test during which an answer broke it fails; a whole run of
tests/api fails when the document promises an answer that no scenario got."""

import pathlib
import re

import pytest

import contract
from seen_elsewhere import SEEN_ELSEWHERE
from server import binary

FOLDER = pathlib.Path(__file__).resolve().parent


def shows(node, tests=FOLDER.parent):
    """Whether the test that shows an answer exists: a pytest node below tests/, or the name of a GoogleTest."""
    if "::" in node:
        file, function = node.split("::")
        path = tests / file
        return path.exists() and f"def {function}(" in path.read_text()
    suite, name = node.split(".")
    pattern = re.compile(rf"^(TEST|TEST_F|TEST_P)\({suite}, {name}\)", re.MULTILINE)
    return any(pattern.search(path.read_text()) for path in tests.rglob("*.cpp"))


class ContractPlugin:
    def __init__(self):
        self.recorder = contract.start(binary())
        self.whole = False
        self.workers = []  # pytest-xdist: whether each had the whole run before it
        self.left_out = 0
        self.report = None

    def pytest_deselected(self, items):
        self.left_out += len(items)

    def pytest_collection_finish(self, session):
        collected = {item.path.name for item in session.items if item.path.parent == FOLDER}
        there = {path.name for path in FOLDER.glob("test_*.py")}
        names_parts = any("::" in argument for argument in session.config.args)
        self.whole = collected == there and not names_parts and not self.left_out

    @pytest.hookimpl(tryfirst=True)  # before its fixtures
    def pytest_runtest_setup(self):
        self.recorder.begin_test()

    @pytest.hookimpl(trylast=True)  # behind the test itself
    def pytest_runtest_call(self):
        breaches = self.recorder.take_breaches()
        assert not breaches, "the contract is broken:\n" + "\n".join(breaches[:20])

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session, exitstatus):
        if session.config.option.collectonly or not session.testscollected:
            return
        was_cut = session.shouldstop or session.shouldfail or exitstatus in (2, 3, 4)
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["contract"] = {"seen": list(self.recorder.seen),
                                                       "whole": self.whole and not was_cut}
            return
        whole = all(self.workers) if self.workers else self.whole
        if not whole or was_cut:
            self.report = ["NOT CHECKED: whether every answer that the OpenAPI document promises was seen; that takes "
                           "a whole run of tests/api"]
            return
        self.report = self.verdict()
        if self.report and session.exitstatus == 0:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node):
        saw = getattr(node, "workeroutput", {}).get("contract", {"seen": [], "whole": False})
        self.recorder.seen.update(saw["seen"])
        self.workers.append(saw["whole"])

    def verdict(self):
        unseen = set(self.recorder.unseen())
        flaws = [f"the document promises, and no scenario got: {contract.line(what)}"
                 for what in sorted(unseen - set(SEEN_ELSEWHERE), key=str)]
        flaws += [f"seen_elsewhere.py lists what the document does not promise: {contract.line(what)}"
                  for what in sorted(set(SEEN_ELSEWHERE) - self.recorder.document.expected(), key=str)]
        flaws += [f"seen_elsewhere.py names a test that is not there: {node}"
                  for node in sorted(set(SEEN_ELSEWHERE.values())) if not shows(node)]
        return flaws

    def pytest_terminal_summary(self, terminalreporter):
        for text in self.report or ():
            terminalreporter.write_line(text, yellow=text.startswith("NOT CHECKED"), red=text[0] != "N", bold=True)
