// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/command.hpp"
#include "ports/journal.hpp"

#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

/// What a journal has to look like from outside: as if one did one command after the other.
namespace conformance {

/// A business and its log in the hands of one who is alone with it: domain::decide, and what it comes to is kept.
class SequentialModel {
public:
    explicit SequentialModel(domain::Business business) : business_(std::move(business)) {}

    domain::Decision decide(domain::Command const& command, base::Instant now) const;

    /// What a journal has to answer.
    ports::Decided answer(domain::Command const& command, base::Instant now) const;

    /// Keeps what the command came to.
    void append(domain::Command const& command, domain::Decision const& decision);

    std::uint64_t head() const { return log_.head; }

private:
    struct KnownOrder {
        domain::Order order;
        domain::OrderClock clock;
        ports::StoredOrder first;
        base::Bytes32 fingerprint{};
    };

    domain::State state_for(domain::Concern const& about) const;
    std::optional<domain::OrderId> find(std::map<std::string, domain::OrderId> const& keys,
                                        std::optional<std::string> const& key) const;
    std::optional<ports::StoredOrder> order_of(domain::Concern const& about, domain::Decision const& decision) const;

    domain::Business business_;
    bool is_removed_ = false;
    domain::LogState log_;
    std::map<domain::OrderId, KnownOrder> orders_;
    std::map<std::string, domain::OrderId> by_key_, by_external_id_;
};

/// All that an answer says, as text.
std::string describe(ports::Decided const& decided);

/// One command and its answer, as whoever asked saw it.
struct Call {
    domain::Command command;
    base::Instant now;               ///< The store's time, which stood still during the call.
    std::uint64_t head_before = 0;   ///< The log was at least so long when it began …
    std::uint64_t head_after = std::numeric_limits<std::uint64_t>::max();  ///< … and at most so long when it ended.
    base::Result<ports::Decided> answer;
};

domain::EventId event_id_of(domain::Command const& command);

/// What in the answers no order of the commands explains. The log gives the order of those that appended: each must
/// be decided, at its place, to exactly the event that stands there. What appended nothing must be the answer of some
/// place between the beginning and the end of its call.
std::vector<std::string> complaints(domain::Business const& business, std::vector<Call> const& calls,
                                    std::vector<std::string> const& log);

}
