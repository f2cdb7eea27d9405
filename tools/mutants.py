#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Proves that the tests named in docs/protocol.md can fail: applies each one-line mutant, builds it, and expects red.

    tools/mutants.py            all mutants, in a copy of the tree under build/mutants (under a minute each)
    tools/mutants.py NAME…      these only
    tools/mutants.py --list     their names, files and tests
    tools/mutants.py --check    only that each still fits the sources and the document (no build)

A mutant that stays green, or fits its file no longer, is a failure.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

from mutant_table import MUTANTS

ROOT = pathlib.Path(__file__).resolve().parents[1]


def complaint(root, mutant):
    """Why a mutant does not fit the tree any more; None when it does."""
    path = root / mutant.path
    if not path.exists():
        return f"{mutant.path} does not exist"
    count = path.read_text().count(mutant.old)
    return None if count == 1 else f"{mutant.path} has its line {count} times"


def google_tests(root):
    """All `Suite.Name` of the C++ tests."""
    macro = re.compile(r"^(?:TEST(?:_F|_P)?|RC_GTEST_PROP)\((\w+),\s*(\w+)", re.MULTILINE)
    return {f"{suite}.{name}" for path in sorted((root / "tests").rglob("*.cpp"))
            for suite, name in macro.findall(path.read_text())}


def has_test(root, test):
    where, _, name = test.partition("::")
    if not where.startswith("tests/"):
        return name in google_tests(root)
    return (root / where).exists() and f"def {name}(" in (root / where).read_text()


def table_rows(document):
    return [line for line in document.splitlines() if line.startswith("|")]


def name_in_document(test):
    """What docs/protocol.md calls a test: without `tests/api/`, or without its GoogleTest program."""
    return test.removeprefix("tests/api/") if test.startswith("tests/") else test.partition("::")[2]


def complaints_about_rows(rows, mutant):
    """A mutant stands in a table, beside the test that it turns red, or where every scenario of tests/api is meant."""
    naming = [row for row in rows if f"`{mutant.name}`" in row]
    if not naming:
        return [f"{mutant.name}: no table of docs/protocol.md names it"]
    test = name_in_document(mutant.test)
    return [f"{mutant.name}: its row of docs/protocol.md does not name {test}" for row in naming
            if f"`{test}`" not in row
            and not (mutant.test.startswith("tests/api/") and "every scenario of `tests/api`" in row)]


def check(root):
    """Every complaint about the table and its document."""
    rows = table_rows((root / "docs/protocol.md").read_text())
    found = []
    for mutant in MUTANTS:
        if problem := complaint(root, mutant):
            found.append(f"{mutant.name}: {problem}")
        found += complaints_about_rows(rows, mutant)
        if not has_test(root, mutant.test):
            found.append(f"{mutant.name}: there is no test {mutant.test}")
    names = [mutant.name for mutant in MUTANTS]
    return found + [f"{name}: twice" for name in sorted({name for name in names if names.count(name) > 1})]


def copy_tree(target):
    """The sources as they are, uncommitted changes too; what is the same already stays, so that little is built. What
    is no source any more goes, or the modules would still build it."""
    listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            capture_output=True, check=True).stdout.decode().split("\0")
    names = {name for name in listed if name and (ROOT / name).is_file()}
    for name in names:
        source, copy = ROOT / name, target / name
        if copy.is_file() and copy.read_bytes() == source.read_bytes():
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, copy)
    for folder, folders, files in os.walk(target):
        if pathlib.Path(folder) == target:
            folders[:] = [name for name in folders if name != "build"]
        for path in (pathlib.Path(folder, name) for name in files):
            if path.relative_to(target).as_posix() not in names:
                path.unlink()


def target_of(test):
    """What has to be built for a test: the program, or the GoogleTest program that it is in."""
    return "order-receiver" if test.startswith("tests/") else test.partition("::")[0]


def build(tree, targets):
    return subprocess.run(["cmake", "--build", tree / "build", "--target", *targets], capture_output=True, text=True,
                          check=False)


