// SPDX-License-Identifier: Apache-2.0
#include "realtime/frame.hpp"

#include <algorithm>

namespace realtime {

namespace {

void append_head(std::string& out, std::uint64_t from, std::uint64_t to)
{
    out.append(R"({"t":"events","from":)").append(std::to_string(from));
    out.append(R"(,"to":)").append(std::to_string(to)).append(R"(,"events":[)");
}

void append_tail(std::string& out, bool more) { out.append(more ? R"(],"more":true})" : R"(],"more":false})"); }

}

Frame make_frame(ports::LogEntry const& entry, Time committed_at)
{
    std::string message;
    message.reserve(entry.text->size() + 96);
    append_head(message, entry.seq, entry.seq);
    auto const begin = message.size();
    message.append(*entry.text);
    append_tail(message, false);

    Frame frame;
    frame.seq = entry.seq;
    frame.event_begin = static_cast<std::uint32_t>(begin);
    frame.event_size = static_cast<std::uint32_t>(entry.text->size());
    frame.message = std::make_shared<std::string const>(std::move(message));
    frame.channel = entry.channel;
    frame.committed_at = committed_at;
    return frame;
}

std::shared_ptr<std::string const> joined(std::span<Frame const> frames, bool more, domain::LogFilter const& filter)
{
    if (frames.size() == 1 && !more && filter.takes(frames.front().channel)) return frames.front().message;

    std::size_t size = 128;
    for (auto const& frame : frames) size += frame.event_size + 1;
    std::string message;
    message.reserve(size);
    append_head(message, frames.front().seq, frames.back().seq);
    auto const begin = message.size();
    for (auto const& frame : frames) {
        if (!filter.takes(frame.channel)) continue;
        if (message.size() > begin) message.push_back(',');
        message.append(frame.event());
    }
    append_tail(message, more);
    return std::make_shared<std::string const>(std::move(message));
}

std::size_t batch_size(std::span<Frame const> frames, std::size_t max_events, std::size_t max_bytes)
{
    std::size_t bytes = 0;
    std::size_t count = 0;
    for (auto const& frame : frames.first(std::min(frames.size(), max_events))) {
        bytes += frame.event_size + 1;
        if (count > 0 && bytes > max_bytes) break;
        ++count;
    }
    return count;
}

}
