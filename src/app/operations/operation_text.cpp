// SPDX-License-Identifier: Apache-2.0
#include "app/operations/operation_text.hpp"

#include "base/text.hpp"
#include "json/document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <vector>

namespace app {
namespace {

using json::Document;
using json::Kind;
using Node = Document::Node;

bool is_container(Node const& node) { return node.kind == Kind::object || node.kind == Kind::array; }

std::string scalar(Node const& node)
{
    switch (node.kind) {
    case Kind::null: return "-";
    case Kind::boolean: return node.flag ? "yes" : "no";
    case Kind::integer: return std::to_string(node.integer);
    default: return std::string(node.text);
    }
}

void for_each_child(Document const& document, std::uint32_t parent, std::function<void(std::uint32_t)> const& visit)
{
    auto const& nodes = document.nodes();
    for (auto i = parent + 1; i < nodes[parent].end; i = is_container(nodes[i]) ? nodes[i].end : i + 1) visit(i);
}

/// A list of objects.
bool is_table(Document const& document, std::uint32_t index)
{
    auto const& node = document.nodes()[index];
    return node.kind == Kind::array && node.size > 0 && document.nodes()[index + 1].kind == Kind::object;
}

std::string lines(Document const& document, std::uint32_t object, std::string const& prefix)
{
    std::string result;
    std::size_t place = 0;
    for_each_child(document, object, [&](std::uint32_t child) {
        auto const& node = document.nodes()[child];
        if (object == 0 && is_table(document, child)) return;
        auto const own = node.name.empty() ? std::to_string(++place) : std::string(node.name);
        auto const name = prefix.empty() ? own : prefix + "." + own;
        result += is_container(node) ? lines(document, child, name) : fmt::format("{}: {}\n", name, scalar(node));
    });
    return result;
}

/// Rows of named cells; columns in the order in which they were first seen.
class Table {
public:
    void add_row() { rows_.emplace_back(); }
    void add_cell(std::string const& name, std::string text)
    {
        auto column = std::ranges::find(columns_, name);
        if (column == columns_.end()) column = columns_.insert(columns_.end(), name);
        rows_.back()[static_cast<std::size_t>(column - columns_.begin())] = std::move(text);
    }

    std::string text() const
    {
        std::string result;
        append_line(result, [this](std::size_t column) { return columns_[column]; });
        for (auto const& row : rows_)
            append_line(result, [&](std::size_t column) { return row.contains(column) ? row.at(column) : "-"; });
        return result;
    }

private:
    std::size_t width(std::size_t column) const
    {
        auto widest = columns_[column].size();
        for (auto const& row : rows_)
            if (row.contains(column)) widest = std::max(widest, base::count_code_points(row.at(column)));
        return widest;
    }

    void append_line(std::string& out, std::function<std::string(std::size_t)> const& cell) const
    {
        for (std::size_t column = 0; column < columns_.size(); ++column) {
            auto const text = cell(column);
            out += text;
            if (column + 1 < columns_.size()) out.append(width(column) - base::count_code_points(text) + 2, ' ');
        }
        out += '\n';
    }

    std::vector<std::string> columns_;
    std::vector<std::map<std::size_t, std::string>> rows_;
};

std::string table(Document const& document, std::uint32_t array)
{
    Table result;
    for_each_child(document, array, [&](std::uint32_t row) {
        result.add_row();
        for_each_child(document, row, [&](std::uint32_t cell) {
            auto const& node = document.nodes()[cell];
            if (!is_container(node)) result.add_cell(std::string(node.name), scalar(node));
        });
    });
    return result.text();
}

/// The lists of objects in the root object, each below its name.
std::string tables(Document const& document)
{
    std::string result;
    for_each_child(document, 0, [&](std::uint32_t child) {
        if (is_table(document, child))
            result += fmt::format("\n{}\n{}", document.nodes()[child].name, table(document, child));
    });
    return result;
}

}

std::string as_text(std::string_view json)
{
    auto const document = Document::parse(json, answer_limits);
    if (!document || document->root().kind != Kind::object) return std::string(json) + "\n";
    bool const is_list = document->root().size == 1 && document->nodes()[1].kind == Kind::array;
    if (!is_list) return lines(*document, 0, "") + tables(*document);
    return document->nodes()[1].size == 0 ? "none\n" : table(*document, 1);
}

}
