// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.hpp"

#include <openssl/crypto.h>

namespace base {

namespace {

constexpr char hex_digits[] = "0123456789abcdef";
constexpr char base64url_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t no_digit = 0xff;

using DigitValues = std::array<std::uint8_t, 256>;

constexpr DigitValues values_of(std::string_view digits)
{
    DigitValues values;
    values.fill(no_digit);
    for (std::size_t i = 0; i < digits.size(); ++i) {
        values[static_cast<std::uint8_t>(digits[i])] = static_cast<std::uint8_t>(i);
    }
    return values;
}

constexpr DigitValues hex_values = [] {
    auto values = values_of(hex_digits);
    for (char c = 'A'; c <= 'F'; ++c) values[static_cast<std::uint8_t>(c)] = static_cast<std::uint8_t>(c - 'A' + 10);
    return values;
}();

constexpr DigitValues base64url_values = values_of(base64url_digits);

std::uint8_t value_of(DigitValues const& values, char digit) { return values[static_cast<std::uint8_t>(digit)]; }

}

std::string to_hex(std::span<std::uint8_t const> bytes)
{
    std::string result;
    result.reserve(2 * bytes.size());
    for (auto const byte : bytes) {
        result += hex_digits[byte >> 4];
        result += hex_digits[byte & 0xf];
    }
    return result;
}

std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text)
{
    if (text.size() % 2 != 0) return std::nullopt;
    std::vector<std::uint8_t> result;
    result.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        auto const high = value_of(hex_values, text[i]);
        auto const low = value_of(hex_values, text[i + 1]);
        if (high == no_digit || low == no_digit) return std::nullopt;
        result.push_back(static_cast<std::uint8_t>(high << 4 | low));
    }
    return result;
}

std::string to_base64url(std::span<std::uint8_t const> bytes)
{
    std::string result;
    result.reserve((4 * bytes.size() + 2) / 3);
    std::uint32_t window = 0;
    unsigned bits = 0;
    for (auto const byte : bytes) {
        window = window << 8 | byte;
        bits += 8;
        while (bits >= 6) {
            bits -= 6;
            result += base64url_digits[window >> bits & 0x3f];
        }
    }
    if (bits > 0) result += base64url_digits[window << (6 - bits) & 0x3f];
    return result;
}

std::optional<std::vector<std::uint8_t>> from_base64url(std::string_view text)
{
    if (text.size() % 4 == 1) return std::nullopt;
    std::vector<std::uint8_t> result;
    result.reserve(3 * text.size() / 4);
    std::uint32_t window = 0;
    unsigned bits = 0;
    for (char const c : text) {
        auto const value = value_of(base64url_values, c);
        if (value == no_digit) return std::nullopt;
        window = window << 6 | value;
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        result.push_back(static_cast<std::uint8_t>(window >> bits));
    }
    // The last digit carries bits that belong to no byte: two texts for one value unless they are 0.
    if ((window & ((1U << bits) - 1)) != 0) return std::nullopt;
    return result;
}

bool equal_in_constant_time(std::span<std::uint8_t const> a, std::span<std::uint8_t const> b)
{
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}
