// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"

#include <algorithm>
#include <cstring>

namespace base {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool within(char c, unsigned first, unsigned last)
{
    auto const byte = static_cast<unsigned char>(c);
    return byte >= first && byte <= last;
}

bool is_continuation(char c) { return within(c, 0x80, 0xbf); }

/// Drops whole words of ASCII, most of what people send.
void skip_ascii(std::string_view& text)
{
    constexpr std::uint64_t high_bits = 0x8080808080808080;
    std::uint64_t word = 0;
    while (text.size() >= sizeof word) {
        std::memcpy(&word, text.data(), sizeof word);
        if ((word & high_bits) != 0) return;
        text.remove_prefix(sizeof word);
    }
}

}

std::size_t leading_code_point_size(std::string_view text)
{
    // RFC 3629 §4: the second byte's range depends on the first; the rest are plain continuations.
    if (text.empty()) return 0;
    char const first = text[0];
    if (within(first, 0x00, 0x7f)) return 1;
    if (text.size() < 2) return 0;
    char const second = text[1];
    if (within(first, 0xc2, 0xdf)) return is_continuation(second) ? 2 : 0;
    if (within(first, 0xe0, 0xef)) {
        bool const second_fits = within(second, first == '\xe0' ? 0xa0 : 0x80, first == '\xed' ? 0x9f : 0xbf);
        return second_fits && text.size() >= 3 && is_continuation(text[2]) ? 3 : 0;
    }
    if (within(first, 0xf0, 0xf4)) {
        bool const second_fits = within(second, first == '\xf0' ? 0x90 : 0x80, first == '\xf4' ? 0x8f : 0xbf);
        return second_fits && text.size() >= 4 && is_continuation(text[2]) && is_continuation(text[3]) ? 4 : 0;
    }
    return 0;
}

bool is_valid_utf8(std::string_view text)
{
    for (skip_ascii(text); !text.empty(); skip_ascii(text)) {
        auto const size = leading_code_point_size(text);
        if (size == 0) return false;
        text.remove_prefix(size);
    }
    return true;
}

std::size_t count_code_points(std::string_view text)
{
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return !is_continuation(c); }));
}

std::string ascii_lower(std::string_view text)
{
    std::string result(text);
    std::ranges::transform(result, result.begin(), lower);
    return result;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, {}, lower, lower); }

std::string_view trim(std::string_view text)
{
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

}
