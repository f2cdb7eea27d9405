// SPDX-License-Identifier: Apache-2.0
#include "realtime/stream.hpp"

#include <utility>

namespace realtime {

void Stream::start(Topic const& topic, std::optional<Cursor> const& cursor)
{
    generation_ = topic.generation();
    cursor_ = cursor ? cursor->seq : topic.head();
    phase_ = Phase::catching_up;
    if (!cursor) return;

    auto const why = check(*cursor, topic.position());
    if (!why) return;
    // Another core may have heard of a commit that is still on its way to this topic.
    if (*why == ResetReason::ahead)
        phase_ = Phase::confirming;
    else
        reset(*why);
}

void Stream::reset(ResetReason why)
{
    why_ = why;
    phase_ = Phase::resetting;
}

void Stream::confirm_head(Topic& topic, ports::LogPosition const& position)
{
    topic.refresh(position);
    if (phase_ != Phase::confirming) return;
    phase_ = Phase::catching_up;
    if (generation_ == topic.generation() && cursor_ > position.head) reset(ResetReason::ahead);
}

Stream::Step Stream::next(Topic& topic, domain::LogFilter const& filter)
{
    if (is_in_flight_) return Wait{};

    bool const is_reading = phase_ == Phase::catching_up || phase_ == Phase::live;
    if (is_reading && generation_ != topic.generation())
        reset(ResetReason::epoch);
    else if (is_reading && cursor_ + 1 < topic.oldest())
        reset(ResetReason::trimmed);

    switch (phase_) {
    case Phase::idle:
    case Phase::was_reset: return Wait{};
    case Phase::confirming: return ConfirmHead{};
    case Phase::resetting: phase_ = Phase::was_reset; return SayReset{why_};
    case Phase::catching_up:
    case Phase::live: break;
    }

    if (cursor_ >= topic.head()) {
        if (std::exchange(phase_, Phase::live) == Phase::live) return Wait{};
        return SayLive{cursor_};
    }
    auto batch = topic.after(cursor_, filter);
    if (!batch) return ReadStore{cursor_};
    cursor_ = batch->to;
    is_in_flight_ = true;
    return Send{std::move(*batch)};
}

}
