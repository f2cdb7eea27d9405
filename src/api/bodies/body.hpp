// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/change_business.hpp"
#include "json/reader.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace api {

/// Parses a body, lets `read(reader, errors)` fill a value from its root object, refuses members that it did not
/// ask for, and answers the value or everything that is wrong.
template <typename T, typename Read>
base::Result<T> parse_body(std::string_view body, Read const& read)
{
    auto const document = json::Document::parse(body);
    if (!document) return std::unexpected(document.error());

    json::Errors errors;
    json::ObjectReader reader(*document, errors);
    T value{};
    read(reader, value, errors);
    reader.finish();
    if (!errors.empty()) return std::unexpected(std::move(errors).failure());
    return value;
}

inline bool is_absent(json::ObjectReader& reader, std::string_view name)
{
    return !reader.has(name) || reader.is_null(name);
}

/// For members whose reading does not say so itself.
inline void note_if_missing(json::ObjectReader& reader, std::string_view name)
{
    if (!reader.has(name))
        reader.note_required(name);
    else if (reader.is_null(name))
        reader.note(name, "null_not_allowed", "must not be null");
}

/// A word that must be there.
template <typename T>
std::optional<T> required_word(json::ObjectReader& reader, std::string_view name,
                               std::optional<T> (*parse)(std::string_view), std::string_view choices)
{
    note_if_missing(reader, name);
    return reader.word(name, parse, choices);
}

/// Text that a merge patch sets, clears with null, or leaves.
inline domain::Patched<std::string> patched_text(json::ObjectReader& reader, std::string_view name,
                                                 json::TextLimits limits)
{
    if (reader.is_null(name)) return domain::Patched<std::string>(std::in_place);
    auto value = reader.text(name, limits);
    if (!value) return std::nullopt;
    return domain::Patched<std::string>(std::in_place, std::move(*value));
}

/// Members that a merge patch may set but not clear.
template <typename... Names>
void refuse_null(json::ObjectReader& reader, Names... names)
{
    auto const refuse = [&](std::string_view name) {
        if (reader.has(name) && reader.is_null(name)) reader.note(name, "null_not_allowed", "cannot be cleared");
    };
    (refuse(names), ...);
}

}
