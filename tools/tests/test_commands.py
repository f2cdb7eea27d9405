# SPDX-License-Identifier: Apache-2.0
"""A new command needs no change in any port or store: none of them names one."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STORES = ("src/ports", "src/adapters", "tests/model")

# Who gives a command instead of carrying it out.
CALLERS = {("src/adapters/sqlite/upkeep/restore.cpp", "RecordRestore")}


def commands():
    text = (ROOT / "src/domain/command.hpp").read_text()
    return re.findall(r"\w+", re.search(r"using Command = std::variant<([^>]+)>;", text)[1])


def without_comments(text):
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL)


def named(folders):
    """Each (file, command) of which the code names the command."""
    sources = [path for folder in folders for path in (ROOT / folder).rglob("*.[ch]pp")]
    assert len(sources) > 50
    return {(str(path.relative_to(ROOT)), command) for path in sources for command in commands()
            if re.search(rf"\b{command}\b", without_comments(path.read_text()))}


def test_the_list_of_commands_is_read():
    assert {"PlaceOrder", "RecordRestore"} < set(commands())


def test_no_port_and_no_store_names_a_command():
    assert named(STORES) == CALLERS


def test_the_look_finds_what_it_looks_for():
    found = {command for _, command in named(("src/domain", "src/usecases"))}
    assert found >= set(commands()) - {"RecordRestore"}
