// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "domain/device.hpp"
#include "domain/ids.hpp"
#include "domain/log_filter.hpp"
#include "domain/principal.hpp"
#include "ports/presence.hpp"
#include "ports/revocation.hpp"
#include "realtime/limits.hpp"
#include "realtime/time.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace realtime {

/// All connections that one credential holds at a business under one device name, or under none.
struct Device {
    Device(domain::BusinessId b, domain::Principal c) : business(b), caller(std::move(c)), id(domain::device_id(caller))
    {
    }

    domain::BusinessId business;
    domain::Principal caller;
    domain::DeviceId id;

    std::atomic<std::uint64_t> seq = 0;     ///< What it says that it has.
    std::atomic<Time::rep> seen_at = 0;     ///< Of its last sign of life.

    bool has_name() const { return caller.device.has_value(); }
    domain::LogFilter filter() const;
    void saw(std::uint64_t has, Time now);

    /// Whether the caller may be turned away by it.
    bool is_concerned(ports::Revocation const& revocation) const;

private:
    friend class Devices;
    std::array<std::uint32_t, 3> connections_{};  ///< By transport; under the lock of its business.
    domain::Transport transport_ = domain::Transport::long_poll;  ///< The last one it came by.
};

/// Who listens to which business. Any thread.
class Devices {
public:
    explicit Devices(Limits const& limits) : limits_(limits) {}

    /// A connection begins: `exhausted` `too_many_sockets` when the business has its most sockets, conflict
    /// `too_many_devices` when the credential has its most devices.
    base::Result<std::shared_ptr<Device>> enter(domain::BusinessId business, domain::Principal const& caller,
                                                domain::Transport transport, Time now);
    void leave(Device& device, domain::Transport transport, Time now);

    /// How many listen: devices that have a name, and connections that have none.
    std::size_t listening(domain::BusinessId business) const;

    std::vector<ports::PresentDevice> at(domain::BusinessId business, Time now) const;

    /// Forgets devices that polled and did not come back. Cheap; call it every second or so.
    void sweep(Time now);

private:
    struct Place {
        std::vector<std::shared_ptr<Device>> devices;
        std::uint32_t sockets = 0;
        std::uint32_t listening = 0;
    };
    struct Shard {
        mutable std::mutex mutex;
        std::unordered_map<domain::BusinessId, Place> places;
        std::vector<std::shared_ptr<Device>> lingering;
    };
    struct Owned {
        domain::DeviceId id;
        std::uint32_t uses;
    };

    Shard& shard_of(domain::BusinessId business);
    Shard const& shard_of(domain::BusinessId business) const;
    static std::shared_ptr<Device> find(Place const& place, domain::Principal const& caller);
    static bool holds(Place const& place, domain::DeviceId id);
    bool own(domain::Principal const& caller, domain::DeviceId id);
    void disown(Device const& device);
    void remove(Shard& shard, Device& device);

    Limits limits_;
    std::array<Shard, 16> shards_;
    std::mutex owners_mutex_;  ///< Taken after a shard's.
    std::unordered_map<base::Uuid, std::vector<Owned>> owners_;  ///< By user or key.
};

}
