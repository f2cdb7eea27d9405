// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/id.hpp"
#include "domain/principal.hpp"
#include "json/reader.hpp"

#include <optional>
#include <string>

/// What the groups of operations share.
namespace app {

/// Who every operation is done by.
inline domain::Principal by_operator() { return {domain::OperatorPrincipal{}, std::nullopt}; }

/// An id that must be there.
template <typename Id>
Id read_id(json::ObjectReader& reader, std::string_view name)
{
    auto const text = reader.required_text(name, {1, 64});
    auto const id = Id::parse(text);
    if (!id && !text.empty()) reader.note(name, "invalid", "is not an id like " + Id{}.text());
    return id.value_or(Id{});
}

template <typename Id>
std::optional<Id> read_optional_id(json::ObjectReader& reader, std::string_view name)
{
    auto const text = reader.text(name, {1, 64});
    auto const id = text ? Id::parse(*text) : std::nullopt;
    if (text && !id) reader.note(name, "invalid", "is not an id like " + Id{}.text());
    return id;
}

}
