// SPDX-License-Identifier: Apache-2.0
#include "loadtest/deliveries.hpp"

namespace loadtest {

Deliveries::Message& Deliveries::message(std::uint64_t number)
{
    if (messages_.size() <= number) messages_.resize(number + 1);
    return messages_[number];
}

void Deliveries::accepted(std::uint64_t number, std::size_t channel, Nanos due)
{
    auto& accepted = message(number);
    accepted.channel = channel;
    accepted.due = due;
    accepted.accepted_at = now();
    for (auto const at : accepted.early) measure(accepted, at);
    accepted.early = {};
}

void Deliveries::arrived(std::uint64_t number, Nanos at, std::size_t bytes)
{
    ++arrivals_;
    bytes_ += bytes;
    auto& arrived = message(number);
    ++arrived.arrivals;
    if (arrived.accepted_at == 0)
        arrived.early.push_back(at);
    else
        measure(arrived, at);
}

void Deliveries::measure(Message const& message, Nanos at)
{
    if (engine_ == nullptr || !engine_->in_window(message.due)) return;
    if (at < message.accepted_at) ++overtook_;
    accepted_to_received_.record(at - message.accepted_at);
    due_to_received_.record(at - message.due);
}

std::uint64_t Deliveries::missing() const
{
    std::uint64_t missing = 0;
    for (auto const& message : messages_)
        if (message.accepted_at != 0 && message.arrivals < listeners_[message.channel])
            missing += listeners_[message.channel] - message.arrivals;
    return missing;
}

boost::json::object Deliveries::to_json() const
{
    boost::json::object result{
        {"received", arrivals_}, {"mean_bytes", arrivals_ == 0 ? 0 : bytes_ / arrivals_}, {"missing", missing()}};
    if (due_to_received_.count() > 0) {
        result["overtook_the_answer"] = overtook_;
        result["accepted_to_received_us"] = accepted_to_received_.to_json();
        result["due_to_received_us"] = due_to_received_.to_json();
    }
    return result;
}

}
