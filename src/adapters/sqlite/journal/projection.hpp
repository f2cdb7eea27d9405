// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/journal/facts.hpp"

#include <cstdint>
#include <string>

/// What is read of a log besides its events: orders, clocks, the business. Follows from what was decided and decides
/// nothing. On the writer's thread, in the transaction that appends the event.
namespace adapters::sqlite {

/// What the row of a new order keeps of the command that made it.
struct Posted {
    std::string credential;
    base::Bytes32 fingerprint{};
    OnceKeys keys;
};

/// `event` was appended at `position` of the file.
void project(WriteAccess& access, Facts const& facts, domain::Decision const& decision, domain::Event const& event,
             std::int64_t position, Posted const& posted);

/// Takes an event off the log. That of a new order stays without its text: lists of orders go by its row.
void drop_event(WriteAccess& access, std::int64_t position, domain::EventType type);

/// Nothing was appended, but clocks may stand elsewhere.
void project_settled(WriteAccess& access, Facts const& facts, domain::Decision const& decision);

}
