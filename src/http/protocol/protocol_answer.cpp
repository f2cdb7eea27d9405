// SPDX-License-Identifier: Apache-2.0
// What goes out: answers, refusals, and what is remembered of them.
#include "base/release.hpp"
#include "http/protocol/protocol.hpp"
#include "http/protocol/refusal_answer.hpp"
#include "http/protocol/request_record.hpp"
#include "http/protocol/response_head.hpp"

#include <utility>

namespace http {

namespace {

constexpr std::chrono::seconds linger_time{2};
constexpr std::size_t kept_capacity = 4096;
/// Up to here copying is cheaper than a second buffer for the kernel.
constexpr std::size_t copied_body = 16 * 1024;

}

std::optional<Protocol::Step> Protocol::begin_answer(SteadyTime now)
{
    if (exchange_.came_in_pieces) exchange_.ready = now;
    input_.keep();
    auto const& [route, handler, refusal, allow] = exchange_.destination;
    if (handler) {
        phase_ = Phase::handling;
        return Step::handle;
    }
    if (refusal) {
        refuse(*refusal);
    } else {
        Response response{.status = Status::no_content};
        answer(std::move(response.with("Allow", allow)));
    }
    return std::nullopt;
}

void Protocol::refuse(Refusal const& refusal)
{
    if (!refusal.limit.empty()) service_.metrics().count_limit(refusal.limit);
    if (refusal.closes) exchange_.keeps_alive = false;
    exchange_.lingers = !exchange_.keeps_alive;
    if (exchange_.lingers) input_.clear();
    name_request();
    answer(refusal_answer(refusal, request_.request_id, exchange_.destination.allow));
}

Response Protocol::failed(char const* what)
{
    if (!service_.is_cut())
        service_.log().error("request_failed",
                             {{"request_id", request_.request_id}, {"route", request_.route}, {"reason", what}});
    return internal_error(request_.request_id);
}

void Protocol::answer(Response response)
{
    if (service_.is_cut()) {
        phase_ = Phase::closed;
        return;
    }
    add_cors(service_.edges(), request_, exchange_.destination.allow, response);
    if (exchange_.trace) response.with("traceparent", telemetry::format_traceparent(exchange_.trace->context));
    if (request_.is_secure) response.with("Strict-Transport-Security", "max-age=31536000");

    bool const upgrades = response.upgrade && is_websocket_upgrade(request_) && exchange_.is_http_1_1;
    if (response.upgrade && !upgrades) response = failed("a handler upgraded a request that does not ask for it");
    bool const streams = response.stream && request_.method != Method::head;
    if (upgrades || streams || service_.is_draining()) exchange_.keeps_alive = false;
    exchange_.status = upgrades ? Status::switching_protocols : response.status;
    if (!upgrades && !streams) return write(std::move(response));
    handed_over_ = std::move(response);
    phase_ = Phase::handing_over;
}

void Protocol::write(Response response)
{
    phase_ = Phase::writing;
    deadline_ = answer_deadline_ = SteadyTime::max();  // Until the kernel does not take it.
    exchange_.has_waited = response.has_waited;
    auto& out = service_.output_scratch();
    out.clear();
    append_head(out, response);
    if (!can_have_body(response.status) || request_.method == Method::head) response.body.clear();
    exchange_.body_bytes = response.body.size();
    if (response.body.size() <= copied_body) {
        out += response.body;
        response.body.clear();
    }
    output_.begin(out, std::move(response.body));
}

void Protocol::append_head(std::string& out, Response const& response) const
{
    auto body_end = BodyEnd::by_length;
    if (response.stream) body_end = exchange_.is_http_1_1 ? BodyEnd::by_last_chunk : BodyEnd::by_closing;
    append_response_head(out, response,
                         {.date_line = service_.date_line(),
                          .request_id = request_.request_id,
                          .body_end = body_end,
                          .closes = !exchange_.keeps_alive,
                          .states_keep_alive = !exchange_.is_http_1_1});
}

std::string Protocol::head_of(Response const& response) const
{
    std::string out;
    append_head(out, response);
    return out;
}

void Protocol::sent(std::size_t bytes)
{
    output_.sent(bytes);
    has_progressed_ = has_progressed_ || bytes > 0;
}

void Protocol::blocked(SteadyTime now)
{
    output_.keep();
    bool const is_first = !exchange_.answered;
    if (is_first) {
        exchange_.answered = now;
        answer_deadline_ = now + service_.limits().answer_timeout;
    }
    if (is_first || has_progressed_) deadline_ = now + service_.limits().stall_timeout;
    has_progressed_ = false;
}

void Protocol::finish_request(SteadyTime now)
{
    record(now);
    output_.clear();
    if (request_.body.capacity() > kept_capacity) base::release(request_.body);

    if (exchange_.keeps_alive) {
        become_idle(now);
    } else if (exchange_.lingers || !input_.rest().empty()) {
        phase_ = Phase::lingering;
        deadline_ = now + linger_time;
        must_finish_sending_ = true;
        input_.clear();
    } else {
        phase_ = Phase::closing;
    }
}

void Protocol::record(SteadyTime now)
{
    if (turned_away_) return;
    record_request(service_, {.request = request_,
                              .route = exchange_.destination.route,
                              .status = exchange_.status,
                              .body_bytes = exchange_.body_bytes,
                              .has_waited = exchange_.has_waited,
                              .is_http_1_1 = exchange_.is_http_1_1,
                              .duration = now - exchange_.started,
                              .ours = exchange_.answered.value_or(now) - exchange_.ready,
                              .peer = peer_text_,
                              .trace = exchange_.trace.get(),
                              .end = service_.wall(now)});
}

}
