// SPDX-License-Identifier: Apache-2.0
// What comes in, and when it comes too late. protocol_answer.cpp says something in answer.
#include "http/protocol/protocol.hpp"

#include "base/id.hpp"
#include "base/release.hpp"
#include "http/protocol/request_trace.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace http {

namespace {

constexpr std::chrono::seconds rate_window{5};
constexpr std::chrono::seconds memory_release_after{2};
constexpr std::chrono::seconds late_start_grace{1};
constexpr std::size_t most_lingered = 1024 * 1024;

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

}

Protocol::Protocol(Service& service, Peer peer, SteadyTime now, Refusal const* turned_away)
    : service_(service),
      peer_(std::move(peer)),
      peer_text_(peer_.address.to_string()),
      turned_away_(turned_away),
      scanner_(make_scanner(service.limits()))
{
    become_idle(now);
    if (!peer_.is_tls) return;
    phase_ = Phase::handshake;
    if (!service_.is_draining()) deadline_ = now + service_.limits().header_timeout;
}

Protocol::Step Protocol::next(SteadyTime now)
{
    if (expired_ && !service_.is_cut()) refuse(*std::exchange(expired_, nullptr));
    while (!service_.is_cut())
        if (auto const step = advance(now)) return *step;
    return Step::end;
}

/// One step, or none when only the phase has changed.
std::optional<Protocol::Step> Protocol::advance(SteadyTime now)
{
    switch (phase_) {
    case Phase::handshake: return Step::greet;
    case Phase::idle:
        if (!turned_away_ && !skip_to_request()) return wait_for_input();
        begin_request(now);
        if (turned_away_) refuse(*turned_away_);
        return std::nullopt;
    case Phase::header:
        if (!read_header(now)) return wait_for_input();
        return std::nullopt;
    case Phase::body:
        if (std::exchange(exchange_.invites, false)) return Step::invite;
        if (!read_body()) return wait_for_input();
        return std::nullopt;
    case Phase::ready: return begin_answer(now);
    case Phase::writing:
        if (!output_.is_done()) return Step::write;
        finish_request(now);
        return std::nullopt;
    case Phase::lingering:
        if (std::exchange(must_finish_sending_, false)) return Step::finish_sending;
        return wait_for_input();
    case Phase::handing_over: record(now); return Step::hand_over;
    case Phase::closing: return Step::hang_up;
    case Phase::handling:
    case Phase::closed: break;
    }
    return Step::end;
}

Protocol::Step Protocol::wait_for_input()
{
    exchange_.came_in_pieces = true;
    input_.keep();
    return Step::read;
}

void Protocol::greeted(bool is_sound, SteadyTime now)
{
    if (is_sound) return become_idle(now);
    service_.metrics().count_failed_handshake();
    phase_ = Phase::closed;
}

void Protocol::received(std::string_view bytes)
{
    if (expired_) return;
    if (phase_ == Phase::lingering) {
        lingered_bytes_ += bytes.size();
        if (lingered_bytes_ > most_lingered) phase_ = Phase::closed;
        return;
    }
    rate_window_bytes_ += bytes.size();
    input_.add(bytes);
}

void Protocol::lost()
{
    if (!expired_) phase_ = Phase::closed;
}

void Protocol::become_idle(SteadyTime now)
{
    phase_ = Phase::idle;
    deadline_ = now + (service_.is_draining() ? late_start_grace : service_.limits().idle_timeout);
}

/// False: there is none yet.
bool Protocol::skip_to_request()
{
    if (input_.rest().starts_with("\r\n")) input_.consume(2);  // RFC 9112 §2.2
    return !input_.rest().empty() && input_.rest() != "\r";
}

void Protocol::begin_request(SteadyTime now)
{
    phase_ = Phase::header;
    holds_memory_ = true;
    deadline_ = now + service_.limits().header_timeout;
    exchange_ = {.started = now, .ready = now};
    scanner_ = make_scanner(service_.limits());
    request_.method = Method::get;
    spare_headers_.insert(spare_headers_.end(), std::make_move_iterator(request_.headers.begin()),
                          std::make_move_iterator(request_.headers.end()));
    request_.headers.clear();
    request_.path_parameters.clear();
    request_.request_id.clear();
    request_.route = {};
    request_.peer = peer_.address;
    request_.client = peer_.address;
    request_.is_secure = peer_.is_tls;
}

/// False: more of it must come.
bool Protocol::read_header(SteadyTime now)
{
    Refusal const* refusal = nullptr;
    if (scanner_.scan(input_.rest())) {
        auto const header = input_.rest().substr(0, scanner_.size());
        input_.consume(scanner_.size());
        refusal = take_header(header);
        if (!refusal) refusal = expect_body(now);
    } else {
        refusal = scanner_.refusal();
        if (!refusal) return false;
    }
    if (refusal) refuse(*refusal);
    return true;
}

