// SPDX-License-Identifier: Apache-2.0
#include "http/protocol/refusal_answer.hpp"

#include "base/random.hpp"
#include "http/problem.hpp"

#include <cstdint>
#include <string>

namespace http {

Response refusal_answer(Refusal const& refusal, std::string_view request_id, std::string_view allow)
{
    Problem problem{.status = refusal.status, .code = std::string(refusal.code), .detail = std::string(refusal.detail)};
    problem.retryable = refusal.status == Status::request_timeout || refusal.status == Status::service_unavailable;
    if (refusal.status == Status::service_unavailable)
        problem.retry_after_s = static_cast<std::uint32_t>(1 + base::random_below(5));
    auto response = problem_response(problem, request_id);
    if (refusal.status == Status::method_not_allowed) response.with("Allow", std::string(allow));
    if (&refusal == &refusal::encoded_body) response.with("Accept-Encoding", "identity");  // RFC 9110 §12.5.3
    return response;
}

Response internal_error(std::string_view request_id)
{
    return problem_response({.status = Status::internal_server_error,
                             .code = "internal_error",
                             .detail = "Something went wrong here; the request id helps to find out what."},
                            request_id);
}

}
