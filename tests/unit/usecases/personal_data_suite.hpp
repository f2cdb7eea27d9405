// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "fakes.hpp"
#include "shop.hpp"
#include "usecases/personal_data.hpp"

namespace shop {

/// Counts purges, and fails as often as the test wants.
class WatchedPersonalData final : public ports::PersonalDataStore {
public:
    explicit WatchedPersonalData(ports::PersonalDataStore& store) : store_(store) {}

    base::Task<base::Result<Page>> find(domain::Customer customer, std::optional<domain::BusinessId> business,
                                        domain::OrderId after) override
    {
        return store_.find(std::move(customer), business, after);
    }
    base::Task<base::Result<Page>> find_unchanged(base::Instant before, domain::OrderId after) override
    {
        return store_.find_unchanged(before, after);
    }
    base::Task<base::Result<std::size_t>> count_events(domain::OrderId order) override
    {
        return store_.count_events(order);
    }
    base::Task<base::Result<std::size_t>> anonymise(domain::OrderId order) override { return store_.anonymise(order); }
    base::Task<base::Result<std::vector<domain::OrderId>>> untold(std::size_t limit) override
    {
        return store_.untold(limit);
    }
    base::Task<base::Result<void>> purge() override
    {
        if (failing_purges > 0) {
            --failing_purges;
            co_return in_trouble();
        }
        ++purges;
        co_return co_await store_.purge();
    }

    int purges = 0, failing_purges = 0;

private:
    ports::PersonalDataStore& store_;
};

class PersonalDataSuite : public Shop {
protected:
    /// Layla's, and closed unless it is to stay open.
    domain::OrderId closed()
    {
        auto const id = placed();
        cancel(id);
        return id;
    }

    usecases::PersonalData::Request layla(std::optional<domain::BusinessId> business = {}) const
    {
        return {{.phone = "+9647801234567", .email = {}, .customer_id = {}}, business};
    }

    base::Result<usecases::PersonalData::Report> erase(domain::Principal const& caller,
                                                       usecases::PersonalData::Request request)
    {
        return run(personal_data_.erase(caller, std::move(request)));
    }

    bool knows_layla(domain::OrderId id) { return order(id).content.customer_name == "Layla Haddad"; }

    WatchedPersonalData personal_store_{store_->personal_data()};
    FailingJournal journal_{store_->journal()};
    usecases::PersonalData personal_data_{personal_store_, journal_, access_,  std::chrono::days(30),
                                          clock_,          log_,     registry_};
};

}
