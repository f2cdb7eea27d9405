// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/device.hpp"
#include "domain/ids.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ports {

/// A device that listens to a business now, as it was when it was asked for.
struct PresentDevice {
    domain::DeviceId id;
    std::optional<std::string> name;
    std::string credential;  ///< Whose it is, as in Actor.

    /// The session that a person signed it in with; nothing for an API key.
    struct SignIn {
        domain::UserId user;
        domain::SessionId session;
    };
    std::optional<SignIn> signed_in;

    domain::Transport transport = domain::Transport::long_poll;  ///< The last one that it came by.
    std::uint32_t connections = 0;                               ///< 0: between two polls.
    std::uint64_t cursor = 0;                                    ///< The seq that it says it has.
    std::chrono::microseconds quiet_for{0};                      ///< Since its last sign of life.
};

/// Knows who listens: by open sockets, waiting long polls, or in the pause between two polls. Calls may come from any
/// core at once; the caller resumes on its own core.
class Presence {
public:
    virtual ~Presence() = default;

    /// Every device that listens to the business, wherever it is connected. `unavailable` when some cannot be asked.
    virtual base::Task<base::Result<std::vector<PresentDevice>>> at(domain::BusinessId business) = 0;

    /// How many listen, as far as is known here without asking anybody; may lag by seconds. Any thread.
    virtual std::size_t listening(domain::BusinessId business) const = 0;
};

}
