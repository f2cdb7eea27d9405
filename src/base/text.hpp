// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace base {

/// Well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_valid_utf8(std::string_view text);

/// Bytes of the well-formed UTF-8 sequence that `text` starts with; 0 if it starts with none.
std::size_t leading_code_point_size(std::string_view text);

/// Number of code points of well-formed UTF-8.
std::size_t count_code_points(std::string_view text);

/// ASCII only; other bytes stay as they are.
std::string ascii_lower(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);

/// Without the ASCII white space around it.
std::string_view trim(std::string_view text);

/// The whole text as a decimal number: digits, for signed types one leading '-'. Nothing else.
template <typename Number>
std::optional<Number> parse_number(std::string_view text)
{
    Number value{};
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return value;
}

}
