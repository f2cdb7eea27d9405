// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json/document.hpp"
#include "json/writer.hpp"

#include <cstdint>
#include <optional>

namespace json {

/// A number with at most seven decimals and no exponent as ten-millionths, exactly (degrees of latitude and
/// longitude); nothing for other values.
std::optional<std::int64_t> parse_e7(Document::Node const& node);

/// The shortest form: 33.3128, 44, -0.0000001.
void write_e7(Writer& writer, std::int64_t e7);

}
