#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that the code keeps to tools/layers.txt, and that files keep their size and their SPDX line.

Usage: check_layers.py [repository]

Prints one line for each violation, as file:line, with what would be allowed; ends with 1 if there is any.
"""

from __future__ import annotations

import fnmatch
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

LONGEST_FILE = 400
FOLDERS = ("src", "tests", "bench", "tools")
CODE = (".cpp", ".hpp", ".py", ".sh", ".js", ".ts")
SPDX = "SPDX-License-" + "Identifier: Apache-2.0"
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


class TableError(Exception):
    """The table itself is wrong."""


@dataclass
class Include:
    line: int
    path: str
    is_ours: bool


@dataclass
class Table:
    modules: dict[str, list[str]] = field(default_factory=dict)
    rooms: dict[str, list[str]] = field(default_factory=dict)
    headers: dict[str, list[str]] = field(default_factory=dict)
    forbidden: dict[str, list[str]] = field(default_factory=dict)
    unreachable: dict[str, list[str]] = field(default_factory=dict)

    def allowed(self, module: str) -> list[str]:
        """The patterns of all modules that this one may include, itself left out."""
        return reachable(module, self._named)

    def may_include(self, module: str, other: str) -> bool:
        return module == other or matches(other, self.allowed(module))

    def knows(self, module: str) -> bool:
        return matches(module, self.modules)

    def has_rooms(self, module: str) -> bool:
        return any(room_of_entry(entry)[0] == module for entry in self.rooms)

    def knows_room(self, module: str, room: str) -> bool:
        return f"{module}/{room}" in self.rooms

    def allowed_rooms(self, module: str, room: str) -> list[str]:
        """The rooms of its module that this one may include, itself left out."""
        return reachable(room, lambda name: self.rooms.get(f"{module}/{name}", []))

    def owners(self, header: str) -> list[str] | None:
        """The modules that may name this header; None if the table does not know it."""
        fitting = [prefix for prefix in self.headers if starts_with(header, prefix)]
        return self.headers[max(fitting, key=len)] if fitting else None

    def is_forbidden(self, module: str, header: str) -> bool:
        """Whether this module must not name that header of another one that it may include otherwise."""
        return any(fnmatch.fnmatch(header, pattern) and matches(module, modules)
                   for pattern, modules in self.forbidden.items())

    def _named(self, module: str) -> list[str]:
        return next((names for pattern, names in self.modules.items() if fnmatch.fnmatch(module, pattern)), [])


def reachable(first: str, step: Callable[[str], list[str]]) -> list[str]:
    """What one or more steps lead to, the nearest before the others; `first` only where a circle leads back to it."""
    result: list[str] = []
    waiting = list(step(first))
    while waiting:
        name = waiting.pop(0)
        if name not in result:
            result.append(name)
            waiting += step(name)
    return result


def matches(module: str, patterns) -> bool:
    return any(fnmatch.fnmatch(module, pattern) for pattern in patterns)


def room_of_entry(entry: str) -> tuple[str, str]:
    """adapters/sqlite/engine: the module and its room."""
    module, _, room = entry.rpartition("/")
    return module, room


def starts_with(header: str, prefix: str) -> bool:
    return header == prefix or header.startswith(prefix.rstrip("/") + "/")


def read_table(text: str) -> Table:
    table = Table()
    section = None
    for line in text.replace("\\\n", " ").splitlines():
        line = line.split("#")[0].strip()
        if not line:
            continue
        if line.startswith("["):
            section = getattr(table, line.strip("[]"), None)
            if section is None:
                raise TableError(f"there is no section {line}")
            continue
        names, colon, values = line.partition(":")
        if not colon or section is None:
            raise TableError(f"cannot read: {line}")
        section.update((name, values.split()) for name in names.split())
    refuse_cycles(table)
    return table


def refuse_cycles(table: Table) -> None:
    for module in table.modules:
        if "*" not in table.modules[module] and module in table.allowed(module):
            raise TableError(f"{module} may include itself through others: {' '.join(table.allowed(module))}")
    for entry in table.rooms:
        module, room = room_of_entry(entry)
        if room in table.allowed_rooms(module, room):
            others = " ".join(table.allowed_rooms(module, room))
            raise TableError(f"{entry} may include itself through others: {others}")


def module_of(path: str) -> str:
    """The module of a path below src: its first folder, for adapters its first two."""
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] == "adapters" and len(parts) > 2 else parts[0]


def room_of(path: str) -> str:
    """The room of a path below src: its folder within its module, `.` for the module's own."""
    return Path(path).parent.relative_to(module_of(path)).as_posix()


