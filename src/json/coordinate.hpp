// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/order.hpp"
#include "json/document.hpp"
#include "json/writer.hpp"

#include <optional>
#include <string_view>

namespace json {

/// A number with at most seven decimals and no exponent, exactly; nothing for other values.
std::optional<domain::Coordinate> parse_coordinate(Document::Node const& node);

/// The shortest form: 33.3128, 44, -0.0000001.
void write_coordinate(Writer& writer, domain::Coordinate coordinate);

}
