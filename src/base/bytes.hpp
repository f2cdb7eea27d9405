// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace base {

using Bytes16 = std::array<std::uint8_t, 16>;
using Bytes32 = std::array<std::uint8_t, 32>;

/// Lower case; decoding takes either case.
std::string to_hex(std::span<std::uint8_t const> bytes);
std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text);

/// RFC 4648 §5, without padding. Decoding accepts only the canonical form.
std::string to_base64url(std::span<std::uint8_t const> bytes);
std::optional<std::vector<std::uint8_t>> from_base64url(std::string_view text);

Bytes32 sha256(std::string_view text);
Bytes32 hmac_sha256(std::span<std::uint8_t const> key, std::string_view text);

/// The first 16 bytes of SHA-256: enough to tell texts apart, half the room.
Bytes16 sha256_128(std::string_view text);

/// Takes the same time wherever the two differ. Unequal sizes are unequal.
bool equal_in_constant_time(std::span<std::uint8_t const> a, std::span<std::uint8_t const> b);

inline std::span<std::uint8_t const> as_bytes(std::string_view text)
{
    return {reinterpret_cast<std::uint8_t const*>(text.data()), text.size()};
}

}