def pair_of(path: str) -> str:
    """A header and its source are read as one."""
    return path.rsplit(".", 1)[0]


def read_includes(path: Path) -> list[Include]:
    result = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        found = INCLUDE.match(line)
        if found:
            result.append(Include(number, found[2], found[1] == '"'))
    return result


def is_standard(header: str) -> bool:
    """<vector> and its like have neither a folder nor an ending."""
    return "/" not in header and "." not in header


def listed(names: list[str]) -> str:
    return ", ".join(names) if names else "nothing"


class LayerCheck:
    def __init__(self, root: Path, table: Table):
        self.root = root
        self.table = table
        sources = [path for path in walk(root / "src") if path.suffix in (".cpp", ".hpp")]
        self.includes = {path.relative_to(root / "src").as_posix(): read_includes(path) for path in sources}
        self.problems: list[str] = []

    def run(self) -> list[str]:
        for path, includes in self.includes.items():
            for include in includes:
                self._check(path, include)
        self._check_forbidden()
        self._check_rooms()
        self._check_file_cycles()
        self._check_knots()
        return self.problems

    def _report(self, path: str, line: int, text: str) -> None:
        self.problems.append(f"src/{path}:{line}: {text}")

    def _check(self, path: str, include: Include) -> None:
        module = module_of(path)
        if not self.table.knows(module):
            self._report(path, include.line, f"tools/layers.txt does not know the module {module}")
        elif include.is_ours:
            self._check_ours(path, module, include)
        else:
            self._check_header(path, module, include)

    def _check_ours(self, path: str, module: str, include: Include) -> None:
        if include.path not in self.includes:
            self._report(path, include.line, f'there is no "{include.path}" below src')
        elif not self.table.may_include(module, module_of(include.path)):
            allowed = listed(self.table.allowed(module))
            self._report(path, include.line, f'{module} may not include "{include.path}"; it may include: {allowed}')
        elif self.table.is_forbidden(module, include.path):
            self._report(path, include.line, f'tools/layers.txt forbids "{include.path}" to {module}')
        else:
            for header, way in self._unreachable_through(module, include.path):
                self._report(path, include.line, f"{module} must not reach <{header}>, not even by {' > '.join(way)}")

    def _check_forbidden(self) -> None:
        """A pattern that fits no header any more forbids nothing."""
        for pattern in self.table.forbidden:
            if not fnmatch.filter(self.includes, pattern):
                self.problems.append(f"tools/layers.txt: there is no {pattern} below src to forbid")

    def _check_rooms(self) -> None:
        for path, includes in self.includes.items():
            module, room = module_of(path), room_of(path)
            if not self.table.has_rooms(module):
                if room != ".":
                    self._report(path, 1, f"tools/layers.txt knows no rooms of {module}")
                continue
            if not self.table.knows_room(module, room):
                self._report(path, 1, f"tools/layers.txt does not know the room {module}/{room}")
                continue
            allowed = self.table.allowed_rooms(module, room)
            for include in includes:
                if not include.is_ours or include.path not in self.includes or module_of(include.path) != module:
                    continue
                if room_of(include.path) not in [room, *allowed]:
                    self._report(path, include.line, f'{module}/{room} may not include "{include.path}"; '
                                                     f"of its module it may include: {listed(allowed)}")

    def _check_knots(self) -> None:
        """Source-and-header pairs that need each other can only be read as one."""
        needs: dict[str, set[str]] = {}
        for path, includes in self.includes.items():
            named = {pair_of(include.path) for include in includes if include.is_ours and include.path in self.includes}
            needs.setdefault(pair_of(path), set()).update(named - {pair_of(path)})
        for knot in knots(needs):
            self._report(f"{knot[0]}.cpp", 1, f"a knot, to be read as one: {', '.join(knot)}")

    def _check_header(self, path: str, module: str, include: Include) -> None:
        if is_standard(include.path):
            return
        owners = self.table.owners(include.path)
        if owners is None:
            self._report(path, include.line, f"<{include.path}> does not stand in tools/layers.txt")
        elif not matches(module, owners):
            self._report(path, include.line, f"{module} may not include <{include.path}>; "
                                             f"it is for: {listed(owners)}")

    def _unreachable_through(self, module: str, first: str):
        """Headers that the module must not reach, each with the files that lead to it."""
        forbidden = [prefix for prefix, modules in self.table.unreachable.items() if matches(module, modules)]
        ways = {first: [first]}
        waiting = [first] if forbidden else []
        while waiting:
            path = waiting.pop()
            if module_of(path) == module and path != first:
                continue  # Its own includes are checked where they stand.
            for include in self.includes.get(path, []):
                if include.is_ours and include.path not in ways:
                    ways[include.path] = ways[path] + [include.path]
                    waiting.append(include.path)
                elif not include.is_ours and any(starts_with(include.path, prefix) for prefix in forbidden):
                    if module_of(path) != module:
                        yield include.path, ways[path]

    def _check_file_cycles(self) -> None:
        done: set[str] = set()
        for start in self.includes:
            self._visit(start, [], done)

    def _visit(self, path: str, way: list[str], done: set[str]) -> None:
        if path in done:
            return
        for include in self.includes[path]:
            if not include.is_ours or include.path not in self.includes:
                continue
            if include.path in way + [path]:
                circle = (way + [path])[(way + [path]).index(include.path):] + [include.path]
                self._report(path, include.line, f"files include each other in a circle: {' > '.join(circle)}")
            else:
                self._visit(include.path, way + [path], done)
        done.add(path)


