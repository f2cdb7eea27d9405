// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/money.hpp"
#include "domain/order.hpp"
#include "json/e7.hpp"
#include "json/reader.hpp"
#include "json/stored_reader.hpp"

#include <optional>
#include <string_view>

/// Members that hold a domain value instead of a plain one.
namespace forms {

inline domain::Amount required_amount(json::ObjectReader& reader, std::string_view name)
{
    return {reader.required_integer(name, 0, domain::max_amount.units)};
}

inline std::optional<domain::Amount> amount(json::ObjectReader& reader, std::string_view name)
{
    auto const units = reader.integer(name, 0, domain::max_amount.units);
    return units ? std::optional(domain::Amount{*units}) : std::nullopt;
}

inline domain::Amount amount(json::StoredReader& reader, std::string_view name) { return {reader.integer(name)}; }

inline std::optional<domain::Coordinate> coordinate(json::ObjectReader& reader, std::string_view name,
                                                    std::int64_t max_degrees)
{
    auto const e7 = reader.e7(name, max_degrees);
    return e7 ? std::optional(domain::Coordinate{*e7}) : std::nullopt;
}

inline std::optional<domain::Coordinate> coordinate(json::StoredReader& reader, std::string_view name)
{
    auto const e7 = reader.optional_e7(name);
    return e7 ? std::optional(domain::Coordinate{*e7}) : std::nullopt;
}

}
