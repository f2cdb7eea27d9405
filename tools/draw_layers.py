#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Draws tools/layers.txt as docs/images/layers.svg.

Usage: draw_layers.py [--check]

Modules stand in layers, `base` at the bottom; a module's rooms stand in its box, the innermost on the left. An arrow
leads from who includes to what is included; one that follows from others is left out. --check draws nothing, and ends
with 1 if the picture is not what the table says now.
"""

from __future__ import annotations

import fnmatch
import sys
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

from check_layers import Table, matches, read_table, room_of_entry
from layer_layout import Box, Picture, arranged, shelved

ROOT = Path(__file__).resolve().parent.parent
PICTURE = "docs/images/layers.svg"
MARGIN = 16
ARROW = 5

STYLE = """
  .page { fill: #ffffff } .module { fill: #eef3fa; stroke: #54789f } .inner { fill: #ffffff; stroke: #8c959f }
  .room { fill: #fdf6e3; stroke: #b08a3c } text { fill: #1f2328; font: 12px ui-monospace, monospace }
  .title { font-weight: bold } .arrow { fill: none; stroke: #57606a; stroke-width: 1.2 } .head { fill: #57606a }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0d1117 } .module { fill: #161f2c; stroke: #6d94bd } .inner { fill: #0d1117; stroke: #6e7681 }
    .room { fill: #2a2412; stroke: #b08a3c } text { fill: #e6edf3 } .arrow { stroke: #9198a1 } .head { fill: #9198a1 }
  }
"""


def direct(table: Table) -> dict[str, set[str]]:
    """What each line of the table may include, `*` written out, without what follows from others."""
    names = list(table.modules)
    allowed = {name: {other for other in names if other != name and matches(other, table.allowed(name))}
               for name in names}
    return reduced(allowed)


def reduced(allowed: dict[str, set[str]]) -> dict[str, set[str]]:
    """`allowed` has for each name all that it may reach; the result only the steps that lead there."""
    return {name: {other for other in others if not any(other in allowed[between] for between in others)}
            for name, others in allowed.items()}


def direct_rooms(table: Table, module: str) -> dict[str, set[str]]:
    rooms = [room for entry in table.rooms for named, room in [room_of_entry(entry)] if named == module]
    return reduced({room: set(table.allowed_rooms(module, room)) for room in rooms})


def box_of(table: Table, module: str, kind: str = "module") -> Box:
    """A module, with its rooms."""
    rooms = direct_rooms(table, module)
    boxes = {room: Box("its own folder" if room == "." else room, "room") for room in rooms}
    return Box(module, kind, arranged(boxes, rooms, is_sideways=True) if rooms else None)


def box_of_family(table: Table, pattern: str, modules: list[str]) -> Box:
    """Modules that share a line of the table, as adapters/* do."""
    boxes = [box_of(table, module, "inner") for module in modules]
    plain = [box for box in boxes if not box.inside]
    return Box(pattern, "module", shelved([plain] + [[box] for box in boxes if box.inside]))


def drawn(table: Table, folders: list[str]) -> str:
    """The picture as SVG. `folders`: the modules that there are."""
    boxes = {}
    for name in table.modules:
        family = sorted(folder for folder in folders if "*" in name and fnmatch.fnmatch(folder, name))
        boxes[name] = box_of_family(table, name, family) if family else box_of(table, name)
    return svg(arranged(boxes, direct(table)))


@dataclass
class Svg:
    lines: list[str] = field(default_factory=list)

    def picture(self, picture: Picture, left: float, top: float) -> None:
        for box, x, y in picture.boxes:
            self.box(box, left + x, top + y)
        for way in picture.arrows:
            self.arrow([(left + x, top + y) for x, y in way], picture.is_sideways)

    def box(self, box: Box, left: float, top: float) -> None:
        self.lines.append(f'<rect class="{box.kind}" x="{left:.0f}" y="{top:.0f}" width="{box.width:.0f}" '
                          f'height="{box.height:.0f}" rx="5"/>')
        title = "" if box.kind == "room" else ' class="title"'
        self.lines.append(f'<text{title} x="{left + box.width / 2:.0f}" y="{top + box.baseline:.0f}" '
                          f'text-anchor="middle">{escape(box.name)}</text>')
        if box.inside:
            self.picture(box.inside, left + (box.width - box.inside.width) / 2, top + box.title_height)

    def arrow(self, way: list[tuple[float, float]], is_sideways: bool) -> None:
        """Through the points, which are pairs: straight within a pair, bent between two."""
        (x, y), last = way[0], way[-1]
        path = f"M{x:.0f},{y:.0f}"
        for number, (to_x, to_y) in enumerate(way[1:], 1):
            if number % 2 == 1:
                path += f" L{to_x:.0f},{to_y:.0f}"
            elif is_sideways:
                path += f" C{(x + to_x) / 2:.0f},{y:.0f} {(x + to_x) / 2:.0f},{to_y:.0f} {to_x:.0f},{to_y:.0f}"
            else:
                path += f" C{x:.0f},{(y + to_y) / 2:.0f} {to_x:.0f},{(y + to_y) / 2:.0f} {to_x:.0f},{to_y:.0f}"
            x, y = to_x, to_y
        self.lines.append(f'<path class="arrow" d="{path}"/>')
        x, y = last
        corners = [(x, y), (x + ARROW * 1.4, y - ARROW), (x + ARROW * 1.4, y + ARROW)] if is_sideways else \
            [(x, y), (x - ARROW, y - ARROW * 1.4), (x + ARROW, y - ARROW * 1.4)]
        points = " ".join(f"{a:.1f},{b:.1f}" for a, b in corners)
        self.lines.append(f'<polygon class="head" points="{points}"/>')


def svg(picture: Picture) -> str:
    width, height = picture.width + 2 * MARGIN, picture.height + 2 * MARGIN
    page = Svg()
    page.picture(picture, MARGIN, MARGIN)
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="Which module may include which">',
        "<!-- Drawn by tools/draw_layers.py from tools/layers.txt. -->",
        f"<style>{STYLE}</style>",
        f'<rect class="page" width="{width:.0f}" height="{height:.0f}" rx="8"/>',
        *page.lines, "</svg>", ""])


def main(arguments: list[str]) -> int:
    table = read_table((ROOT / "tools/layers.txt").read_text(encoding="utf-8"))
    folders = [path.relative_to(ROOT / "src").as_posix() for path in (ROOT / "src").glob("*/*") if path.is_dir()]
    picture, path = drawn(table, folders), ROOT / PICTURE
    if arguments == ["--check"]:
        if path.exists() and path.read_text(encoding="utf-8") == picture:
            return 0
        print(f"{PICTURE} is not what tools/layers.txt says: draw it again with tools/draw_layers.py")
        return 1
    path.write_text(picture, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