def knots(needs: dict[str, set[str]]) -> list[list[str]]:
    """The groups of more than one node that all reach each other (Tarjan's strongly connected components)."""
    found: list[list[str]] = []
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []

    def visit(node: str) -> None:
        order[node] = lowest[node] = len(order)
        stack.append(node)
        for other in sorted(needs.get(node, ())):
            if other not in order:
                visit(other)
                lowest[node] = min(lowest[node], lowest[other])
            elif other in stack:
                lowest[node] = min(lowest[node], order[other])
        if lowest[node] != order[node]:
            return
        group = stack[stack.index(node):]
        del stack[stack.index(node):]
        if len(group) > 1:
            found.append(sorted(group))

    for node in sorted(needs):
        if node not in order:
            visit(node)
    return found


def walk(folder: Path) -> list[Path]:
    result = []
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in ("__pycache__", "node_modules", ".pytest_cache"))
        result += [Path(parent) / name for name in sorted(files)]
    return result


def is_code(path: Path, lines: list[str]) -> bool:
    return path.suffix in CODE or bool(lines) and lines[0].startswith("#!")


def check_files(root: Path) -> list[str]:
    problems = []
    for path in (path for folder in FOLDERS for path in walk(root / folder)):
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        if not is_code(path, lines):
            continue
        name = path.relative_to(root).as_posix()
        if len(lines) > LONGEST_FILE and not any("Long because: " in line for line in lines[:20]):
            problems.append(f"{name}:{LONGEST_FILE + 1}: {len(lines)} lines; split it, or say "
                            f'"Long because: …" in its first 20 lines')
        if sum(SPDX in line for line in lines) != 1:
            problems.append(f'{name}:1: wants exactly one line "{SPDX}"')
    return problems


def main(arguments: list[str]) -> int:
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parent.parent
    try:
        table = read_table((root / "tools/layers.txt").read_text(encoding="utf-8"))
    except TableError as error:
        print(f"tools/layers.txt: {error}")
        return 1
    problems = LayerCheck(root, table).run() + check_files(root)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
