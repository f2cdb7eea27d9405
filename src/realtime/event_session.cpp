// SPDX-License-Identifier: Apache-2.0
#include "realtime/event_session.hpp"

#include <algorithm>
#include <utility>

namespace realtime {

namespace {

template <typename... Fs>
struct Overloaded : Fs... {
    using Fs::operator()...;
};

/// JSON holds no line break, so it is one `data:` line.
Text make_event(std::string_view type, std::string_view data, std::string_view id = {})
{
    std::string text;
    text.reserve(type.size() + id.size() + data.size() + 32);
    text.append("event: ").append(type);
    if (!id.empty()) text.append("\nid: ").append(id);
    text.append("\ndata: ").append(data).append("\n\n");
    return std::make_shared<std::string const>(std::move(text));
}

Text make_beginning(ports::LogPosition const& position, EventSession::Admission const& admission, Limits const& limits)
{
    auto const welcome = make_welcome(position, {admission.wall_now, limits.heartbeat, admission.expires_in});
    auto text = "retry: " + std::to_string(admission.retry.count()) + "\n";
    text.append(*make_event("welcome", *welcome));
    return std::make_shared<std::string const>(std::move(text));
}

}

EventSession::EventSession(Topic const& topic, std::optional<std::string> const& cursor, Admission const& admission,
                           Limits const& limits)
    : limits_(&limits),
      welcome_(make_beginning(topic.position(), admission, limits)),
      ping_at_(admission.now + admission.first_ping),
      too_old_at_(admission.now + admission.max_age),
      token_ends_(admission.expires_in ? admission.now + *admission.expires_in : Time::max())
{
    auto const parsed = cursor ? parse_cursor(*cursor) : base::Result<Cursor>();
    if (!cursor)
        stream_.start(topic, std::nullopt);
    else if (parsed)
        stream_.start(topic, *parsed);
    else
        stream_.start_unreadable();
}

void EventSession::end(Farewell why)
{
    if (!farewell_) farewell_ = why;
}

EventSession::Step EventSession::next(Time now, Topic& topic, domain::LogFilter const& filter)
{
    if (now >= token_ends_) end(Farewell::auth);
    if (now >= too_old_at_) end(Farewell::max_age);
    if (farewell_) return Close{make_event("bye", bye_text(*farewell_))};
    if (std::exchange(must_check_, false)) return CheckCaller{};
    if (welcome_) return Write{std::exchange(welcome_, nullptr)};
    if (now >= ping_at_) {
        ping_at_ = now + limits_->heartbeat;
        return Write{make_event("ping", *make_ping(topic.position(), topic.marks()))};
    }
    if (restart_) stream_.start(topic, std::exchange(restart_, std::nullopt));
    return of_stream(topic, filter);
}

EventSession::Step EventSession::of_stream(Topic& topic, domain::LogFilter const& filter)
{
    auto const& position = topic.position();
    auto step = stream_.next(topic, filter);
    return std::visit(
        Overloaded{[this](Stream::Wait) -> Step { return Wait{stream_.wants_events()}; },
                   [&](Stream::Send& send) -> Step {
                       auto const id = format_cursor(position.epoch, send.batch.to);
                       return Write{make_event("events", *send.batch.message, id), send.batch.events,
                                    send.batch.committed_at};
                   },
                   [](Stream::SayLive live) -> Step { return Write{make_event("live", *make_live(live.seq))}; },
                   [&](Stream::SayReset reset) -> Step {
                       restart_ = {position.epoch, position.head};
                       auto const id = format_cursor(position.epoch, position.head);
                       return Write{make_event("reset", *make_reset(reset.why, position), id)};
                   },
                   [](Stream::ReadStore read) -> Step { return ReadStore{read.after}; },
                   [](Stream::ConfirmHead) -> Step { return ConfirmHead{}; }},
        step);
}

Time EventSession::deadline() const { return std::min({ping_at_, too_old_at_, token_ends_}); }

}
