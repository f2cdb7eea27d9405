// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/business.hpp"
#include "domain/decision.hpp"
#include "domain/principal.hpp"

#include <optional>
#include <vector>

namespace ports {

/// Keeps businesses and who belongs to them. Threads and failures as OrderStore.
/// Contract: tests/conformance/business_store_suite.cpp.
class BusinessStore {
public:
    virtual ~BusinessStore() = default;

    /// Stores the business, an empty log with a fresh epoch, and the owner's membership, or nothing.
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
        std::optional<std::string> text = {};    ///< In the name, any ASCII case.
        std::optional<std::string> cursor = {};  ///< `next` of the page before, else malformed `cursor_unreadable`.
        std::size_t limit = 20;
    };
    virtual base::Task<base::Result<Page>> list(Query query) = 0;

    /// Decides on the business as it is, stores it and appends `business.updated` as one. Returns it as it is now.
    /// Who is suspended is revoked {business}.
    virtual base::Task<base::Result<domain::Business>> change(domain::BusinessId id,
                                                              domain::ChangeBusiness command) = 0;

    /// Announces for at most `limit` businesses that their intake changed by the time alone (domain::AnnounceIntake):
    /// each change is one event, also when it came while the server was away. Returns how many were looked at.
    virtual base::Task<base::Result<std::size_t>> announce_intake(std::size_t limit) = 0;

    /// From now on nobody finds it: no member, no API key, no link to join. conflict `has_open_orders`. Everybody at
    /// it is revoked {business}.
    virtual base::Task<base::Result<void>> remove(domain::BusinessId id) = 0;

    /// The user's role; nothing for foreign users and unknown businesses alike.
    virtual base::Task<base::Result<std::optional<domain::Role>>> role_of(domain::UserId user,
                                                                          domain::BusinessId business) = 0;
};

}
