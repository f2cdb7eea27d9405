// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/ids.hpp"
#include "domain/personal_data.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace ports {

/// Hears that events which were read before read otherwise from now on.
class RewriteListener {
public:
    virtual ~RewriteListener() = default;

    /// After the commit, on any core; returns quickly and does not throw.
    virtual void rewritten(domain::BusinessId business) = 0;
};

/// Takes personal data out of orders and of every event that holds them. An event keeps its seq, id, type and times,
/// and the order in it its id, version, statuses, items and amounts (domain::anonymised).
///
/// Interrupted, or crashed, it is done to the end by asking again. Calls may come from any core at once; the caller
/// resumes on its own core. Any call may fail with `unavailable`.
/// Contract: tests/conformance/personal_data_suite.cpp.
class PersonalDataStore {
public:
    virtual ~PersonalDataStore() = default;

    struct Found {
        domain::OrderId order;
        bool is_open = false;
    };

    /// Some of what was looked for; `next` is where the search goes on, nothing at its end.
    struct Page {
        std::vector<Found> orders;
        std::optional<domain::OrderId> next;
        std::size_t unreadable = 0;  ///< Orders whose text is broken: whose they are cannot be told.
    };

    /// The orders of a customer, of one business or of all, deleted ones too: those after `after` in order of ids.
    virtual base::Task<base::Result<Page>> find(domain::Customer const& customer,
                                                std::optional<domain::BusinessId> business, domain::OrderId after) = 0;

    /// Orders that were closed before `before`, have not changed since, and were not anonymised as they are.
    virtual base::Task<base::Result<Page>> find_unchanged(base::Instant before, domain::OrderId after) = 0;

    /// How many events hold the order.
    virtual base::Task<base::Result<std::size_t>> count_events(domain::OrderId order) = 0;

    /// Anonymises the order in all its events and returns how many were changed; so does an open one, and one event
    /// more says so. A repetition of the post that made it is answered as one, whatever it says. Unknown: `not_found`.
    virtual base::Task<base::Result<std::size_t>> anonymise(domain::OrderId order, domain::EraseCustomer command) = 0;

    /// What was overwritten is gone from the store's files too. `unavailable` `files_in_use` while something still
    /// reads what was there before: ask again.
    virtual base::Task<base::Result<void>> purge() = 0;

    /// Registers the one listener, before the first write. It outlives the store.
    virtual void set_listener(RewriteListener& listener) = 0;
};

}
