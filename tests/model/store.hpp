// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/business_store.hpp"
#include "model/event_log.hpp"
#include "model/journal.hpp"
#include "model/notification_store.hpp"
#include "model/order_keepers.hpp"
#include "model/order_reader.hpp"
#include "ports/store_health.hpp"

#include <atomic>

namespace model {

class StoreHealth final : public ports::StoreHealth {
public:
    StoreHealth(Database& database, Sessions& sessions, ports::Clock const& clock)
        : database_(database), sessions_(sessions), clock_(clock)
    {
    }

    bool is_writable() const override { return is_writable_; }
    base::Task<base::Result<void>> probe() override;

private:
    base::Task<base::Result<void>> write();

    Database& database_;
    Sessions& sessions_;
    ports::Clock const& clock_;
    std::atomic<bool> is_writable_ = true;
};

/// One process's store of logs on a database, which it does not own: another one may be at it, or come after it. When
/// it starts it looks at what holds now, and never sees anything older from then on. The ports that a store of the
/// MongoDB kind can keep are those that this one has.
class Store {
public:
    Store(Database& database, ports::Clock const& clock, ports::TimeZones const& zones)
        : sessions_(database.server.peek([](Moment now) { return now; })),
          gate(database),
          journal(database, sessions_, gate, clock, zones),
          log(database, sessions_, gate),
          orders(database, sessions_),
          clocks(database, sessions_),
          sightings(database, sessions_, clock),
          notifications(database, sessions_, gate),
          businesses(database, sessions_, clock, zones),
          health(database, sessions_, clock)
    {
    }

private:
    Sessions sessions_;

public:
    Gate gate;
    Journal journal;
    EventLog log;
    OrderReader orders;
    OrderClocks clocks;
    Sightings sightings;
    NotificationStore notifications;
    BusinessStore businesses;
    StoreHealth health;
};

}
