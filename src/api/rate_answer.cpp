// SPDX-License-Identifier: Apache-2.0
#include "api/rate_answer.hpp"

#include "api/problem.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace api {

namespace {

constexpr std::string_view limit_header = "RateLimit";
constexpr std::string_view policy_header = "RateLimit-Policy";

}

bool states_limit(http::Response const& response)
{
    return std::ranges::find(response.headers, limit_header, &http::Header::name) != response.headers.end();
}

void state_limit(usecases::RateVerdict const& verdict, http::Response& response)
{
    if (!verdict.is_counted() || states_limit(response)) return;
    auto const& allowance = verdict.allowance;
    response.with(std::string(limit_header),
                  fmt::format(R"("{}";r={};t={})", verdict.policy, allowance.remaining,
                              std::chrono::ceil<std::chrono::seconds>(allowance.more_in).count()));
    response.with(std::string(policy_header),
                  fmt::format(R"("{}";q={};w={})", verdict.policy, verdict.quota.limit, verdict.quota.window.count()));
}

http::Response limit_problem(usecases::RateVerdict const& verdict, http::Request const& request)
{
    auto response = problem(usecases::rate_limited(verdict), request);
    state_limit(verdict, response);
    return response;
}

}
