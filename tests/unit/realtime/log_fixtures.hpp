// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/event_log.hpp"
#include "realtime/frame.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace realtime {

/// An event of about `bytes` that tells its seq.
inline ports::LogEntry make_entry(std::uint64_t seq, std::size_t bytes = 0)
{
    std::string text = R"({"seq":)" + std::to_string(seq) + R"(,"pad":")";
    if (text.size() + 2 < bytes) text.append(bytes - text.size() - 2, 'x');
    text += "\"}";
    return {seq, domain::EventType::order_created, std::make_shared<std::string const>(std::move(text))};
}

inline Frame make_test_frame(std::uint64_t seq, std::size_t bytes = 0) { return make_frame(make_entry(seq, bytes)); }

/// The seqs that a message or an answer carries, in order.
inline std::vector<std::uint64_t> seqs_in(std::string_view message)
{
    constexpr std::string_view mark = R"({"seq":)";
    std::vector<std::uint64_t> result;
    for (auto at = message.find(mark); at != message.npos; at = message.find(mark, at + 1))
        result.push_back(std::stoull(std::string(message.substr(at + mark.size(), 20))));
    return result;
}

}
