# SPDX-License-Identifier: Apache-2.0
"""The layer check on small trees: what it must refuse, and that it lets the rest pass."""

from pathlib import Path

import pytest

import check_layers

TABLE = """
[modules]
base:
domain: base
ports: domain
http: base
adapters/*: ports
app: *

[rooms]
app/.:
app/settings: .
app/commands: settings

[headers]
sqlite3.h: adapters/sqlite
boost/asio: base ports http adapters/* app
sys/ unistd.h: \\
    base app

[unreachable]
boost/asio: domain
"""

TIDY = {
    "base/id.hpp": "#include <vector>\n",
    "base/task.hpp": "#include <boost/asio/awaitable.hpp>\n",
    "domain/order.hpp": '#include "base/id.hpp"\n',
    "ports/store.hpp": '#include "base/task.hpp"\n#include "domain/order.hpp"\n',
    "adapters/sqlite/store.cpp": '#include "ports/store.hpp"\n#include "base/id.hpp"\n#include <sqlite3.h>\n',
    "app/commands/main.cpp": '#include "adapters/sqlite/open.hpp"\n#include <unistd.h>\n#include <sys/stat.h>\n',
    "adapters/sqlite/open.hpp": '#include "ports/store.hpp"\n',
    "app/flags.hpp": "",
    "app/settings/table.hpp": '#include "app/flags.hpp"\n',
    "app/commands/serve.cpp": '#include "app/flags.hpp"\n#include "app/settings/table.hpp"\n#include "base/id.hpp"\n',
}


def problems_of(root: Path, files: dict[str, str], table: str = TABLE) -> list[str]:
    for name, text in files.items():
        path = root / "src" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return check_layers.LayerCheck(root, check_layers.read_table(table)).run()


def test_a_tidy_tree_passes(tmp_path):
    assert problems_of(tmp_path, TIDY) == []


@pytest.mark.parametrize("name, text, expected", [
    ("domain/other.hpp", '#include "ports/store.hpp"\n', "src/domain/other.hpp:1: domain may not include"),
    ("http/server.cpp", '\n#include "domain/order.hpp"\n', "src/http/server.cpp:2: http may not include"),
    ("adapters/redis/bus.cpp", '#include "adapters/sqlite/open.hpp"\n', "adapters/redis may not include"),
    ("ports/store.hpp", "#include <sqlite3.h>\n", "it is for: adapters/sqlite"),
    ("domain/order.hpp", "#  include <boost/asio.hpp>\n", "<boost/asio.hpp> does not stand in"),
    ("domain/order.hpp", "#include <boost/asio/post.hpp>\n", "domain may not include <boost/asio/post.hpp>"),
    ("domain/order.hpp", '#include "base/task.hpp"\n', "must not reach <boost/asio/awaitable.hpp>, not even by"),
    ("base/id.hpp", "#include <unknown/thing.h>\n", "does not stand in tools/layers.txt"),
    ("base/id.hpp", '#include "task.hpp"\n', 'there is no "task.hpp" below src'),
    ("utilities/strings.hpp", "#include <string>\n", "does not know the module utilities"),
])
def test_what_crosses_a_layer_is_named(tmp_path, name, text, expected):
    problems = problems_of(tmp_path, TIDY | {name: text})
    assert len(problems) == 1
    assert expected in problems[0]


@pytest.mark.parametrize("name, text, expected", [
    ("app/settings/file.cpp", '\n#include "app/commands/help.hpp"\n',
     'src/app/settings/file.cpp:2: app/settings may not include "app/commands/help.hpp"; '
     "of its module it may include: ."),
    ("app/flags.hpp", '#include "app/settings/names.hpp"\n',
     'src/app/flags.hpp:1: app/. may not include "app/settings/names.hpp"; of its module it may include: nothing'),
    ("app/attic/old.cpp", "", "src/app/attic/old.cpp:1: tools/layers.txt does not know the room app/attic"),
    ("app/settings/deep/down.cpp", "", "src/app/settings/deep/down.cpp:1: tools/layers.txt does not know the room "
                                       "app/settings/deep"),
    ("domain/rules/price.cpp", "", "src/domain/rules/price.cpp:1: tools/layers.txt knows no rooms of domain"),
    ("adapters/sqlite/engine/page.cpp", "", "src/adapters/sqlite/engine/page.cpp:1: tools/layers.txt knows no rooms of "
                                            "adapters/sqlite"),
])
def test_what_crosses_rooms_is_named(tmp_path, name, text, expected):
    there = {"app/commands/help.hpp": "", "app/settings/names.hpp": ""}
    assert problems_of(tmp_path, TIDY | there | {name: text}) == [expected]


def test_a_room_may_include_what_its_rooms_may(tmp_path):
    reached = {"app/commands/run.cpp": '#include "app/flags.hpp"\n'}  # by way of settings
    assert problems_of(tmp_path, TIDY | reached) == []


def test_pairs_that_need_each_other_through_their_sources_are_a_knot(tmp_path):
    files = {"base/a.hpp": "", "base/a.cpp": '#include "base/a.hpp"\n#include "base/b.hpp"\n',
             "base/b.hpp": "", "base/b.cpp": '#include "base/b.hpp"\n#include "base/c.hpp"\n',
             "base/c.hpp": '#include "base/a.hpp"\n'}
    assert problems_of(tmp_path, files) == ["src/base/a.cpp:1: a knot, to be read as one: base/a, base/b, base/c"]


