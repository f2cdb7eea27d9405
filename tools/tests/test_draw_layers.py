# SPDX-License-Identifier: Apache-2.0
"""The picture of the layers: everything of the table is in it, and nothing twice."""

import re
import xml.etree.ElementTree

import pytest

import check_layers
import draw_layers
from layer_layout import Box, arranged, layers_of

TABLE = """
[modules]
base:
domain: base
ports: domain
http: base
adapters/*: ports
alone:
app: *

[rooms]
adapters/sqlite/engine:
adapters/sqlite/stores: engine
adapters/sqlite/.: stores
app/.:
app/commands: .
"""
FOLDERS = ["adapters/local", "adapters/sqlite", "app/commands", "http/parts"]


@pytest.fixture
def table():
    return check_layers.read_table(TABLE)


def texts_of(picture):
    return sorted(each.text for each in xml.etree.ElementTree.fromstring(picture).iter()
                  if each.tag.endswith("}text"))


def test_every_module_and_every_room_is_drawn_once(table):
    assert texts_of(draw_layers.drawn(table, FOLDERS)) == sorted([
        "base", "domain", "ports", "http", "adapters/*", "adapters/local", "adapters/sqlite", "alone", "app",
        "engine", "stores", "its own folder", "its own folder", "commands"])


def test_an_arrow_that_follows_from_others_is_left_out(table):
    assert draw_layers.direct(table) == {
        "base": set(), "alone": set(), "domain": {"base"}, "ports": {"domain"}, "http": {"base"},
        "adapters/*": {"ports"}, "app": {"adapters/*", "http", "alone"}}
    assert draw_layers.direct_rooms(table, "adapters/sqlite") == {"engine": set(), "stores": {"engine"},
                                                                  ".": {"stores"}}
    arrows = len(re.findall('class="arrow"', draw_layers.drawn(table, FOLDERS)))
    assert arrows == 7 + 3


def test_who_includes_stands_above_what_is_included(table):
    needs = draw_layers.direct(table)
    layers = layers_of(needs)
    assert all(layers[name] > layers[other] for name, others in needs.items() for other in others)
    assert layers["base"] == 0 and layers["app"] == max(layers.values()) == layers["alone"] + 1


@pytest.mark.parametrize("is_sideways", [False, True])
def test_no_box_stands_on_another(table, is_sideways):
    needs = draw_layers.direct(table)
    picture = arranged({name: Box(name, "module") for name in needs}, needs, is_sideways)
    for number, (box, x, y) in enumerate(picture.boxes):
        assert 0 <= x and x + box.width <= picture.width + 0.01 and 0 <= y and y + box.height <= picture.height + 0.01
        for other, left, top in picture.boxes[number + 1:]:
            apart = x + box.width <= left or left + other.width <= x or y + box.height <= top or top + other.height <= y
            assert apart, (box.name, other.name)


def test_a_table_that_changed_makes_another_picture(table):
    picture = draw_layers.drawn(table, FOLDERS)
    assert picture == draw_layers.drawn(check_layers.read_table(TABLE), FOLDERS)
    assert picture != draw_layers.drawn(check_layers.read_table(TABLE.replace("http: base", "http: domain")), FOLDERS)
