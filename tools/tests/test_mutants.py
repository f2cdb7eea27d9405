# SPDX-License-Identifier: Apache-2.0
"""The table of mutants against its document, and the copy that they are tried in."""

import subprocess

import pytest

import mutants
from mutant_table import Mutant

ROW = "| P3 | A rule | `{test}` | `weaker` |"


@pytest.mark.parametrize("test, row, is_named", [
    ("unit_domain::Rule.Holds", ROW.format(test="Rule.Holds"), True),
    ("unit_domain::Rule.Holds", ROW.format(test="Rule.HoldsElsewhere"), False),
    ("unit_domain::Rule.Holds", "it is `weaker` than `Rule.Holds`", False),
    ("tests/api/test_rule.py::test_it_holds", ROW.format(test="test_rule.py::test_it_holds"), True),
    ("tests/chaos/test_rule.py::test_it_holds", ROW.format(test="test_rule.py::test_it_holds"), False),
    ("tests/chaos/test_rule.py::test_it_holds", ROW.format(test="tests/chaos/test_rule.py::test_it_holds"), True),
    ("tests/api/test_rule.py::test_it_holds", "| P3 | A rule | every scenario of `tests/api` | `weaker` |", True),
    ("unit_domain::Rule.Holds", "| P3 | A rule | every scenario of `tests/api` | `weaker` |", False),
])
def test_a_mutant_stands_beside_the_test_that_it_turns_red(test, row, is_named):
    complaints = mutants.complaints_about_rows(mutants.table_rows(row), Mutant("weaker", "src/a.cpp", "a", "b", test))
    assert len(complaints) == (0 if is_named else 1), complaints


@pytest.fixture
def tree(tmp_path, monkeypatch):
    root = tmp_path / "tree"
    (root / "src").mkdir(parents=True)
    subprocess.run(["git", "init", "--quiet", root], check=True)
    (root / "src/kept.cpp").write_text("kept")
    (root / "src/gone.cpp").write_text("gone")
    subprocess.run(["git", "-C", root, "add", "."], check=True)
    monkeypatch.setattr(mutants, "ROOT", root)
    return root


def test_what_is_no_source_any_more_leaves_the_copy_but_not_what_was_built(tree, tmp_path):
    copy = tmp_path / "copy"
    mutants.copy_tree(copy)
    (copy / "build").mkdir()
    (copy / "build/object").write_text("built")
    (tree / "src/gone.cpp").rename(tree / "src/moved.cpp")
    mutants.copy_tree(copy)
    assert sorted(path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file()) == [
        "build/object", "src/kept.cpp", "src/moved.cpp"]
