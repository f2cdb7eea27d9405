// SPDX-License-Identifier: Apache-2.0
#include "api/routing/problem.hpp"

#include "http/problem.hpp"

#include <algorithm>
#include <cstddef>

namespace api {

namespace {

/// As many as json::Errors keeps; rules of the domain may find more.
constexpr std::size_t max_errors = 50;

http::Status status_of(base::FailureKind kind)
{
    using enum base::FailureKind;
    switch (kind) {
    case malformed: return http::Status::bad_request;
    case invalid: return http::Status::unprocessable_content;
    case unauthenticated: return http::Status::unauthorized;
    case forbidden: return http::Status::forbidden;
    case not_found: return http::Status::not_found;
    case conflict: return http::Status::conflict;
    case stale: return http::Status::precondition_failed;
    case exhausted: return http::Status::too_many_requests;
    case unavailable: return http::Status::service_unavailable;
    }
    return http::Status::internal_server_error;
}

/// Whether the same request may succeed later without anybody changing anything.
bool is_retryable(base::FailureKind kind)
{
    return kind == base::FailureKind::exhausted || kind == base::FailureKind::unavailable;
}

}

http::Response problem(base::Failure const& failure, http::Request const& request, std::string extra)
{
    http::Problem problem{.status = status_of(failure.kind), .code = failure.code, .detail = failure.detail};
    auto const shown = static_cast<std::ptrdiff_t>(std::min(failure.fields.size(), max_errors));
    problem.errors.assign(failure.fields.begin(), failure.fields.begin() + shown);
    problem.retryable = is_retryable(failure.kind);
    if (failure.retry_after)
        problem.retry_after_s = static_cast<std::uint32_t>(failure.retry_after->count());
    else if (problem.retryable)
        problem.retry_after_s = 1;
    problem.extra = std::move(extra);

    auto response = http::problem_response(problem, request.request_id);
    if (failure.kind == base::FailureKind::unauthenticated) response.with("WWW-Authenticate", "Bearer");
    return response;
}

}
