// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/open_sqlite_store.hpp"
#include "witness.hpp"

#include <chrono>
#include <random>

namespace chaos {

class SystemClock final : public ports::Clock {
public:
    base::Instant now() const override
    {
        return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
    }
};

class UtcOnly final : public ports::TimeZones {
public:
    bool exists(std::string_view name) const override { return name == "UTC"; }
    domain::TimeZone const& find(std::string_view) const override { return domain::utc(); }
};

/// The same content for the same key, new ids each time.
domain::PlaceOrder new_order(domain::BusinessId business, std::string const& key);

/// Stores a user and `count` businesses.
base::Task<std::vector<domain::BusinessId>> set_up(ports::Store& store, std::size_t count);

/// One poster: places orders, moves some of them on, edits its business now and then, retries what was not answered
/// in an earlier life of the store; until `operations` are done or the store fails.
base::Task<void> post(ports::Store& store, Witness& witness, domain::BusinessId business,
                      std::vector<std::size_t> retries, std::uint64_t seed, std::size_t operations);

}
