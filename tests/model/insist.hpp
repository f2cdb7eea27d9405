// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "model/server.hpp"

#include <utility>

namespace model {

/// The database did not answer for as long as a caller waits: what was asked for may be so, or not.
struct GaveUp {};

constexpr int most_tries = 25;

inline base::Failure outcome_unknown()
{
    return {base::FailureKind::unavailable, "outcome_unknown", "the database does not answer; retry with the same key"};
}

/// Makes a call that may be made again until it is answered; throws GaveUp.
template <typename Call>
auto insist(Call call) -> base::Task<typename decltype(call())::value_type::value_type>
{
    for (int i = 0; i < most_tries; ++i) {
        auto answer = co_await call();
        if (answer) co_return std::move(*answer);
    }
    throw GaveUp();
}

/// What a port answers.
template <typename T>
base::Task<base::Result<T>> answered(base::Task<base::Result<T>> task)
{
    try {
        co_return co_await std::move(task);
    } catch (GaveUp const&) {
        co_return std::unexpected(outcome_unknown());
    }
}

}
