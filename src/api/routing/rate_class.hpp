// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "usecases/rate_limits.hpp"

#include <cstdint>

namespace api {

/// How the requests of a route count to the quotas (docs/rate-limits.md).
enum class RateUse : std::uint8_t {
    exempt,    ///< Not at all.
    usual,     ///< To the caller's credential; without a good one to the address.
    proof,     ///< Somebody proves who they are, or asks for the means: to the address, whatever else they have.
    refusals,  ///< A 401, or a 4xx without a credential, counts to the address; what else the handler counts.
    poll,      ///< With a cursor as a reader of a stream, else as `usual`.
};

struct RateClass {
    RateUse use;
    usecases::AddressClass counted_as;  ///< Where it counts to the address.

    bool operator==(RateClass const&) const = default;
};

/// What the rows of the route tables say.
namespace rates {

inline constexpr RateClass exempt{RateUse::exempt, usecases::AddressClass::other};
inline constexpr RateClass usual{RateUse::usual, usecases::AddressClass::api};
inline constexpr RateClass proof{RateUse::proof, usecases::AddressClass::auth};
inline constexpr RateClass poll{RateUse::poll, usecases::AddressClass::api};
inline constexpr RateClass refusals_to_auth{RateUse::refusals, usecases::AddressClass::auth};
inline constexpr RateClass refusals_to_api{RateUse::refusals, usecases::AddressClass::api};
inline constexpr RateClass refusals_to_other{RateUse::refusals, usecases::AddressClass::other};

/// Of what no route matches, outside the API.
inline constexpr RateClass elsewhere{RateUse::usual, usecases::AddressClass::other};

}

}
