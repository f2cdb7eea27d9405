// SPDX-License-Identifier: Apache-2.0
#include "json/flaw.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace json {

namespace {

bool is_whole_number(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return c == '-' || (c >= '0' && c <= '9'); });
}

/// C0 but tab, LF and CR; DEL; C1 (U+0080 to U+009F: C2 80 to C2 9F).
bool has_control_character(std::string_view text)
{
    unsigned char previous = 0;
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        if (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') return true;
        if (byte == 0x7f || (previous == 0xc2 && byte < 0xa0)) return true;
        previous = byte;
    }
    return false;
}

std::string plural(std::size_t count, std::string_view noun)
{
    return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

}

std::optional<Flaw> size_flaw(std::size_t size, std::size_t min, std::size_t max, std::string_view noun)
{
    if (size < min) return Flaw{"too_short", "must have at least " + plural(min, noun)};
    if (size > max) return Flaw{"too_long", "must have at most " + plural(max, noun)};
    return std::nullopt;
}

std::optional<Flaw> text_flaw(Document::Node const& node, TextLimits limits)
{
    if (node.kind != Kind::string) return Flaw{"wrong_type", "must be a string"};
    if (auto flaw = size_flaw(base::count_code_points(node.text), limits.min, limits.max, "character")) return flaw;
    if (has_control_character(node.text)) return Flaw{"invalid", "must not contain control characters"};
    return std::nullopt;
}

std::optional<Flaw> integer_flaw(Document::Node const& node, std::int64_t min, std::int64_t max)
{
    bool const is_too_large = node.kind == Kind::fraction && is_whole_number(node.text);
    if (node.kind != Kind::integer && !is_too_large) return Flaw{"wrong_type", "must be an integer"};
    if (is_too_large || node.integer < min || node.integer > max) {
        return Flaw{"out_of_range", "must be " + std::to_string(min) + " to " + std::to_string(max)};
    }
    return std::nullopt;
}

}
