# SPDX-License-Identifier: Apache-2.0
"""docs/protocol.md names tests and mutants that exist."""

import re
import subprocess
import sys


def test_every_test_that_the_protocol_names_exists(repository):
    document = (repository / "docs/protocol.md").read_text()
    named = re.findall(r"`((?:tests/\w+/)?test_\w+\.py)::(\w+)`", document)
    assert len(named) > 30
    for file, function in named:
        path = repository / (file if file.startswith("tests/") else f"tests/api/{file}")
        assert f"def {function}(" in path.read_text(), f"{file}::{function}"


def test_every_google_test_that_the_protocol_names_exists(repository):
    sources = "".join(path.read_text() for path in (repository / "tests").rglob("*.cpp"))
    named = re.findall(r"`([A-Z]\w+)\.([A-Z]\w+)`", (repository / "docs/protocol.md").read_text())
    assert len(named) > 5
    for suite, name in named:
        assert re.search(rf"^(TEST|TEST_F|TEST_P|RC_GTEST_PROP)\({suite}, {name}\b", sources, re.MULTILINE), name


def test_every_mutant_still_fits_the_sources(repository):
    checked = subprocess.run([sys.executable, repository / "tools/mutants.py", "--check"], capture_output=True,
                             text=True, check=False)
    assert checked.returncode == 0, checked.stderr