def test_two_knots_are_told_apart(tmp_path):
    files = {"base/a.hpp": "", "base/b.hpp": '#include "base/a.hpp"\n', "base/a.cpp": '#include "base/b.hpp"\n',
             "base/c.hpp": '#include "base/a.hpp"\n', "base/d.hpp": '#include "base/c.hpp"\n',
             "base/c.cpp": '#include "base/d.hpp"\n'}
    assert problems_of(tmp_path, files) == ["src/base/a.cpp:1: a knot, to be read as one: base/a, base/b",
                                            "src/base/c.cpp:1: a knot, to be read as one: base/c, base/d"]


def test_pairs_that_share_what_they_need_are_no_knot(tmp_path):
    files = {"base/a.hpp": "", "base/a.cpp": '#include "base/a.hpp"\n',
             "base/b.hpp": '#include "base/a.hpp"\n', "base/b.cpp": '#include "base/b.hpp"\n#include "base/a.hpp"\n',
             "base/c.hpp": '#include "base/a.hpp"\n', "base/c.cpp": '#include "base/c.hpp"\n#include "base/b.hpp"\n'}
    assert problems_of(tmp_path, files) == []


def test_a_message_says_what_would_be_allowed(tmp_path):
    problems = problems_of(tmp_path, TIDY | {"ports/store.hpp": '#include "http/server.hpp"\n', "http/server.hpp": ""})
    assert problems == ['src/ports/store.hpp:1: ports may not include "http/server.hpp"; it may include: domain, base']


FORBIDDING = TABLE + "\n[forbidden]\nports/*store.hpp: http adapters/*\n"


def test_a_forbidden_header_is_named(tmp_path):
    problems = problems_of(tmp_path, TIDY, FORBIDDING)
    assert problems == [f'src/adapters/sqlite/{file}:1: tools/layers.txt forbids "ports/store.hpp" to adapters/sqlite'
                        for file in ("open.hpp", "store.cpp")]


def test_what_is_forbidden_to_others_passes(tmp_path):
    assert problems_of(tmp_path, TIDY, TABLE + "\n[forbidden]\nports/store.hpp: http\n") == []


def test_a_forbidden_header_may_be_reached_through_others(tmp_path):
    files = TIDY | {"adapters/sqlite/store.cpp": '#include "adapters/sqlite/open.hpp"\n', "ports/order.hpp": ""}
    files["adapters/sqlite/open.hpp"] = '#include "ports/store.hpp"\n#include "ports/order.hpp"\n'
    problems = problems_of(tmp_path, files, TABLE + "\n[forbidden]\nports/order.hpp: adapters/*\n")
    assert problems == ['src/adapters/sqlite/open.hpp:2: tools/layers.txt forbids "ports/order.hpp" to adapters/sqlite']


def test_a_pattern_that_forbids_nothing_is_named(tmp_path):
    problems = problems_of(tmp_path, TIDY, TABLE + "\n[forbidden]\nports/*_store.hpp: http\n")
    assert problems == ["tools/layers.txt: there is no ports/*_store.hpp below src to forbid"]


def test_files_that_include_each_other_are_a_circle(tmp_path):
    files = {"base/a.hpp": '#include "base/b.hpp"\n', "base/b.hpp": '#include "base/a.hpp"\n'}
    assert problems_of(tmp_path, files) == [
        "src/base/b.hpp:1: files include each other in a circle: base/a.hpp > base/b.hpp > base/a.hpp",
        "src/base/a.cpp:1: a knot, to be read as one: base/a, base/b"]


@pytest.mark.parametrize("table, expected", [
    ("[modules]\na: b\nb: c\nc: a\n", "may include itself"),
    ("[rooms]\nm/a: b\nm/b: c\nm/c: a\n", "m/a may include itself"),
    ("[moduls]\n", "no section"),
    ("a: b\n", "cannot read"),
    ("[modules]\na b\n", "cannot read"),
])
def test_a_wrong_table_is_refused(table, expected):
    with pytest.raises(check_layers.TableError, match=expected):
        check_layers.read_table(table)


def file_problems(root: Path, text: str) -> list[str]:
    (root / "src").mkdir()
    (root / "src/a.cpp").write_text(text)
    return check_layers.check_files(root)


SPDX_LINE = f"// {check_layers.SPDX}\n"


def test_a_long_file_wants_a_reason(tmp_path):
    assert "split it" in file_problems(tmp_path, SPDX_LINE + "\n" * 400)[0]


def test_a_long_file_with_a_reason_passes(tmp_path):
    assert file_problems(tmp_path, SPDX_LINE + "// Long because: it is a table.\n" + "\n" * 400) == []


@pytest.mark.parametrize("text", ["", SPDX_LINE + SPDX_LINE])
def test_one_spdx_line_is_wanted(tmp_path, text):
    assert "exactly one" in file_problems(tmp_path, text)[0]


def test_the_repository_has_a_table_that_can_be_read():
    table = check_layers.read_table((Path(check_layers.__file__).parent / "layers.txt").read_text())
    assert table.may_include("app", "adapters/sqlite")
    assert not table.may_include("adapters/sqlite", "adapters/local")
    assert not table.may_include("http", "domain")
    assert table.has_rooms("app") and not table.has_rooms("base")
