// SPDX-License-Identifier: Apache-2.0
#include "api/routing/rate_answer.hpp"

#include "api/routing/problem.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>

namespace api {

namespace {

constexpr std::string_view limit_header = "RateLimit";
constexpr std::string_view policy_header = "RateLimit-Policy";

/// `"policy";first=1;second=2` (RFC 9651). By hand: it stands in every answer.
std::string item(std::string_view policy, std::string_view first, std::int64_t one, std::string_view second,
                 std::int64_t two)
{
    std::array<char, 24> digits;
    auto const append = [&](std::string& text, std::string_view name, std::int64_t value) {
        auto* const end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
        text.append(name).append(digits.data(), end);
    };
    std::string text;
    text.reserve(48);
    text.append(1, '"').append(policy).append(1, '"');
    append(text, first, one);
    append(text, second, two);
    return text;
}

}

bool states_limit(http::Response const& response)
{
    return std::ranges::find(response.headers, limit_header, &http::Header::name) != response.headers.end();
}

void state_limit(usecases::RateVerdict const& verdict, http::Response& response)
{
    if (!verdict.is_counted() || states_limit(response)) return;
    auto const& allowance = verdict.allowance;
    auto const more_in = std::chrono::ceil<std::chrono::seconds>(allowance.more_in).count();
    response.headers.reserve(response.headers.size() + 4);
    response.headers.push_back(
        {std::string(limit_header), item(verdict.policy, ";r=", allowance.remaining, ";t=", more_in)});
    response.headers.push_back({std::string(policy_header),
                                item(verdict.policy, ";q=", verdict.quota.limit, ";w=", verdict.quota.window.count())});
}

http::Response limit_problem(usecases::RateVerdict const& verdict, http::Request const& request)
{
    auto response = problem(usecases::rate_limited(verdict), request);
    state_limit(verdict, response);
    return response;
}

}