Refusal const* Protocol::take_header(std::string_view header)
{
    parser_.emplace(request_, spare_headers_, service_.limits().header_bytes);
    auto const* refusal = parser_->parse_header(header);

    auto const id = request_.header("X-Request-Id");
    if (id && is_sane_request_id(*id)) request_.request_id = *id;
    exchange_.is_http_1_1 = parser_->is_http_1_1();
    exchange_.trace = join_trace(service_.tracing(), request_.headers);
    if (refusal) return refusal;

    exchange_.keeps_alive = parser_->keep_alive();
    believe_proxies(service_.edges(), request_);
    auto destination = find_destination(service_.router(), service_.edges(), request_);
    if (!destination) return destination.error();
    exchange_.destination = *std::move(destination);
    return nullptr;
}

Refusal const* Protocol::expect_body(SteadyTime now)
{
    auto const& limits = service_.limits();
    auto& destination = exchange_.destination;
    auto const own_limit = destination.route ? destination.route->body_limit : 0;
    if (auto const* refusal =
            parser_->limit_body(own_limit > 0 ? own_limit : limits.body_bytes, limits.chunk_overhead_bytes))
        return refusal;
    if (parser_->has_body()) check_body_form(request_, destination);
    name_request();
    phase_ = parser_->is_done() ? Phase::ready : Phase::body;
    if (phase_ == Phase::ready) return nullptr;

    exchange_.invites = parser_->expects_continue() && exchange_.is_http_1_1 && input_.rest().empty();
    if (exchange_.invites && destination.refusal) {
        exchange_.keeps_alive = false;  // The client may or may not send the body now.
        return destination.refusal;
    }
    rate_window_start_ = now;
    rate_window_bytes_ = 0;
    deadline_ = now + limits.body_timeout;
    return nullptr;
}

void Protocol::name_request()
{
    if (!request_.request_id.empty()) return;
    auto const wall = std::chrono::time_point_cast<std::chrono::microseconds>(service_.wall(exchange_.started));
    base::append_uuid(request_.request_id, base::make_uuid(wall));
}

/// False: more of it must come.
bool Protocol::read_body()
{
    input_.consume(parser_->parse_body(input_.rest()));
    if (auto const* refusal = parser_->refusal())
        refuse(*refusal);
    else if (parser_->is_done())
        phase_ = Phase::ready;
    else
        return false;
    return true;
}

Protocol::Alarm Protocol::sweep(SteadyTime now)
{
    auto const is_late = now >= deadline_;
    switch (phase_) {
    case Phase::idle:
        if (is_late) return close_by("idle_timeout");
        if (deadline_ - now < service_.limits().idle_timeout - memory_release_after) release_memory();
        return Alarm::none;
    case Phase::handshake: return is_late ? close_by("header_timeout") : Alarm::none;
    case Phase::header:
        if (is_late) return expire(refusal::header_timeout);
        return Alarm::none;
    case Phase::body: return is_late ? expire(refusal::body_timeout) : sweep_body(now);
    case Phase::writing:
        if (is_late) return close_by("stall_timeout");
        return now >= answer_deadline_ ? close_by("answer_timeout") : Alarm::none;
    case Phase::lingering: return is_late ? Alarm::close : Alarm::none;
    case Phase::ready:
    case Phase::handling:
    case Phase::handing_over:
    case Phase::closing:
    case Phase::closed: break;
    }
    return Alarm::none;
}

Protocol::Alarm Protocol::sweep_body(SteadyTime now)
{
    if (now - rate_window_start_ < rate_window) return Alarm::none;
    auto const least = service_.limits().body_bytes_per_second * static_cast<std::size_t>(rate_window.count());
    bool const is_slow = rate_window_bytes_ < least;
    rate_window_start_ = now;
    rate_window_bytes_ = 0;
    return is_slow ? expire(refusal::body_rate) : Alarm::none;
}

Protocol::Alarm Protocol::expire(Refusal const& refusal)
{
    expired_ = &refusal;
    return Alarm::wake;
}

Protocol::Alarm Protocol::close_by(std::string_view limit)
{
    service_.metrics().count_limit(limit);
    return Alarm::close;
}

void Protocol::release_memory()
{
    if (!std::exchange(holds_memory_, false)) return;
    base::release(spare_headers_);
    base::release(request_);
    base::release(exchange_.destination.allow);
    exchange_.trace.reset();
    parser_.reset();
    input_.release_memory();
}

bool Protocol::drain(SteadyTime now)
{
    if (phase_ == Phase::handshake) deadline_ = now + late_start_grace;
    return phase_ == Phase::idle;
}

}
