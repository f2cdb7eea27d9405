// SPDX-License-Identifier: Apache-2.0
#include "realtime/session.hpp"

#include <algorithm>
#include <utility>

namespace realtime {

namespace {

template <typename... Fs>
struct Overloaded : Fs... {
    using Fs::operator()...;
};

}

void Session::close(CloseCode code, std::string_view reason, std::optional<Farewell> bye)
{
    if (phase_ == Phase::closing) return;
    phase_ = Phase::closing;
    close_ = {code, bye, reason};
}

void Session::acknowledge(std::uint64_t seq)
{
    acknowledged_ = std::max(acknowledged_, std::min(seq, stream_.cursor()));
}

void Session::note_shown(std::vector<domain::OrderId> orders)
{
    if (orders.empty()) return;
    if (shown_)
        shown_->insert(shown_->end(), orders.begin(), orders.end());
    else
        shown_ = std::make_unique<std::vector<domain::OrderId>>(std::move(orders));
}

std::vector<domain::OrderId> Session::take_shown()
{
    auto const shown = std::exchange(shown_, nullptr);
    return shown ? std::move(*shown) : std::vector<domain::OrderId>();
}

bool Session::received(bool is_text, std::string_view text, Time now)
{
    if (phase_ == Phase::closing) return false;
    auto message = is_text ? parse_client_message(text) : std::nullopt;
    auto const is_hello = message && std::holds_alternative<Hello>(*message);
    auto const needs_open =
        message && (std::holds_alternative<Resume>(*message) || std::holds_alternative<Auth>(*message));
    if (!message || is_hello != (phase_ == Phase::awaiting_hello && !hello_) || (needs_open && phase_ != Phase::open)) {
        close(CloseCode::not_understood, "message not understood");
        return true;
    }
    if (now >= deadline_ && phase_ == Phase::awaiting_hello) return true;

    return std::visit(Overloaded{[this](Hello& hello) {
                                     hello_ = std::make_unique<Hello>(std::move(hello));
                                     return true;
                                 },
                                 [this](Resume& resume) {
                                     resume_ = std::make_unique<std::string>(std::move(resume.cursor));
                                     return true;
                                 },
                                 [this](Ack& ack) {
                                     acknowledge(ack.seq);
                                     note_shown(std::move(ack.shown));
                                     return false;
                                 },
                                 [this](Auth& auth) {
                                     token_ = std::make_unique<std::string>(std::move(auth.token));
                                     return true;
                                 },
                                 [this](Pong const& pong) {
                                     pong_by_ = never;
                                     acknowledge(pong.seq.value_or(0));
                                     return false;
                                 }},
                      *message);
}

void Session::admitted(Topic const& topic, Admission const& admission)
{
    if (phase_ != Phase::admitting) return;
    phase_ = Phase::open;
    deadline_ = admission.now + admission.first_ping;
    too_old_at_ = admission.now + admission.max_age;
    set_token_end(admission.now, admission.expires_in);
    text_ = make_welcome(topic.position(), {admission.wall_now, limits_->heartbeat, admission.expires_in});
    if (resume_) return restart(topic);
    stream_.start(topic, std::nullopt);
}

void Session::set_token_end(Time now, std::optional<std::chrono::milliseconds> expires_in)
{
    ask_token_at_ = token_ends_ = never;
    if (!expires_in) return;
    ask_token_at_ = now + *expires_in - std::min<std::chrono::milliseconds>(token_notice, *expires_in / 2);
    token_ends_ = now + *expires_in + token_grace;
}

void Session::renewed(Time now, std::optional<std::chrono::milliseconds> expires_in)
{
    set_token_end(now, expires_in);
    text_ = make_auth_ok(expires_in);
}

void Session::refused(CloseCode code, std::string_view reason)
{
    close(code, reason, code == CloseCode::too_many ? std::optional(Farewell::overload) : std::nullopt);
}

void Session::drain() { close(CloseCode::drain, "drain", Farewell::drain); }

void Session::restart(Topic const& topic)
{
    auto const text = std::exchange(resume_, nullptr);
    if (auto const cursor = parse_cursor(*text))
        stream_.start(topic, *cursor);
    else
        stream_.start_unreadable();
}

void Session::check_deadlines(Time now)
{
    if (phase_ == Phase::awaiting_hello && !hello_ && now >= deadline_) close(CloseCode::hello_late, "hello late");
    if (phase_ != Phase::open) return;
    if (now >= token_ends_) close(CloseCode::token, "token expired");
    if (now >= pong_by_) close(CloseCode::no_pong, "no pong");
    if (now >= too_old_at_) close(CloseCode::max_age, "max age", Farewell::max_age);
}

Session::Step Session::next(Time now, Topic* topic, domain::LogFilter const& filter)
{
    check_deadlines(now);
    if (phase_ == Phase::closing) return close_;
    if (phase_ == Phase::awaiting_hello && hello_) {
        phase_ = Phase::admitting;
        if (hello_->cursor) resume_ = std::make_unique<std::string>(*hello_->cursor);
        return Admit{std::move(hello_)};
    }
    if (phase_ != Phase::open || !topic) return Wait{false};
    return next_open(now, *topic, filter);
}

Session::Step Session::next_open(Time now, Topic& topic, domain::LogFilter const& filter)
{
    if (token_) return Authenticate{std::move(token_)};
    if (std::exchange(must_check_, false)) return CheckCaller{};
    if (text_) return Write{std::exchange(text_, nullptr)};
    if (resume_) restart(topic);
    if (now >= ask_token_at_) {
        ask_token_at_ = never;
        return Write{make_auth(std::chrono::ceil<std::chrono::milliseconds>(token_ends_ - token_grace - now))};
    }
    if (now >= deadline_) {
        deadline_ = now + limits_->heartbeat;
        // A ping on the way is answered once, whatever follows it.
        pong_by_ = std::min(pong_by_, now + pong_patience);
        return Write{make_ping(topic.position(), topic.marks())};
    }
    return of_stream(topic, filter);
}

Session::Step Session::of_stream(Topic& topic, domain::LogFilter const& filter)
{
    auto step = stream_.next(topic, filter);
    return std::visit(
        Overloaded{[this](Stream::Wait) -> Step { return Wait{stream_.wants_events()}; },
                   [](Stream::Send& send) -> Step {
                       return Write{std::move(send.batch.message), send.batch.events, send.batch.committed_at};
                   },
                   [](Stream::SayLive live) -> Step { return Write{make_live(live.seq)}; },
                   [&](Stream::SayReset reset) -> Step { return Write{make_reset(reset.why, topic.position())}; },
                   [](Stream::ReadStore read) -> Step { return ReadStore{read.after}; },
                   [](Stream::ConfirmHead) -> Step { return ConfirmHead{}; }},
        step);
}

void Session::sent(Time now)
{
    stream_.sent();
    // A device on a slow line could not answer while the message was on its way.
    if (now >= pong_by_) pong_by_ = now + pong_patience;
}

Time Session::deadline() const { return std::min({deadline_, pong_by_, ask_token_at_, token_ends_, too_old_at_}); }

}
