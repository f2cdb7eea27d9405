// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/clock.hpp"
#include "ports/ticket_store.hpp"
#include "usecases/access.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace usecases {

/// Tickets that let a browser's `EventSource`, which cannot send headers, into one stream without a credential in its
/// address: each is good once, for half a minute. Any core.
class StreamTickets {
public:
    static constexpr std::chrono::seconds lifetime{30};

    StreamTickets(ports::TicketStore& store, Access& access, ports::Clock const& clock);

    /// What Access::require says for reading the log.
    base::Task<base::Result<std::string>> issue(domain::Principal const& caller, domain::BusinessId business);

    /// Who got the ticket, if their credential is still good. unauthenticated `ticket_invalid`: unknown, spent,
    /// expired, or for another business.
    base::Task<base::Result<domain::Principal>> redeem(std::string_view ticket, domain::BusinessId business);

private:
    ports::TicketStore& store_;
    Access& access_;
    ports::Clock const& clock_;
};

}
