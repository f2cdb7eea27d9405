// SPDX-License-Identifier: Apache-2.0
#include "json/e7.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace json {

namespace {

constexpr std::size_t decimals = 7;
constexpr std::int64_t unit = 10'000'000;

bool all_digits(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::int64_t> from_whole(std::int64_t whole, std::int64_t fraction)
{
    std::int64_t e7 = 0;
    if (__builtin_mul_overflow(whole, unit, &e7)) return std::nullopt;
    if (__builtin_add_overflow(e7, fraction, &e7)) return std::nullopt;
    return e7;
}

std::optional<std::int64_t> parse_fraction(std::string_view text)
{
    bool const negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    auto const point = text.find('.');
    auto const whole = text.substr(0, point);
    std::string digits(point == text.npos ? "0" : text.substr(point + 1));
    if (!all_digits(whole) || !all_digits(digits) || digits.size() > decimals) return std::nullopt;

    digits.append(decimals - digits.size(), '0');
    auto const units = base::parse_number<std::int64_t>(whole);
    auto const fraction = base::parse_number<std::int64_t>(digits);
    if (!units || !fraction) return std::nullopt;
    return negative ? from_whole(-*units, -*fraction) : from_whole(*units, *fraction);
}

}

std::optional<std::int64_t> parse_e7(Document::Node const& node)
{
    if (node.kind == Kind::integer) return from_whole(node.integer, 0);
    if (node.kind == Kind::fraction) return parse_fraction(node.text);
    return std::nullopt;
}

void write_e7(Writer& writer, std::int64_t e7)
{
    auto text = std::to_string(e7 / unit);
    if (e7 < 0 && e7 > -unit) text.insert(0, "-");
    if (auto const rest = e7 % unit; rest != 0) {
        auto digits = std::to_string(rest < 0 ? -rest : rest);
        digits.insert(0, decimals - digits.size(), '0');
        digits.resize(digits.find_last_not_of('0') + 1);
        text.append(".").append(digits);
    }
    writer.raw(text);
}

}
