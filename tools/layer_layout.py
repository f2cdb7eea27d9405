# SPDX-License-Identifier: Apache-2.0
"""Where the boxes of tools/draw_layers.py stand and how their arrows run: layers, as Sugiyama's method makes them."""

from __future__ import annotations

from dataclasses import dataclass, field

LETTER, LINE = 7.4, 24
PADDING = 10
GAP = 14  # between neighbours
STEP, SIDESTEP = 38, 26  # between layers, and between those of a box's inside
SWEEPS = 24


@dataclass
class Box:
    name: str
    kind: str
    inside: Picture | None = None

    @property
    def title_height(self) -> float:
        return LINE + 2 if self.inside else LINE

    @property
    def baseline(self) -> float:
        return 16

    @property
    def width(self) -> float:
        title = len(self.name) * LETTER + 2 * PADDING
        return max(title, self.inside.width + 2 * PADDING) if self.inside else title

    @property
    def height(self) -> float:
        return self.title_height + self.inside.height + PADDING if self.inside else LINE


@dataclass
class Picture:
    width: float
    height: float
    boxes: list[tuple[Box, float, float]]
    arrows: list[list[tuple[float, float]]]
    is_sideways: bool = False


@dataclass
class Node:
    """A box of the graph, or the place where a long arrow passes a layer. `across` lies along its layer."""
    name: str
    layer: int
    size: float
    depth: float
    above: list[Node] = field(default_factory=list)  # who include it
    below: list[Node] = field(default_factory=list)
    across: float = 0

    @property
    def middle(self) -> float:
        return self.across + self.size / 2


def layers_of(needs: dict[str, set[str]]) -> dict[str, int]:
    """Each just above the highest that it needs; who needs nothing just below the lowest that needs it."""
    known: dict[str, int] = {}

    def layer(name: str) -> int:
        if name not in known:
            known[name] = max((layer(other) + 1 for other in needs[name]), default=0)
        return known[name]

    for name in needs:
        layer(name)
    for name in needs:
        users = [known[user] for user, others in needs.items() if name in others]
        if not needs[name] and users:
            known[name] = min(users) - 1
    return known


def shelved(shelves: list[list[Box]]) -> Picture:
    """Boxes that need nothing of each other, shelf below shelf."""
    widths = [sum(box.width for box in shelf) + GAP * (len(shelf) - 1) for shelf in shelves if shelf]
    width, y, placed = max(widths, default=0), 0.0, []
    for shelf in filter(None, shelves):
        x = (width - sum(box.width for box in shelf) - GAP * (len(shelf) - 1)) / 2
        for box in shelf:
            placed.append((box, x, y))
            x += box.width + GAP
        y += max(box.height for box in shelf) + GAP
    return Picture(width, max(y - GAP, 0), placed, [])


def arranged(boxes: dict[str, Box], needs: dict[str, set[str]], is_sideways: bool = False) -> Picture:
    """Boxes in layers, with an arrow for each need: downwards, or to the left."""
    known = layers_of(needs)
    nodes = {name: Node(name, known[name], *(size_of(box, is_sideways))) for name, box in boxes.items()}
    rows: list[list[Node]] = [[] for _ in range(max(known.values()) + 1)]
    for node in nodes.values():
        rows[node.layer].append(node)
    ways = [way_between(nodes[name], nodes[other], rows) for name in boxes for other in boxes if other in needs[name]]
    order(rows)
    place(rows)
    return drawing(boxes, nodes, rows, ways, is_sideways)


def size_of(box: Box, is_sideways: bool) -> tuple[float, float]:
    return (box.height, box.width) if is_sideways else (box.width, box.height)


def way_between(upper: Node, lower: Node, rows: list[list[Node]]) -> list[Node]:
    """The two and, in each layer between them, a place for the arrow to pass."""
    way = [upper]
    for layer in range(upper.layer - 1, lower.layer, -1):
        way.append(Node("", layer, 1, 0))
        rows[layer].append(way[-1])
    way.append(lower)
    for user, used in zip(way, way[1:]):
        user.below.append(used)
        used.above.append(user)
    return way


