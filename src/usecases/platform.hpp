// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/business_store.hpp"
#include "ports/clock.hpp"
#include "ports/journal.hpp"
#include "usecases/access.hpp"

namespace usecases {

/// What admins of the platform and its operator do with the businesses of others. Any core.
class Platform {
public:
    Platform(ports::BusinessStore& store, ports::Journal& journal, Access& access, ports::Clock const& clock);

    base::Task<base::Result<ports::BusinessStore::Page>> list(domain::Principal const& caller,
                                                              ports::BusinessStore::Query query);

    /// Approves, suspends, or sends back to waiting. Those suspended take no new orders from the next commit on;
    /// their members still read and finish what is open.
    base::Task<base::Result<domain::Business>> set_status(domain::Principal const& caller, domain::BusinessId id,
                                                          domain::BusinessStatus status);

private:
    ports::BusinessStore& store_;
    ports::Journal& journal_;
    Access& access_;
    ports::Clock const& clock_;
};

}
