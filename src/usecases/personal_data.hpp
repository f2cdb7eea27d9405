// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/clock.hpp"
#include "ports/journal.hpp"
#include "ports/personal_data_store.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"
#include "usecases/access.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <optional>

namespace usecases {

/// Forgets customers when somebody asks for it, and when their orders are old. Any core.
class PersonalData {
public:
    /// `retention` 0: orders are not anonymised by their age.
    PersonalData(ports::PersonalDataStore& store, ports::Journal& journal, Access& access,
                 std::chrono::seconds retention, ports::Clock const& clock, telemetry::Log& log,
                 telemetry::Registry& registry);

    struct Request {
        domain::Customer customer;
        std::optional<domain::BusinessId> business = {};  ///< Nothing: all of them.
        bool including_open = false;
        bool only_count = false;
    };

    struct Report {
        std::size_t orders = 0;       ///< That were changed, or would be.
        std::size_t events = 0;
        std::size_t open_orders = 0;  ///< Of the customer, left as they are.
        std::size_t unreadable = 0;   ///< Orders of whoever, whose text is broken.
    };

    /// Returns when the customer's data is gone from the files too. Of one business its owner may, of all of them
    /// only an admin or the operator. After a failure some orders may be done; asked again it goes on.
    base::Task<base::Result<Report>> erase(domain::Principal const& caller, Request request);

    /// Anonymises some of the orders that are old enough and returns after which time to call again. One call at a
    /// time.
    base::Task<std::chrono::milliseconds> tick();

    /// What is going on ends between two orders. Any thread.
    void stop() { is_stopping_ = true; }

private:
    base::Task<base::Result<void>> require(domain::Principal const& caller, std::optional<domain::BusinessId> business);
    base::Task<base::Result<void>> erase_order(domain::Principal const& caller, Request const& request,
                                               ports::PersonalDataStore::Found const& found, Report& report);
    base::Task<base::Result<void>> tell(domain::OrderId order, domain::Actor actor);
    base::Task<base::Result<void>> tell_untold();
    base::Task<base::Result<std::size_t>> forget_old();

    ports::PersonalDataStore& store_;
    ports::Journal& journal_;
    Access& access_;
    std::chrono::seconds retention_;
    ports::Clock const& clock_;
    telemetry::Log& log_;
    telemetry::Counter& anonymised_;

    domain::OrderId after_;       ///< How far this pass over the orders is.
    std::size_t in_pass_ = 0;     ///< Anonymised in it.
    bool is_purge_due_ = false;
    std::atomic<bool> is_stopping_ = false;
};

}
