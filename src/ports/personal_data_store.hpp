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
    virtual base::Task<base::Result<Page>> find(domain::Customer customer, std::optional<domain::BusinessId> business,
                                                domain::OrderId after) = 0;

    /// Orders that were closed before `before`, have not changed since, and were not anonymised as they are.
    virtual base::Task<base::Result<Page>> find_unchanged(base::Instant before, domain::OrderId after) = 0;

    /// How many events hold the order.
    virtual base::Task<base::Result<std::size_t>> count_events(domain::OrderId order) = 0;

    /// Anonymises the order in all its events, its latest state included, and returns how many were changed. A
    /// repetition of the post that made it is answered as one, whatever it says. Unknown: `not_found`.
    virtual base::Task<base::Result<std::size_t>> anonymise(domain::OrderId order) = 0;

    /// Open orders that were anonymised and of which no event said so yet (domain::EraseCustomer): at most `limit`.
    virtual base::Task<base::Result<std::vector<domain::OrderId>>> untold(std::size_t limit) = 0;

    /// What was overwritten is gone from the store's files too. `unavailable` `files_in_use` while something still
    /// reads what was there before: ask again.
    virtual base::Task<base::Result<void>> purge() = 0;
};

}
