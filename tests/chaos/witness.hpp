// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/open_sqlite_store.hpp"
#include "domain/command.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace chaos {

/// One order that a poster wants stored. A retry after an unanswered post keeps the key and takes new ids,
/// as a client does that starts again.
struct Intent {
    domain::BusinessId business;
    std::string key;
    std::vector<domain::OrderId> attempts;
    bool is_acknowledged = false;
    domain::OrderId id;             ///< As acknowledged.
    std::uint32_t version = 0;      ///< The highest that was acknowledged.
};

/// Stands outside of the power cut: remembers what was asked and what was acknowledged. Any thread.
class Witness {
public:
    /// Returns the intent's index.
    std::size_t intends(domain::BusinessId business, std::string key);
    void attempts(std::size_t intent, domain::OrderId id);
    void acknowledged(std::size_t intent, domain::OrderId id, std::uint32_t version);

    std::vector<Intent> intents() const;
    std::vector<std::size_t> unanswered() const;

private:
    mutable std::mutex mutex_;
    std::vector<Intent> intents_;
};

/// What is wrong with a store after a power cut.
struct Verdict {
    std::uint64_t acknowledged = 0;
    std::uint64_t lost = 0;      ///< Acknowledged, and not there or older than acknowledged.
    std::uint64_t doubled = 0;   ///< One key, several orders.
    std::uint64_t broken = 0;  ///< Holes in a log, wrong numbers, a file that is not sound, a key that is forgotten.
    std::vector<std::string> details;

    void add(Verdict const& other);
    void complain(std::uint64_t& count, std::string what);
};

/// Reads everything back through the ports.
base::Task<Verdict> examine(ports::Store& store, std::vector<Intent> intents,
                            std::vector<domain::BusinessId> businesses);

}
