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

    /// Those that the user belongs to, newest first, at most `limit` after `cursor`.
    struct Page {
        std::vector<domain::Business> businesses;
        std::optional<std::string> next;
    };
    virtual base::Task<base::Result<Page>> list_of(domain::UserId user, std::size_t limit,
                                                   std::optional<std::string> cursor) = 0;

    /// Decides on the business as it is, stores it and appends `business.updated` as one. Returns it as it is now.
    virtual base::Task<base::Result<domain::Business>> change(domain::BusinessId id,
                                                              domain::ChangeBusiness command) = 0;

    /// The user's role; nothing for foreign users and unknown businesses alike.
    virtual base::Task<base::Result<std::optional<domain::Role>>> role_of(domain::UserId user,
                                                                          domain::BusinessId business) = 0;
};

}
