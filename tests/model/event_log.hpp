// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/gate.hpp"
#include "model/sessions.hpp"
#include "ports/event_log.hpp"

namespace model {

class EventLog final : public ports::EventLog {
public:
    EventLog(Database& database, Sessions& sessions, Gate& gate) : database_(database), sessions_(sessions), gate_(gate)
    {
    }

    base::Task<base::Result<ports::LogPosition>> position(domain::BusinessId business) override;
    base::Task<base::Result<ports::LogPage>> read(domain::BusinessId business, std::uint64_t after,
                                                  std::size_t max_events, std::size_t max_bytes) override;
    base::Task<base::Result<std::size_t>> trim(base::Instant before) override;

private:
    base::Task<base::Result<ports::LogPosition>> find_position(domain::BusinessId business);
    base::Task<base::Result<ports::LogPage>> read_page(domain::BusinessId business, std::uint64_t after,
                                                       std::size_t max_events, std::size_t max_bytes);
    base::Task<base::Result<std::size_t>> trim_all(base::Instant before);
    base::Task<std::size_t> trim_one(Session& session, domain::BusinessId business, base::Instant before);

    Database& database_;
    Sessions& sessions_;
    Gate& gate_;
};

base::Failure business_not_found();
base::Failure order_not_found();

/// Retained events with seq > `after`, as they stand in the log.
base::Task<std::vector<EventPointer>> read_events(Database& database, Session& session, Tail const& tail,
                                                  std::uint64_t after, std::size_t most);

}
