// SPDX-License-Identifier: Apache-2.0
#include "http/protocol/response_head.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace http {

namespace {

bool is_token_character(char c)
{
    constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || others.contains(c);
}

bool is_value_character(char c)
{
    auto const byte = static_cast<unsigned char>(c);
    return c == '\t' || (byte >= 0x20 && byte != 0x7f);
}

bool is_connections_own(std::string_view name)
{
    constexpr std::string_view names[] = {"connection", "content-length", "transfer-encoding", "date",
                                          "server",     "x-request-id",   "keep-alive",        "upgrade"};
    return std::ranges::any_of(names, [name](auto own) { return base::equals_ignoring_case(name, own); });
}

void append_number(std::string& out, std::uint64_t number)
{
    fmt::format_int const text(number);
    out.append(text.data(), text.size());
}

void append_header(std::string& out, std::string_view name, std::string_view value)
{
    ((out += name) += ": ") += value;
    out += "\r\n";
}

}

bool can_have_body(Status status)
{
    return static_cast<unsigned>(status) >= 200 && status != Status::no_content && status != Status::not_modified;
}

bool is_sendable(Header const& header)
{
    return !header.name.empty() && std::ranges::all_of(header.name, is_token_character) &&
           std::ranges::all_of(header.value, is_value_character) && !is_connections_own(header.name);
}

void append_response_head(std::string& out, Response const& response, ResponseFrame const& frame)
{
    out += "HTTP/1.1 ";
    append_number(out, static_cast<std::uint64_t>(response.status));
    ((out += ' ') += reason_phrase(response.status)) += "\r\nServer: order-receiver\r\n";
    out += frame.date_line;
    append_header(out, "X-Request-Id", frame.request_id);
    if (can_have_body(response.status)) {
        if (!response.content_type.empty()) append_header(out, "Content-Type", response.content_type);
        if (frame.body_end == BodyEnd::by_length) {
            out += "Content-Length: ";
            append_number(out, response.body.size());
            out += "\r\n";
        } else if (frame.body_end == BodyEnd::by_last_chunk) {
            out += "Transfer-Encoding: chunked\r\n";
        }
    }
    // RFC 9110 §15.5.22: such an answer names the protocol. Ours is always this one.
    if (response.status == Status::upgrade_required) out += "Connection: Upgrade\r\nUpgrade: websocket\r\n";
    if (frame.closes)
        out += "Connection: close\r\n";
    else if (frame.states_keep_alive)
        out += "Connection: keep-alive\r\n";

    bool states_caching = false;
    bool states_policy = false;
    for (auto const& header : response.headers) {
        if (!is_sendable(header)) continue;
        states_caching = states_caching || base::equals_ignoring_case(header.name, "cache-control");
        states_policy = states_policy || base::equals_ignoring_case(header.name, "content-security-policy");
        append_header(out, header.name, header.value);
    }
    if (!states_caching) out += "Cache-Control: no-store\r\n";
    if (!states_policy) out += "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n";
    out += "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n\r\n";
}

}
