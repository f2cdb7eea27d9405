// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/log_filter.hpp"
#include "ports/event_log.hpp"
#include "realtime/time.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace realtime {

/// What one message may carry; the first event always goes, whatever its size.
constexpr std::size_t max_batch_events = 100;
constexpr std::size_t max_message_bytes = 64 * 1024;

/// Events' text that fits into a message beside what stands around it.
constexpr std::size_t max_batch_bytes = max_message_bytes - 256;

/// One event as every device gets it: the whole message of this event alone, encoded once, shared by all sockets.
struct Frame {
    std::uint64_t seq = 0;
    std::shared_ptr<std::string const> message;  ///< `{"t":"events","from":N,"to":N,"events":[…],"more":false}`
    std::uint32_t event_begin = 0;
    std::uint32_t event_size = 0;
    std::optional<domain::ApiKeyId> channel = {};  ///< LogEntry::channel
    Time committed_at = {};  ///< When this process heard of the commit; zero for what was read back.

    std::string_view event() const { return std::string_view(*message).substr(event_begin, event_size); }
};

Frame make_frame(ports::LogEntry const& entry, Time committed_at = {});

/// One message of contiguous frames, at least one: says from where to where it goes, and holds what the filter takes.
std::shared_ptr<std::string const> joined(std::span<Frame const> frames, bool more,
                                          domain::LogFilter const& filter = {});

/// How many of the first frames fit into one message; at least one when there is any.
std::size_t batch_size(std::span<Frame const> frames, std::size_t max_events, std::size_t max_bytes);

}
