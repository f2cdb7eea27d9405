// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/message.hpp"
#include "usecases/rate_limits.hpp"

namespace api {

/// Says in `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers) what the request was counted
/// against: `r` requests are left, and after `t` seconds one more. An answer that says so already is left as it is.
void state_limit(usecases::RateVerdict const& verdict, http::Response& response);

bool states_limit(http::Response const& response);

/// 429 `rate_limited` with `Retry-After` and the limit.
http::Response limit_problem(usecases::RateVerdict const& verdict, http::Request const& request);

}
