// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "base/task.hpp"

#include <optional>
#include <string>

namespace ports {

/// Keeps tickets that are good once, for a short time; of a ticket only SHA-256 is stored. Threads and failures as
/// OrderReader. Contract: tests/conformance/ticket_suite.cpp.
class TicketStore {
public:
    virtual ~TicketStore() = default;

    virtual base::Task<base::Result<void>> keep(base::Bytes32 ticket, std::string subject,
                                                base::Instant expires_at) = 0;

    /// The subject; nothing when the ticket is unknown, spent or expired. Of many at once one gets it.
    virtual base::Task<base::Result<std::optional<std::string>>> spend(base::Bytes32 ticket) = 0;
};

}