def configure(tree):
    launcher = ["-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
    os.environ.setdefault("CCACHE_SLOPPINESS", "pch_defines,time_macros")
    subprocess.run(["cmake", "-S", tree, "-B", tree / "build", "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug",
                    "-DORDER_RECEIVER_TESTS=ON", "-DORDER_RECEIVER_BENCH=OFF", *launcher], check=True,
                   stdout=subprocess.DEVNULL)


def command_of(tree, test):
    target, _, name = test.partition("::")
    if test.startswith("tests/"):
        return [sys.executable, "-m", "pytest", "-q", "-x", test]
    program = next(path for path in (tree / "build/tests").rglob(target) if path.is_file())
    return [program, f"--gtest_filter={name}:*/{name}/*"]


def run_test(tree, test):
    """The finished process; nothing when it hangs."""
    environment = {**os.environ, "ORDER_RECEIVER": str(tree / "build/order-receiver")}
    try:
        return subprocess.run(command_of(tree, test), cwd=tree, env=environment, capture_output=True, text=True,
                              timeout=300, check=False)
    except subprocess.TimeoutExpired:
        return None


def is_green(result):
    """Passed, and at least one test ran."""
    return result is not None and result.returncode == 0 and "Running 0 tests" not in result.stdout


def is_red(test, result):
    """Failed as a test fails: pytest exits 1, a GoogleTest program 1 or by a signal."""
    if result is None or result.returncode == 1:
        return True
    return result.returncode < 0 and not test.startswith("tests/")


def verdict_on(tree, mutant):
    """`killed`, or why not."""
    if problem := complaint(tree, mutant):
        return f"does not apply: {problem}"
    path = tree / mutant.path
    original = path.read_text()
    path.write_text(original.replace(mutant.old, mutant.new))
    try:
        built = build(tree, [target_of(mutant.test)])
        if built.returncode != 0:
            return "does not compile:\n" + (built.stdout + built.stderr)[-2000:]
        result = run_test(tree, mutant.test)
        if is_red(mutant.test, result):
            return "killed"
        return "SURVIVED" if is_green(result) else f"no verdict: {result.stdout[-1000:]}{result.stderr[-1000:]}"
    finally:
        path.write_text(original)


def green_without(tree, mutants):
    """The tests must pass on the sources as they are, else red proves nothing."""
    tests = list(dict.fromkeys(mutant.test for mutant in mutants))
    built = build(tree, sorted({target_of(test) for test in tests}))
    if built.returncode != 0:
        sys.exit("the tree does not build:\n" + (built.stdout + built.stderr)[-4000:])
    for test in tests:
        result = run_test(tree, test)
        if not is_green(result):
            sys.exit(f"{test} is red without any mutant:\n{result.stdout[-4000:] if result else 'timeout'}")


def run(mutants):
    survived = 0
    tree = ROOT / "build/mutants"
    copy_tree(tree)
    configure(tree)
    green_without(tree, mutants)
    for number, mutant in enumerate(mutants, 1):
        begin = time.monotonic()
        verdict = verdict_on(tree, mutant)
        survived += verdict != "killed"
        print(f"[{number}/{len(mutants)}] {mutant.name}: {verdict} ({time.monotonic() - begin:.0f} s)", flush=True)
    print(f"{len(mutants) - survived} of {len(mutants)} mutants killed")
    return survived


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    unknown = set(arguments.names) - {mutant.name for mutant in MUTANTS}
    if unknown:
        parser.error(f"no such mutant: {', '.join(sorted(unknown))}")
    chosen = [mutant for mutant in MUTANTS if not arguments.names or mutant.name in arguments.names]
    if arguments.list:
        for mutant in chosen:
            print(f"{mutant.name:40} {mutant.path}  {mutant.test}")
        return 0
    complaints = check(ROOT)
    for each in complaints:
        print(each, file=sys.stderr)
    if arguments.check or complaints:
        return 1 if complaints else 0
    return 1 if run(chosen) else 0


if __name__ == "__main__":
    sys.exit(main())
