// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/message.hpp"
#include "usecases/rate_limits.hpp"

#include <cstdint>
#include <string_view>

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
};

/// `path` is a route's template, or, where no route matched, a request's path.
RateClass rate_class(http::Method method, std::string_view path);

}
