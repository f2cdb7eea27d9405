// SPDX-License-Identifier: Apache-2.0
// JSON of any kind: what is accepted is valid UTF-8, and written down it reads as the same document.
#include "base/text.hpp"
#include "fuzz.hpp"
#include "json/document.hpp"
#include "json/writer.hpp"

#include <optional>

namespace {

using json::Document;
using json::Kind;

void write(json::Writer& writer, Document const& document, std::uint32_t& at)
{
    auto const& node = document.nodes()[at];
    auto const end = node.end;
    auto const kind = node.kind;
    switch (kind) {
    case Kind::null: writer.null(); break;
    case Kind::boolean: writer.value(node.flag); break;
    case Kind::integer: writer.value(node.integer); break;
    case Kind::fraction: writer.raw(node.text); break;
    case Kind::string: writer.value(node.text); break;
    case Kind::array: writer.begin_array(); break;
    case Kind::object: writer.begin_object(); break;
    }
    ++at;
    if (kind != Kind::array && kind != Kind::object) return;
    while (at < end) {
        if (kind == Kind::object) {
            // Writer::key takes names that need no escaping.
            std::string name;
            json::Writer(name).value(document.nodes()[at].name);
            writer.key(std::string_view(name).substr(1, name.size() - 2));
        }
        write(writer, document, at);
    }
    if (kind == Kind::array)
        writer.end_array();
    else
        writer.end_object();
}

bool is_same(Document::Node const& a, Document::Node const& b)
{
    return a.kind == b.kind && a.flag == b.flag && a.integer == b.integer && a.text == b.text && a.name == b.name &&
           a.size == b.size && a.end == b.end;
}

}

void fuzz(std::string_view input)
{
    constexpr json::ParseLimits limits{.depth = 8, .values = 200};
    auto const document = Document::parse(input, limits);
    if (!document) return;
    REQUIRE(base::is_valid_utf8(input));
    REQUIRE(document->nodes().size() <= limits.values + 1);
    REQUIRE(document->root().end == document->nodes().size());

    std::string text;
    json::Writer writer(text);
    std::uint32_t at = 0;
    write(writer, *document, at);
    auto const again = Document::parse(text, limits);
    REQUIRE(again.has_value());
    REQUIRE(std::ranges::equal(document->nodes(), again->nodes(), is_same));
}
