// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/business.hpp"
#include "domain/principal.hpp"

#include <optional>
#include <vector>

namespace ports {

/// Creates businesses, reads them and who belongs to them; what changes them goes through the Journal. Threads and
/// failures as OrderReader.
/// Contract: tests/conformance/business_store_suite.cpp.
class BusinessStore {
public:
    virtual ~BusinessStore() = default;

    /// Stores the business, an empty log with a fresh epoch, and the owner's membership, or nothing. The owner is a
    /// user that is there; UserStore::create brings both.
    virtual base::Task<base::Result<void>> create(domain::Business business, domain::UserId owner) = 0;

    /// `not_found` `business_not_found` when there is none.
    virtual base::Task<base::Result<domain::Business>> find(domain::BusinessId id) = 0;

    struct Page {
        std::vector<domain::Business> businesses;  ///< May be fewer than asked for, even none, while `next` is set.
        std::optional<std::string> next;
    };

    /// Those that the user belongs to, newest first, at most `limit` after `cursor`.
    virtual base::Task<base::Result<Page>> list_of(domain::UserId user, std::size_t limit,
                                                   std::optional<std::string> cursor) = 0;

    /// Which of all businesses, newest first.
    struct Query {
        std::optional<domain::BusinessStatus> status = {};
        std::optional<domain::BusinessType> type = {};
        std::optional<std::string> text = {};  ///< In the name, any ASCII case.
        std::optional<std::string> cursor = {};  ///< `next` of the page before, else malformed `cursor_unreadable`.
        std::size_t limit = 20;
    };
    virtual base::Task<base::Result<Page>> list(Query query) = 0;

    /// At most `limit` businesses whose intake changes, or may, at `now` by the time alone: domain::AnnounceIntake says
    /// so in the log and moves them on.
    virtual base::Task<base::Result<std::vector<domain::BusinessId>>> due_intakes(base::Instant now,
                                                                                  std::size_t limit) = 0;

    /// The user's role; nothing for foreign users and unknown businesses alike.
    virtual base::Task<base::Result<std::optional<domain::Role>>> role_of(domain::UserId user,
                                                                          domain::BusinessId business) = 0;
};

}
