// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace base {

/// 128 bits; ours are UUIDv7 (RFC 9562): the first 48 bits are milliseconds since 1970.
struct Uuid {
    std::array<std::uint8_t, 16> bytes{};

    auto operator<=>(Uuid const&) const = default;
};

std::string format_uuid(Uuid const& uuid);
void append_uuid(std::string& out, Uuid const& uuid);

/// The 36-character form, lower or upper case hex.
std::optional<Uuid> parse_uuid(std::string_view text);

/// A new UUIDv7 of the process's random source. Ids made by one thread rise strictly.
Uuid make_uuid(Instant now);

/// When a UUIDv7 was made, to the millisecond.
Instant time_of(Uuid const& uuid);

/// An id of one kind of thing: `prefix` + UUID outside, 16 bytes inside. `Kind::prefix` is e.g. "ord_".
template <typename Kind>
struct Id {
    Uuid uuid;

    static Id make(Instant now) { return {make_uuid(now)}; }

    static std::optional<Id> parse(std::string_view text)
    {
        if (!text.starts_with(Kind::prefix)) return std::nullopt;
        auto const uuid = parse_uuid(text.substr(Kind::prefix.size()));
        if (!uuid) return std::nullopt;
        return Id{*uuid};
    }

    std::string text() const
    {
        std::string result(Kind::prefix);
        append_uuid(result, uuid);
        return result;
    }

    auto operator<=>(Id const&) const = default;
};

}

template <>
struct std::hash<base::Uuid> {
    std::size_t operator()(base::Uuid const& uuid) const noexcept
    {
        // The last eight bytes of a UUIDv7 are random.
        std::size_t result;
        std::memcpy(&result, uuid.bytes.data() + 8, sizeof result);
        return result;
    }
};

template <typename Kind>
struct std::hash<base::Id<Kind>> {
    std::size_t operator()(base::Id<Kind> const& id) const noexcept { return std::hash<base::Uuid>()(id.uuid); }
};
