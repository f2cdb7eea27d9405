// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/clock.hpp"
#include "ports/event_log.hpp"
#include "ports/presence.hpp"
#include "ports/session_store.hpp"
#include "usecases/access.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace usecases {

/// Which devices listen to a business, for its members: to see, to name, to send away. Any core.
class DeviceRoster {
public:
    DeviceRoster(ports::Presence& presence, ports::EventLog& log, ports::SessionStore& sessions, Access& access,
                 ports::Clock const& clock);

    struct Listening {
        ports::PresentDevice device;
        std::uint64_t lag = 0;  ///< Events that it does not have yet.
        base::Instant last_seen_at;
    };
    struct Roster {
        std::uint64_t head = 0;  ///< Of the business's log; not below any device's cursor.
        std::vector<Listening> devices;
    };
    base::Task<base::Result<Roster>> list(domain::Principal const& caller, domain::BusinessId business);

    /// A device's id follows from who signs in and what they call it: the same name, the same device. The name is
    /// 1 to 100 characters.
    base::Task<base::Result<domain::DeviceId>> name(domain::Principal const& caller, domain::BusinessId business,
                                                    std::string name);

    /// Ends the session that the device signed in with. Whoever runs the business sends anybody away, others only
    /// their own devices. `not_found` `device_not_found`; conflict `device_has_no_session` for one of an API key.
    base::Task<base::Result<void>> send_away(domain::Principal const& caller, domain::BusinessId business,
                                             domain::DeviceId id);

private:
    ports::Presence& presence_;
    ports::EventLog& log_;
    ports::SessionStore& sessions_;
    Access& access_;
    ports::Clock const& clock_;
};

}
