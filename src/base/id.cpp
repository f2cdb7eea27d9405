// SPDX-License-Identifier: Apache-2.0
#include "base/id.hpp"

#include "base/random.hpp"

#include <algorithm>
#include <chrono>

namespace base {

namespace {

constexpr char digits[] = "0123456789abcdef";
constexpr std::size_t text_size = 36;

constexpr bool dash_at(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// RFC 9562 §6.2, method 1: `rand_a` counts within a millisecond, starting in its lower half.
struct Sequence {
    std::uint64_t millis = 0;
    std::uint64_t counter = 0;

    void advance(std::uint64_t now)
    {
        if (now > millis) {
            millis = now;
        } else if (++counter <= 0xfff) {
            return;
        } else {
            ++millis;
        }
        counter = random_below(0x800);
    }
};

}

void append_uuid(std::string& out, Uuid const& uuid)
{
    std::array<char, text_size> text;
    std::size_t at = 0;
    for (auto const byte : uuid.bytes) {
        if (dash_at(at)) text[at++] = '-';
        text[at++] = digits[byte >> 4];
        text[at++] = digits[byte & 0xf];
    }
    out.append(text.data(), text.size());
}

std::string format_uuid(Uuid const& uuid)
{
    std::string result;
    append_uuid(result, uuid);
    return result;
}

std::optional<Uuid> parse_uuid(std::string_view text)
{
    if (text.size() != text_size) return std::nullopt;
    Uuid result;
    std::size_t at = 0;
    for (auto& byte : result.bytes) {
        if (dash_at(at)) {
            if (text[at] != '-') return std::nullopt;
            ++at;
        }
        int const high = hex_value(text[at++]);
        int const low = hex_value(text[at++]);
        if (high < 0 || low < 0) return std::nullopt;
        byte = static_cast<std::uint8_t>(high << 4 | low);
    }
    return result;
}

Uuid make_uuid(Instant now)
{
    thread_local Sequence sequence;
    auto const millis = std::chrono::floor<std::chrono::milliseconds>(now.time_since_epoch()).count();
    sequence.advance(static_cast<std::uint64_t>(std::max<std::int64_t>(millis, 0)));

    Uuid result;
    auto const put = [&result](std::size_t first, std::size_t count, std::uint64_t value) {
        for (std::size_t i = 0; i < count; ++i) {
            result.bytes[first + i] = static_cast<std::uint8_t>(value >> (8 * (count - 1 - i)));
        }
    };
    put(0, 6, sequence.millis);
    put(6, 2, 0x7000 | sequence.counter);
    put(8, 8, (std::uint64_t{0b10} << 62) | random_below(std::uint64_t{1} << 62));
    return result;
}

Instant time_of(Uuid const& uuid)
{
    std::int64_t millis = 0;
    for (std::size_t i = 0; i < 6; ++i) millis = millis << 8 | uuid.bytes[i];
    return Instant(std::chrono::milliseconds(millis));
}

}
