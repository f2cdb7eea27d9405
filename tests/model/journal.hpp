// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/facts.hpp"
#include "model/gate.hpp"
#include "model/sessions.hpp"
#include "ports/clock.hpp"
#include "ports/journal.hpp"

namespace model {

/// The insert of the event is the commit: fold, decide, insert; and again, for as long as somebody else is faster.
class Journal final : public ports::Journal {
public:
    Journal(Database& database, Sessions& sessions, Gate& gate, ports::Clock const& clock,
            ports::TimeZones const& zones)
        : database_(database), sessions_(sessions), gate_(gate), clock_(clock), zones_(zones)
    {
    }

    base::Task<base::Result<ports::Decided>> commit(domain::Command command) override;

private:
    base::Task<base::Result<ports::Decided>> decide(domain::Command command);

    /// The event as it stands in the log; null: somebody else was faster.
    base::Task<EventPointer> append(Session& session, EventDocument event);

    base::Task<ports::Decided> conclude(Session& session, Facts const& facts, EventDocument const& own);
    base::Task<ports::Decided> settle(Session& session, domain::Concern about, Facts const& facts,
                                      domain::Decision decision);

    Database& database_;
    Sessions& sessions_;
    Gate& gate_;
    ports::Clock const& clock_;
    ports::TimeZones const& zones_;
};

}
