// SPDX-License-Identifier: Apache-2.0
#include "realtime/session.hpp"

#include "json/writer.hpp"

#include <algorithm>
#include <utility>

namespace realtime {

namespace {

constexpr std::string_view bye_drain = R"({"t":"bye","why":"drain","wait_ms":[500,20000]})";
constexpr std::string_view bye_overload = R"({"t":"bye","why":"overload","wait_ms":[500,20000]})";

template <typename Fill>
std::shared_ptr<std::string const> make_text(std::string_view type, Fill const& fill)
{
    std::string text;
    json::Writer writer(text);
    writer.begin_object().member("t", type);
    fill(writer);
    writer.end_object();
    return std::make_shared<std::string const>(std::move(text));
}

std::shared_ptr<std::string const> make_welcome(ports::LogPosition const& position, Session::Admission const& admission)
{
    return make_text("welcome", [&](json::Writer& writer) {
        writer.member("epoch", position.epoch).member("head", position.head).member("oldest", position.oldest);
        writer.member("now", admission.wall_now);
        writer.member("heartbeat", static_cast<std::int64_t>(Session::heartbeat.count()));
        if (!admission.expires_in) return;
        auto const seconds = std::chrono::floor<std::chrono::seconds>(*admission.expires_in).count();
        writer.member("expires_in", std::max<std::int64_t>(seconds, 0));
    });
}

std::shared_ptr<std::string const> make_ping(ports::LogPosition const& position)
{
    return make_text("ping", [&](json::Writer& writer) {
        writer.member("head", position.head).member("unread", position.marks.unread(position.head));
        writer.member("read_version", position.marks.version);
    });
}

std::shared_ptr<std::string const> make_live(std::uint64_t seq)
{
    return make_text("live", [&](json::Writer& writer) { writer.member("seq", seq); });
}

std::shared_ptr<std::string const> make_reset(ResetReason why, ports::LogPosition const& position)
{
    return make_text("reset", [&](json::Writer& writer) {
        writer.member("why", to_text(why)).member("oldest", position.oldest).member("head", position.head);
    });
}

template <typename... Fs>
struct Overloaded : Fs... {
    using Fs::operator()...;
};

}

void Session::close(CloseCode code, std::string_view reason, std::string_view bye)
{
    if (phase_ == Phase::closing) return;
    phase_ = Phase::closing;
    close_ = {code, reason, bye};
}

void Session::acknowledge(std::uint64_t seq)
{
    acknowledged_ = std::max(acknowledged_, std::min(seq, stream_.cursor()));
}

bool Session::received(bool is_text, std::string_view text, Time now)
{
    if (phase_ == Phase::closing) return false;
    auto message = is_text ? parse_client_message(text) : std::nullopt;
    auto const is_hello = message && std::holds_alternative<Hello>(*message);
    auto const is_resume = message && std::holds_alternative<Resume>(*message);
    if (!message || is_hello != (phase_ == Phase::awaiting_hello && !hello_) || (is_resume && phase_ != Phase::open)) {
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
                                 [this](Ack const& ack) {
                                     acknowledge(ack.seq);
                                     return false;
                                 },
                                 [this](Pong const& pong) {
                                     pong_by_.reset();
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
    if (admission.expires_in) token_ends_ = admission.now + *admission.expires_in + token_grace;
    welcome_ = make_welcome(topic.position(), admission);
    if (resume_) return restart(topic);
    stream_.start(topic, std::nullopt);
}

void Session::refused(CloseCode code, std::string_view reason)
{
    close(code, reason, code == CloseCode::too_many ? bye_overload : std::string_view());
}

void Session::drain() { close(CloseCode::drain, "drain", bye_drain); }

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
    if (token_ends_ && now >= *token_ends_) close(CloseCode::token, "token expired");
    if (pong_by_ && now >= *pong_by_) close(CloseCode::no_pong, "no pong");
}

Session::Step Session::next(Time now, Topic* topic)
{
    check_deadlines(now);
    if (phase_ == Phase::closing) return close_;
    if (phase_ == Phase::awaiting_hello && hello_) {
        phase_ = Phase::admitting;
        if (hello_->cursor) resume_ = std::make_unique<std::string>(*hello_->cursor);
        return Admit{std::move(hello_)};
    }
    if (phase_ != Phase::open || !topic) return Wait{false};
    return next_open(now, *topic);
}

Session::Step Session::next_open(Time now, Topic& topic)
{
    if (welcome_) return Write{std::exchange(welcome_, nullptr)};
    if (resume_) restart(topic);
    if (now >= deadline_) {
        deadline_ = now + heartbeat;
        pong_by_ = now + pong_patience;
        return Write{make_ping(topic.position())};
    }
    return of_stream(topic);
}

Session::Step Session::of_stream(Topic& topic)
{
    auto step = stream_.next(topic);
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
    if (pong_by_ && now >= *pong_by_) pong_by_ = now + pong_patience;
}

Time Session::deadline() const
{
    auto result = deadline_;
    if (pong_by_) result = std::min(result, *pong_by_);
    if (token_ends_) result = std::min(result, *token_ends_);
    return result;
}

}
