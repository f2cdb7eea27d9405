// SPDX-License-Identifier: Apache-2.0
#include "json/stored_reader.hpp"

#include "json/e7.hpp"

namespace json {

Document::Node const* StoredReader::take(std::string_view name)
{
    if (next_ >= end_) return nullptr;
    auto const& node = document_.nodes()[next_];
    if (node.name != name) return nullptr;
    next_ = node.end;
    return &node;
}

Document::Node const* StoredReader::take(std::string_view name, Kind kind)
{
    auto const* node = take(name);
    if (node != nullptr && node->kind != kind) reject();
    return node != nullptr && node->kind == kind ? node : nullptr;
}

Document::Node const& StoredReader::required(std::string_view name, Kind kind)
{
    static constexpr Document::Node absent;
    auto const* node = take(name, kind);
    if (node == nullptr) reject();
    return node == nullptr ? absent : *node;
}

base::Instant StoredReader::to_instant(Document::Node const& node)
{
    auto const instant = base::parse_instant(node.text);
    // We write milliseconds: anything finer would change when it is written again.
    bool const is_ours = instant && *instant == std::chrono::floor<std::chrono::milliseconds>(*instant);
    if (!is_ours) reject();
    return instant.value_or(base::Instant{});
}

std::optional<std::string> StoredReader::optional_text(std::string_view name)
{
    auto const* node = take(name, Kind::string);
    if (node == nullptr) return std::nullopt;
    return std::string(node->text);
}

std::optional<std::int64_t> StoredReader::optional_integer(std::string_view name)
{
    auto const* node = take(name, Kind::integer);
    if (node == nullptr) return std::nullopt;
    return node->integer;
}

std::optional<base::Instant> StoredReader::optional_instant(std::string_view name)
{
    auto const* node = take(name, Kind::string);
    if (node == nullptr) return std::nullopt;
    return to_instant(*node);
}

std::optional<std::int64_t> StoredReader::optional_e7(std::string_view name)
{
    auto const* node = take(name);
    if (node == nullptr) return std::nullopt;
    auto const e7 = parse_e7(*node);
    if (!e7) reject();
    return e7;
}

std::vector<std::string> StoredReader::texts(std::string_view name)
{
    std::vector<std::string> result;
    auto const* array = take(name, Kind::array);
    if (array == nullptr) return result;
    for (auto i = index_of(*array) + 1; i < array->end; i = document_.nodes()[i].end) {
        auto const& node = document_.nodes()[i];
        if (node.kind != Kind::string) reject();
        result.emplace_back(node.text);
    }
    return result;
}

void StoredReader::skip(std::string_view name)
{
    if (take(name) == nullptr) reject();
}

}
