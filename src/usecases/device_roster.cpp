// SPDX-License-Identifier: Apache-2.0
#include "usecases/device_roster.hpp"

#include "domain/failures.hpp"

#include <algorithm>

namespace usecases {

DeviceRoster::DeviceRoster(ports::Presence& presence, ports::EventLog& log, ports::SessionStore& sessions,
                           Access& access, ports::Clock const& clock)
    : presence_(presence), log_(log), sessions_(sessions), access_(access), clock_(clock)
{
}

base::Task<base::Result<DeviceRoster::Roster>> DeviceRoster::list(domain::Principal const& caller,
                                                                  domain::BusinessId business)
{
    auto const permitted = co_await access_.require(caller, business, domain::Action::manage_devices);
    if (!permitted) co_return std::unexpected(permitted.error());
    auto const position = co_await log_.position(business);
    if (!position) co_return std::unexpected(position.error());
    auto present = co_await presence_.at(business);
    if (!present) co_return std::unexpected(present.error());

    // Devices may have heard of events since the log was asked.
    Roster roster{position->head, {}};
    for (auto const& device : *present) roster.head = std::max(roster.head, device.cursor);
    auto const now = clock_.now();
    for (auto& device : *present) {
        auto const lag = roster.head - device.cursor;
        auto const last_seen_at = now - device.quiet_for;
        roster.devices.push_back({std::move(device), lag, last_seen_at});
    }
    co_return roster;
}

base::Task<base::Result<domain::DeviceId>> DeviceRoster::name(domain::Principal const& caller,
                                                              domain::BusinessId business, std::string name)
{
    auto const permitted = co_await access_.require(caller, business, domain::Action::manage_devices);
    if (!permitted) co_return std::unexpected(permitted.error());
    co_return domain::device_id({caller.who, std::move(name)});
}

base::Task<base::Result<void>> DeviceRoster::send_away(domain::Principal const& caller, domain::BusinessId business,
                                                       domain::DeviceId id)
{
    auto const permitted = co_await access_.require(caller, business, domain::Action::manage_devices);
    if (!permitted) co_return std::unexpected(permitted.error());
    auto const present = co_await presence_.at(business);
    if (!present) co_return std::unexpected(present.error());
    auto const device = std::ranges::find(*present, id, &ports::PresentDevice::id);
    if (device == present->end()) co_return std::unexpected(domain::device_not_found());
    if (!device->signed_in)
        co_return base::failure(base::FailureKind::conflict, "device_has_no_session",
                                "The device listens with an API key; delete the key instead.");
    if (device->credential != caller.actor().credential) {
        auto const runs_it = co_await access_.require(caller, business, domain::Action::set_intake);
        if (!runs_it) co_return std::unexpected(runs_it.error());
    }
    auto const ended = co_await sessions_.end(device->signed_in->user, device->signed_in->session);
    // Somebody else may have ended it in the same moment.
    if (!ended && ended.error().kind == base::FailureKind::not_found) co_return base::Result<void>{};
    co_return ended;
}

}
