// SPDX-License-Identifier: Apache-2.0
#include "http/problem.hpp"

#include "json/writer.hpp"

namespace http {

Response problem_response(Problem const& problem, std::string_view request_id)
{
    std::string body;
    json::Writer writer(body);
    writer.begin_object()
        .member("type", "about:blank")
        .member("title", reason_phrase(problem.status))
        .member("status", static_cast<std::uint32_t>(problem.status))
        .member("code", problem.code)
        .member("detail", problem.detail)
        .member("request_id", request_id)
        .member("retryable", problem.retryable);
    if (!problem.errors.empty()) {
        writer.key("errors").begin_array();
        for (auto const& [pointer, code, detail] : problem.errors)
            writer.begin_object().member("pointer", pointer).member("code", code).member("detail", detail).end_object();
        writer.end_array();
    }
    if (!problem.extra.empty()) writer.raw(problem.extra);
    writer.end_object();

    Response response{.status = problem.status, .content_type = "application/problem+json", .body = std::move(body)};
    if (problem.retry_after_s) response.with("Retry-After", std::to_string(*problem.retry_after_s));
    return response;
}

}
