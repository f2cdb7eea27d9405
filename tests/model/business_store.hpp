// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/fold.hpp"
#include "model/sessions.hpp"
#include "ports/business_store.hpp"
#include "ports/clock.hpp"
#include "ports/time_zones.hpp"

namespace model {

class BusinessStore final : public ports::BusinessStore {
public:
    BusinessStore(Database& database, Sessions& sessions, ports::Clock const& clock, ports::TimeZones const& zones)
        : database_(database), sessions_(sessions), clock_(clock), zones_(zones)
    {
    }

    base::Task<base::Result<void>> create(domain::Business business, domain::UserId owner) override;
    base::Task<base::Result<domain::Business>> find(domain::BusinessId id) override;
    base::Task<base::Result<Page>> list_of(domain::UserId user, std::size_t limit,
                                           std::optional<std::string> cursor) override;
    base::Task<base::Result<Page>> list(Query query) override;
    base::Task<base::Result<std::vector<domain::BusinessId>>> due_intakes(base::Instant now,
                                                                          std::size_t limit) override;
    base::Task<base::Result<std::optional<domain::Role>>> role_of(domain::UserId user,
                                                                  domain::BusinessId business) override;

private:
    base::Task<base::Result<void>> insert(domain::Business business, domain::UserId owner);
    base::Task<base::Result<domain::Business>> find_one(domain::BusinessId id);
    base::Task<base::Result<Page>> read_list(Query query, std::optional<domain::UserId> member);
    base::Task<base::Result<std::vector<domain::BusinessId>>> find_due(base::Instant now, std::size_t limit);
    base::Task<base::Result<std::optional<domain::Role>>> find_role(domain::UserId user, domain::BusinessId business);

    /// Those that are not removed, as their logs leave them, newest first.
    base::Task<std::vector<BusinessDocument>> read_all(Session& session);

    Database& database_;
    Sessions& sessions_;
    ports::Clock const& clock_;
    ports::TimeZones const& zones_;
};

}