def order(rows: list[list[Node]]) -> None:
    """Sorts each layer so that few arrows cross: by the middle of each node's neighbours, there and back again."""
    best, fewest = [list(row) for row in rows], crossings(rows)
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 else reversed(rows):
            places = {id(node): place for other in rows for place, node in enumerate(other)}

            def wish(node: Node, sweep=sweep, places=places) -> float:
                near = node.below if sweep % 2 else node.above
                return sum(places[id(other)] for other in near) / len(near) if near else places[id(node)]

            row.sort(key=wish)
        if crossings(rows) < fewest:
            best, fewest = [list(row) for row in rows], crossings(rows)
    for row, found in zip(rows, best):
        row[:] = found


def crossings(rows: list[list[Node]]) -> int:
    count = 0
    for upper, lower in zip(rows[1:], rows):
        places = {id(node): place for place, node in enumerate(lower)}
        ends = [(place, places[id(other)]) for place, node in enumerate(upper) for other in node.below]
        count += sum(a < c and b > d for a, b in ends for c, d in ends)
    return count


def place(rows: list[list[Node]]) -> None:
    """Gives each node its place across: near the middle of its neighbours, without changing the order."""
    for row in rows:
        settle(row, [0.0] * len(row))
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 else reversed(rows):
            wishes = []
            for node in row:
                near = node.above + node.below
                middle = sum(other.middle for other in near) / len(near) if near else node.middle
                wishes.append(middle - node.size / 2)
            settle(row, wishes)
    first = min(node.across for row in rows for node in row)
    for row in rows:
        for node in row:
            node.across -= first


def settle(row: list[Node], wishes: list[float]) -> None:
    """As near to the wishes as the neighbours let: halfway between pushing all to one side and to the other."""
    forward, backward = list(wishes), list(wishes)
    for index in range(1, len(row)):
        forward[index] = max(wishes[index], forward[index - 1] + row[index - 1].size + GAP)
    for index in range(len(row) - 2, -1, -1):
        backward[index] = min(wishes[index], backward[index + 1] - row[index].size - GAP)
    for node, one, other in zip(row, forward, backward):
        node.across = (one + other) / 2


def drawing(boxes: dict[str, Box], nodes: dict[str, Node], rows: list[list[Node]], ways: list[list[Node]],
            is_sideways: bool) -> Picture:
    depths = [max(node.depth for node in row) for row in rows]
    step = SIDESTEP if is_sideways else STEP
    starts = [sum(depths[:layer]) + step * layer for layer in range(len(rows))]
    width, length = max(node.across + node.size for row in rows for node in row), starts[-1] + depths[-1]

    def point(across: float, along: float) -> tuple[float, float]:
        return (along, across) if is_sideways else (across, length - along)

    placed = []
    for name, node in nodes.items():
        along = starts[node.layer] + (depths[node.layer] - node.depth) / 2
        x, y = point(node.across, along if is_sideways else along + node.depth)
        placed.append((boxes[name], x, y))
    arrows = []
    for way in ways:
        points = []
        for node, entered, left in zip(way, [None, *way], [*way[1:], None]):
            near, far = starts[node.layer], starts[node.layer] + depths[node.layer]
            inset = (depths[node.layer] - node.depth) / 2 if node.name else 0
            if left is not None:
                begin = port(node, left, node.below)
                points += [point(begin, far if not node.name else near + inset), point(begin, near)]
            elif entered is not None:
                end = port(node, entered, node.above)
                points += [point(end, far), point(end, far - inset)]
        arrows.append(points)
    across, along = (length, width) if is_sideways else (width, length)
    return Picture(across, along, placed, arrows, is_sideways)


def port(node: Node, other: Node, neighbours: list[Node]) -> float:
    """Where an arrow meets the node: side by side with those to and from others, in their order."""
    ordered = sorted(neighbours, key=lambda each: each.middle)
    share = (ordered.index(other) + 1) / (len(ordered) + 1)
    return node.across + node.size * share
