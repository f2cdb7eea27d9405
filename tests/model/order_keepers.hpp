// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/documents.hpp"
#include "model/sessions.hpp"
#include "ports/clock.hpp"
#include "ports/order_clocks.hpp"
#include "ports/sightings.hpp"

#include <mutex>
#include <set>

namespace model {

class OrderClocks final : public ports::OrderClocks {
public:
    OrderClocks(Database& database, Sessions& sessions) : database_(database), sessions_(sessions) {}

    base::Task<base::Result<Due>> due(base::Instant now, std::size_t limit) override;
    base::Task<base::Result<void>> let_go(domain::OrderId id) override;
    Overview overview(base::Instant now, std::vector<std::chrono::seconds> thresholds) const override;

private:
    base::Task<base::Result<Due>> find_due(base::Instant now, std::size_t limit);
    bool is_let_go(domain::OrderId id) const;

    Database& database_;
    Sessions& sessions_;
    mutable std::mutex mutex_;
    std::set<domain::OrderId> let_go_;
};

class Sightings final : public ports::Sightings {
public:
    Sightings(Database& database, Sessions& sessions, ports::Clock const& clock)
        : database_(database), sessions_(sessions), clock_(clock)
    {
    }

    base::Task<base::Result<bool>> note(domain::OrderId id, domain::Actor by) override;

private:
    base::Task<base::Result<bool>> insert(domain::OrderId id, domain::Actor by);

    Database& database_;
    Sessions& sessions_;
    ports::Clock const& clock_;
};

}
