// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/change_business.hpp"
#include "ports/business_store.hpp"
#include "ports/clock.hpp"
#include "ports/journal.hpp"
#include "ports/time_zones.hpp"
#include "usecases/access.hpp"
#include "usecases/device_watch.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

namespace usecases {

/// Whether new businesses take orders at once or wait for an admin. Setting `business_approval`.
enum class BusinessApproval { automatic, manual };

/// What somebody says of a business that they open; the rest has defaults.
struct NewBusiness {
    std::string name;
    domain::BusinessType type = domain::BusinessType::restaurant;
    std::optional<std::string> phone, email, website;
    domain::BusinessAddress address;
    domain::Currency currency;
    std::string timezone = "UTC";
    std::string locale = "en";
    domain::SettingsPatch settings;
};

/// What somebody says of a business's intake: one of the three.
struct NewIntake {
    std::optional<bool> open;                  ///< True also ends a pause.
    domain::Patched<base::Instant> pause_until;  ///< Null ends it.
    std::optional<std::int64_t> busy_extra_minutes;  ///< 0: not busy any more; else until `busy_until`.
    std::optional<base::Instant> busy_until;
};

/// Opens and changes businesses. Any core.
class Businesses {
public:
    Businesses(ports::BusinessStore& store, ports::Journal& journal, Access& access, ports::TimeZones const& time_zones,
               ports::Clock const& clock, BusinessApproval approval, DeviceWatch const& devices);

    /// The business as it would be created now. `invalid` at `pointer` + "/timezone" when there is no such zone.
    base::Result<domain::Business> opened(NewBusiness business, std::string_view pointer = {}) const;

    /// As of now. `no_device` among the reasons is a warning: orders are taken all the same.
    domain::IntakeState intake_of(domain::Business const& business) const;

    /// Owned by the caller, who must be a user.
    base::Task<base::Result<domain::Business>> create(domain::Principal const& caller, NewBusiness business);

    /// The caller's own, newest first.
    base::Task<base::Result<ports::BusinessStore::Page>> list(domain::Principal const& caller, std::size_t limit,
                                                              std::optional<std::string> cursor);

    base::Task<base::Result<domain::Business>> find(domain::Principal const& caller, domain::BusinessId id);

    /// `stale` when `if_version` is given and does not hold.
    base::Task<base::Result<domain::Business>> change(domain::Principal const& caller, domain::BusinessId id,
                                                      domain::BusinessPatch patch,
                                                      std::optional<std::uint32_t> if_version);

    /// conflict `has_open_orders`.
    base::Task<base::Result<void>> remove(domain::Principal const& caller, domain::BusinessId id);

    /// Those that take part in the public: approved ones, newest first. By anybody.
    base::Task<base::Result<ports::BusinessStore::Page>> search(ports::BusinessStore::Query query);

    base::Task<base::Result<domain::Business>> set_intake(domain::Principal const& caller, domain::BusinessId id,
                                                          NewIntake intake);

    /// Announces what has changed by the time alone, a few businesses at once. Returns after which time to look again.
    base::Task<std::chrono::milliseconds> announce_intake();

private:
    base::Task<base::Result<domain::Business>> apply(domain::BusinessId id, domain::BusinessPatch patch,
                                                     std::optional<std::uint32_t> if_version);
    base::Task<bool> announce(domain::BusinessId id);

    ports::BusinessStore& store_;
    ports::Journal& journal_;
    Access& access_;
    ports::TimeZones const& time_zones_;
    ports::Clock const& clock_;
    BusinessApproval approval_;
    DeviceWatch const& devices_;
};

}
