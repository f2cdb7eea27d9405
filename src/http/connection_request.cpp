// SPDX-License-Identifier: Apache-2.0
// From bytes to a complete, routed request.
#include "base/id.hpp"
#include "base/text.hpp"
#include "http/connection.hpp"
#include "http/target.hpp"

#include <algorithm>

namespace http {

namespace {

HeaderScanner make_scanner(Limits const& limits)
{
    return HeaderScanner({.bytes = limits.header_bytes, .fields = limits.header_fields, .target = limits.target_bytes});
}

bool is_sane_request_id(std::string_view text)
{
    return !text.empty() && text.size() <= 128 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
               c == '-';
    });
}

bool is_json(std::optional<std::string_view> content_type)
{
    if (!content_type) return false;
    return base::equals_ignoring_case(base::trim(content_type->substr(0, content_type->find(';'))), "application/json");
}

/// Compressed bodies are never unpacked: a few bytes could be gigabytes.
bool is_encoded(std::optional<std::string_view> content_encoding)
{
    return content_encoding && !content_encoding->empty() && !base::equals_ignoring_case(*content_encoding, "identity");
}

}

void Connection::begin_request()
{
    started_ = std::chrono::steady_clock::now();
    deadline_ = started_ + core_->limits().header_timeout;
    came_in_pieces_ = false;
    has_waited_ = false;
    ready_ = started_;
    answered_.reset();
    trace_.reset();
    phase_ = Phase::header;
    scanner_ = make_scanner(core_->limits());
    request_.method = Method::get;
    request_.path_parameters.clear();
    request_.request_id.clear();
    request_.route = {};
    request_.peer = peer_;
    request_.client = peer_;
    request_.is_secure = transport_.is_tls();
    route_ = nullptr;
    handler_ = nullptr;
    soft_refusal_ = nullptr;
    keeps_alive_ = false;
    is_http_1_1_ = true;
}

bool Connection::read_header()
{
    if (!scanner_.scan(input_)) {
        if (!scanner_.refusal()) return false;
        refuse(*scanner_.refusal());
        return true;
    }
    auto const header = input_.substr(0, scanner_.size());
    input_.remove_prefix(scanner_.size());
    parser_.emplace(request_, spare_headers_, core_->limits().header_bytes);
    auto const* refusal = parser_->parse_header(header);

    auto const id = request_.header("X-Request-Id");
    if (id && is_sane_request_id(*id)) request_.request_id = *id;
    is_http_1_1_ = parser_->is_http_1_1();
    join_trace();
    if (!refusal) {
        keeps_alive_ = parser_->keep_alive();
        believe_proxies(core_->edges(), request_);
        refusal = route_request();
        if (!refusal) check_edges();
    }
    if (!refusal) refusal = prepare_body();
    if (refusal) refuse(*refusal);
    return true;
}

Refusal const* Connection::route_request()
{
    auto const target = parse_target(request_.target);
    if (!target || (target->path == "*" && request_.method != Method::options)) return &refusal::bad_target;

    auto match = core_->router().match(request_.method, target->path);
    route_ = match.route;
    allow_ = std::move(match.allow);
    request_.path = decoded_path(target->path);
    request_.path_parameters = std::move(match.parameters);
    if (route_) {
        request_.route = route_->path;
        handler_ = &route_->handler;
    } else if (!allow_.empty()) {
        if (request_.method != Method::options) soft_refusal_ = &refusal::wrong_method;
    } else if (target->path == "*") {
        allow_ = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
    } else if (core_->router().fallback()) {
        handler_ = &core_->router().fallback();
    } else {
        soft_refusal_ = &refusal::no_route;
    }

    if (!target->authority.empty()) {
        // RFC 9112 §3.2.2: the authority of the target counts, not the Host header.
        for (auto& header : request_.headers)
            if (base::equals_ignoring_case(header.name, "host")) header.value = target->authority;
        request_.target = (target->origin.starts_with('/') ? "" : "/") + std::string(target->origin);
    }
    return nullptr;
}

/// Probes of the health routes name whatever address they found.
void Connection::check_edges()
{
    auto const is_probe = request_.route.starts_with("/health");
    auto const host = request_.header("Host");
    if (!is_probe && !allows_host(core_->edges(), host.value_or("")))
        soft_refusal_ = &refusal::wrong_host;
    else if (is_websocket_upgrade(request_) && !allows_socket(core_->edges(), request_))
        soft_refusal_ = &refusal::wrong_origin;
    if (soft_refusal_) handler_ = nullptr;
}

void Connection::join_trace()
{
    auto const& tracing = core_->tracing();
    std::optional<std::string_view> parent;
    std::string states;
    bool is_one = true;
    for (auto const& header : request_.headers) {
        // Cheap, for this is asked of every header of every request.
        if (header.name.size() < 10 || (header.name[0] | 0x20) != 't') continue;
        if (base::equals_ignoring_case(header.name, "traceparent")) {
            is_one = !parent;
            parent = header.value;
        } else if (base::equals_ignoring_case(header.name, "tracestate")) {
            states.append(states.empty() ? "" : ",").append(header.value);
        }
    }
    if (!is_one || (parent && !telemetry::parse_traceparent(base::trim(*parent)))) parent.reset();
    if (!parent && !tracing.sink) return;
    if (parent) parent = base::trim(*parent);
    trace_ = std::make_unique<telemetry::RequestTrace>(telemetry::begin_trace(tracing, parent, states));
}

Refusal const* Connection::prepare_body()
{
    auto const& limits = core_->limits();
    auto const own_limit = route_ ? route_->body_limit : 0;
    if (auto const* refusal =
            parser_->limit_body(own_limit > 0 ? own_limit : limits.body_bytes, limits.chunk_overhead_bytes))
        return refusal;
    if (handler_ && parser_->has_body()) {
        if (is_encoded(request_.header("Content-Encoding")))
            soft_refusal_ = &refusal::encoded_body;
        else if (route_ && route_->takes_json && !is_json(request_.header("Content-Type")))
            soft_refusal_ = &refusal::not_json;
        if (soft_refusal_) handler_ = nullptr;
    }
    if (request_.request_id.empty())
        base::append_uuid(request_.request_id, base::make_uuid(std::chrono::time_point_cast<std::chrono::microseconds>(
                                                   std::chrono::system_clock::now())));
    phase_ = parser_->is_done() ? Phase::ready : Phase::body;
    if (phase_ == Phase::ready) return nullptr;

    if (parser_->expects_continue() && is_http_1_1_ && input_.empty()) {
        if (soft_refusal_) {
            keeps_alive_ = false;  // The client may or may not send the body now.
            return soft_refusal_;
        }
        boost::system::error_code ignored;  // Taken by an empty socket buffer, or the connection is no good anyway.
        transport_.write_some(boost::asio::buffer(std::string_view("HTTP/1.1 100 Continue\r\n\r\n")), ignored);
    }
    rate_window_start_ = std::chrono::steady_clock::now();
    rate_window_bytes_ = 0;
    deadline_ = rate_window_start_ + core_->limits().body_timeout;
    return nullptr;
}

bool Connection::read_body()
{
    input_.remove_prefix(parser_->parse_body(input_));
    if (auto const* refusal = parser_->refusal())
        refuse(*refusal);
    else if (parser_->is_done())
        phase_ = Phase::ready;
    else
        return false;
    return true;
}

}
