// SPDX-License-Identifier: Apache-2.0
#include "http/message.hpp"

#include <fmt/format.h>

#include <iterator>

namespace http {

namespace {

/// RFC 8259 §7.
void append_quoted(std::string& out, std::string_view text)
{
    out += '"';
    for (char const c : text) {
        if (c == '"' || c == '\\')
            (out += '\\') += c;
        else if (static_cast<unsigned char>(c) < 0x20)
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
        else
            out += c;
    }
    out += '"';
}

void append_member(std::string& out, std::string_view name, std::string_view value)
{
    append_quoted(out, name);
    out += ':';
    append_quoted(out, value);
}

void append_errors(std::string& out, std::vector<ProblemField> const& errors)
{
    out += R"(,"errors":[)";
    for (auto const& error : errors) {
        if (out.back() != '[') out += ',';
        out += '{';
        append_member(out, "pointer", error.pointer);
        out += ',';
        append_member(out, "code", error.code);
        out += ',';
        append_member(out, "detail", error.detail);
        out += '}';
    }
    out += ']';
}

}

Response problem_response(Problem const& problem, std::string_view request_id)
{
    std::string body = R"({"type":"about:blank",)";
    append_member(body, "title", reason_phrase(problem.status));
    fmt::format_to(std::back_inserter(body), R"(,"status":{},)", static_cast<unsigned>(problem.status));
    append_member(body, "code", problem.code);
    body += ',';
    append_member(body, "detail", problem.detail);
    body += ',';
    append_member(body, "request_id", request_id);
    body += problem.retryable ? R"(,"retryable":true)" : R"(,"retryable":false)";
    if (!problem.errors.empty()) append_errors(body, problem.errors);
    if (!problem.extra.empty()) (body += ',') += problem.extra;
    body += '}';

    Response response{.status = problem.status, .content_type = "application/problem+json", .body = std::move(body)};
    if (problem.retry_after_s) response.with("Retry-After", std::to_string(*problem.retry_after_s));
    return response;
}

}
