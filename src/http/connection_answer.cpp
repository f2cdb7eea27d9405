// SPDX-License-Identifier: Apache-2.0
#include "base/id.hpp"
#include "base/random.hpp"
#include "http/connection.hpp"
#include "http/response_head.hpp"
#include "http/stream_session.hpp"
#include "http/websocket_session.hpp"

#include <array>

namespace http {

namespace {

constexpr std::chrono::seconds linger_time{2};
constexpr std::size_t kept_capacity = 4096;
/// Up to here copying is cheaper than a second buffer for the kernel.
constexpr std::size_t copied_body = 16 * 1024;

base::Instant now_utc()
{
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

}

void Connection::turn_away(Refusal const& why)
{
    turned_away_ = &why;
    if (phase_ == Phase::handshake) return;  // Nobody could read it yet.
    begin_request();
    refuse(why);
}

void Connection::refuse(Refusal const& refusal)
{
    if (!refusal.limit.empty()) core_->metrics().count_limit(refusal.limit);
    if (refusal.closes) keeps_alive_ = false;
    lingers_ = !keeps_alive_;
    if (request_.request_id.empty()) base::append_uuid(request_.request_id, base::make_uuid(now_utc()));

    Problem problem{.status = refusal.status, .code = std::string(refusal.code), .detail = std::string(refusal.detail)};
    problem.retryable = refusal.status == Status::request_timeout || refusal.status == Status::service_unavailable;
    if (refusal.status == Status::service_unavailable)
        problem.retry_after_s = static_cast<std::uint32_t>(1 + base::random_below(5));
    auto response = problem_response(problem, request_.request_id);
    if (refusal.status == Status::method_not_allowed) response.with("Allow", allow_);
    if (&refusal == &refusal::encoded_body) response.with("Accept-Encoding", "identity");  // RFC 9110 §12.5.3
    answer(std::move(response));
}

void Connection::answer_without_handler()
{
    if (soft_refusal_) return refuse(*soft_refusal_);
    Response response{.status = Status::no_content};
    response.with("Allow", allow_);
    answer(std::move(response));
}

Response Connection::failed(char const* what)
{
    if (!core_->is_cut())
        core_->log().error("request_failed",
                           {{"request_id", request_.request_id}, {"route", request_.route}, {"reason", what}});
    return problem_response({.status = Status::internal_server_error,
                             .code = "internal_error",
                             .detail = "Something went wrong here; the request id helps to find out what."},
                            request_.request_id);
}

void Connection::answer(Response response)
{
    if (core_->is_cut()) {
        phase_ = Phase::closed;
        return;
    }
    add_cors(core_->edges(), request_, allow_, response);
    if (trace_) response.with("traceparent", telemetry::format_traceparent(trace_->context));
    if (request_.is_secure) response.with("Strict-Transport-Security", "max-age=31536000");
    if (response.upgrade && is_websocket_upgrade(request_) && is_http_1_1_) {
        last_answer_ = std::move(response);
        phase_ = Phase::handed_over;
        return;
    }
    if (response.upgrade) response = failed("a handler upgraded a request that does not ask for it");

    if (core_->is_draining()) keeps_alive_ = false;
    if (response.stream && request_.method != Method::head) {
        keeps_alive_ = false;
        last_answer_ = std::move(response);
        phase_ = Phase::handed_over;
        return;
    }
    status_ = response.status;
    has_waited_ = response.has_waited;
    body_bytes_ = can_have_body(status_) && request_.method != Method::head ? response.body.size() : 0;

    auto& out = core_->output_scratch();
    out.clear();
    append_head(out, response);
    if (body_bytes_ == 0) {
        response.body.clear();
    } else if (body_bytes_ <= copied_body) {
        out += response.body;
        response.body.clear();
    }
    phase_ = Phase::writing;
    send(out, response);
}

void Connection::append_head(std::string& out, Response const& response) const
{
    auto body_end = BodyEnd::by_length;
    if (response.stream) body_end = is_http_1_1_ ? BodyEnd::by_last_chunk : BodyEnd::by_closing;
    append_response_head(out, response,
                         {.date_line = core_->date_line(),
                          .request_id = request_.request_id,
                          .body_end = body_end,
                          .closes = !keeps_alive_,
                          .states_keep_alive = !is_http_1_1_});
}

void Connection::send(std::string_view head, Response& response)
{
    std::string_view body = response.body;
    boost::system::error_code error;
    while (!error && head.size() + body.size() > 0) {
        std::array const buffers{boost::asio::buffer(head), boost::asio::buffer(body)};
        auto const sent = body.empty() ? transport_.write_some(boost::asio::buffer(head), error)
                                       : transport_.write_some(buffers, error);
        auto const of_head = std::min(sent, head.size());
        head.remove_prefix(of_head);
        body.remove_prefix(sent - of_head);
    }
    if (error == boost::asio::error::would_block) {
        unsent_ = head;
        sent_ = unsent_.empty() ? response.body.size() - body.size() : 0;
        unsent_body_ = std::move(response.body);
        answered_ = std::chrono::steady_clock::now();
        deadline_ = *answered_ + core_->limits().stall_timeout;
        answer_deadline_ = *answered_ + core_->limits().answer_timeout;
    } else if (error) {
        phase_ = Phase::closed;
    }
}

void Connection::send_more(boost::system::error_code error)
{
    while (!error && sent_ < unsent_.size() + unsent_body_.size()) {
        auto const of_head = std::min(sent_, unsent_.size());
        std::array const buffers{boost::asio::buffer(unsent_) + of_head,
                                 boost::asio::buffer(unsent_body_) + (sent_ - of_head)};
        auto const sent = transport_.write_some(buffers, error);
        sent_ += sent;
        if (sent > 0) deadline_ = std::chrono::steady_clock::now() + core_->limits().stall_timeout;
    }
    if (!error || error == boost::asio::error::would_block) return;
    core_->note_end(error);
    phase_ = Phase::closed;
}

void Connection::finish_request()
{
    auto const now = std::chrono::steady_clock::now();
    record_request(now);
    unsent_ = {};
    unsent_body_ = {};
    sent_ = 0;
    if (request_.body.capacity() > kept_capacity) request_.body = {};

    if (keeps_alive_) {
        become_idle(now);
    } else if (lingers_ || !input_.empty()) {
        phase_ = Phase::lingering;
        deadline_ = now + linger_time;
        input_ = {};
        transport_.shutdown_send();
    } else {
        transport_.say_goodbye();
        phase_ = Phase::closed;
    }
}

void Connection::record_request(SteadyTime now)
{
    if (turned_away_) return;
    std::chrono::nanoseconds const duration = now - started_;
    core_->metrics().record(route_, request_.method, status_, has_waited_ ? std::nullopt : std::optional(duration));
    // A client that sends or reads slowly is no trouble of ours.
    std::chrono::nanoseconds const ours = answered_.value_or(now) - ready_;
    if (!has_waited_ && ours > core_->slow_operation()) {
        core_->metrics().count_slow();
        core_->log().warning("slow_operation",
                             {{"operation", "request"},
                              {"request_id", request_.request_id},
                              {"method", method_name(request_.method)},
                              {"route", request_.route},
                              {"status", static_cast<unsigned>(status_)},
                              {"duration_us", std::chrono::duration_cast<std::chrono::microseconds>(ours).count()}});
    }
    if (core_->logs_requests()) log_request(duration);
    if (trace_ && trace_->context.is_sampled && core_->tracing().sink) export_span(duration);
}

/// A server span after OpenTelemetry's conventions for HTTP. `url.path` and `url.query` are left out, for they may hold
/// what is nobody's business, and so are addresses.
void Connection::export_span(std::chrono::nanoseconds duration)
{
    auto const end = std::chrono::system_clock::now();
    std::string const method(method_name(request_.method));
    telemetry::Span span{.context = trace_->context,
                         .parent = trace_->parent,
                         .tracestate = std::move(trace_->tracestate),
                         .name = request_.route.empty() ? method : method + ' ' + std::string(request_.route),
                         .begin = end - duration,
                         .end = end,
                         .is_error = status_ >= Status::internal_server_error};
    span.attributes.emplace_back("http.request.method", method);
    span.attributes.emplace_back("url.scheme", request_.is_secure ? "https" : "http");
    if (!request_.route.empty()) span.attributes.emplace_back("http.route", std::string(request_.route));
    span.attributes.emplace_back("http.response.status_code", static_cast<std::int64_t>(status_));
    span.attributes.emplace_back("network.protocol.version", is_http_1_1_ ? "1.1" : "1.0");
    if (span.is_error) span.attributes.emplace_back("error.type", std::to_string(static_cast<unsigned>(status_)));
    span.attributes.emplace_back("order_receiver.request_id", request_.request_id);
    core_->tracing().sink->put(std::move(span));
}

void Connection::log_request(std::chrono::nanoseconds duration)
{
    telemetry::Field const request_id("request_id", request_.request_id);
    telemetry::Field const method("method", method_name(request_.method));
    telemetry::Field const route("route", request_.route);
    telemetry::Field const status("status", static_cast<unsigned>(status_));
    telemetry::Field const bytes("bytes", body_bytes_);
    telemetry::Field const took("duration_us", std::chrono::duration_cast<std::chrono::microseconds>(duration).count());
    telemetry::Field const peer("peer", peer_text_);
    if (!trace_) return core_->log().info("request", {request_id, method, route, status, bytes, took, peer});
    auto const trace_id = telemetry::trace_id_text(trace_->context);
    core_->log().info("request",
                      {request_id, method, route, status, bytes, took, peer, telemetry::Field("trace_id", trace_id)});
}

void Connection::hand_over()
{
    status_ = last_answer_.upgrade ? Status::switching_protocols : last_answer_.status;
    body_bytes_ = 0;
    record_request(std::chrono::steady_clock::now());
    if (last_answer_.upgrade)
        return start_websocket(std::move(admission_), std::move(transport_), std::string(input_), request_,
                               std::move(last_answer_));
    StreamStart start{.is_chunked = is_http_1_1_, .has_unread = !input_.empty(), .request_id = request_.request_id};
    append_head(start.head, last_answer_);
    start_stream(std::move(admission_), std::move(transport_), std::move(start), std::move(last_answer_));
}

}
