// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadtest/engine.hpp"
#include "loadtest/histogram.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <vector>

namespace loadtest {

/// What was posted and where it arrived: each message is awaited on every listener of its channel, and each
/// arrival is timed from the instant at which the post was due and from the one at which it was answered. One clock
/// and one thread see all three.
class Deliveries {
public:
    explicit Deliveries(std::size_t channels) : listeners_(channels) {}

    void add_listener(std::size_t channel) { ++listeners_[channel]; }

    /// The engine whose window decides which messages count in the figures; none do without one.
    void count_in(Engine const* engine) { engine_ = engine; }

    /// The post of message `number` was answered now.
    void accepted(std::uint64_t number, std::size_t channel, Nanos due);

    /// It reached a listener; this may be before the answer did.
    void arrived(std::uint64_t number, Nanos at, std::size_t bytes);

    /// What was accepted and has not arrived.
    std::uint64_t missing() const;

    /// Arrivals, and the percentiles of both times when any was measured. An arrival before the answer counts as 0.
    boost::json::object to_json() const;

private:
    struct Message {
        std::size_t channel = 0;
        Nanos due = 0;
        Nanos accepted_at = 0;
        std::size_t arrivals = 0;
        std::vector<Nanos> early;  ///< Arrivals before the answer.
    };

    void measure(Message const& message, Nanos at);
    Message& message(std::uint64_t number);

    std::vector<std::size_t> listeners_;
    Engine const* engine_ = nullptr;
    std::vector<Message> messages_;
    Histogram accepted_to_received_;
    Histogram due_to_received_;
    std::uint64_t arrivals_ = 0;
    std::uint64_t bytes_ = 0;
    std::uint64_t overtook_ = 0;
};

}
