// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace domain {

/// An amount in the smallest unit of its order's currency. The API takes 0 … `max_amount`;
/// sums and differences may pass that inside, so arithmetic is checked.
struct Amount {
    std::int64_t units = 0;

    auto operator<=>(Amount const&) const = default;
};

/// 2^53 − 1: the largest integer that every JSON reader keeps exactly.
inline constexpr Amount max_amount{9'007'199'254'740'991};

/// Nothing when the result does not fit in 64 bits.
std::optional<Amount> sum(Amount a, Amount b);
std::optional<Amount> difference(Amount a, Amount b);
std::optional<Amount> times(Amount amount, std::int64_t quantity);

/// An ISO 4217 currency with as many digits as CLDR counts (what browsers' `Intl` shows): IQD 0, KWD 3, USD 2.
struct Currency {
    std::string code = "USD";
    int digits = 2;

    bool operator==(Currency const&) const = default;
};

/// Upper-case codes of currencies in use; nothing for others.
std::optional<Currency> find_currency(std::string_view code);

}
