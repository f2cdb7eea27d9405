// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/fold.hpp"
#include "ports/time_zones.hpp"

namespace model {

/// What is known of what a command concerns, at the head of `tail`; owns what `state` shows.
struct Facts {
    std::optional<Tail> tail;          ///< Nothing: no such business, or no such order.
    std::optional<FoldedOrder> order;  ///< That the command is about.
    std::optional<FoldedOrder> of_key, of_external_id;
    EventPointer first_of_key;  ///< The event that made `of_key`.
    bool has_open_orders = false;
    domain::TimeZone const* zone = &domain::utc();
    domain::TimeZone const* named_zone = nullptr;

    domain::State state() const;
};

base::Task<Facts> gather(Database& database, Session& session, domain::Concern about, ports::TimeZones const& zones);

/// Whether nothing happened behind what the facts say, as a look at what holds now tells.
base::Task<bool> are_current(Database& database, Session& session, domain::Concern about, Facts const& facts);

/// The keys of once-only as events keep them.
std::string once_of(domain::OnceOnly const& once);
std::string external_of(domain::OnceOnly const& once);

}
