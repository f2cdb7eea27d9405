// SPDX-License-Identifier: Apache-2.0
#include "realtime/devices.hpp"

#include <algorithm>
#include <ranges>

namespace realtime {

namespace {

std::size_t index(domain::Transport transport) { return static_cast<std::size_t>(transport); }

std::uint32_t connections_of(std::array<std::uint32_t, 3> const& counts) { return counts[0] + counts[1] + counts[2]; }

/// All but how it is connected.
ports::PresentDevice present_device(Device const& device, Time now)
{
    ports::PresentDevice result;
    result.id = device.id;
    result.name = device.caller.device;
    result.credential = device.caller.actor().credential;
    if (auto const* user = device.caller.user()) result.signed_in = {user->user, user->session};
    result.cursor = device.seq.load(std::memory_order_relaxed);
    Time const seen_at(Time::duration(device.seen_at.load(std::memory_order_relaxed)));
    result.quiet_for = std::chrono::duration_cast<std::chrono::microseconds>(now - seen_at);
    return result;
}

}

domain::LogFilter Device::filter() const
{
    if (auto const* channel = caller.channel()) return {channel->key};
    return {};
}

void Device::saw(std::uint64_t has, Time now)
{
    seen_at.store(now.time_since_epoch().count(), std::memory_order_relaxed);
    // Several connections of one device: the furthest counts.
    auto known = seq.load(std::memory_order_relaxed);
    while (known < has && !seq.compare_exchange_weak(known, has, std::memory_order_relaxed)) {}
}

bool Device::is_concerned(ports::Revocation const& revocation) const
{
    auto const* user = caller.user();
    auto const* channel = caller.channel();
    if (revocation.business && *revocation.business != business) return false;
    if (revocation.user && (!user || user->user != *revocation.user)) return false;
    if (revocation.session && (!user || user->session != *revocation.session)) return false;
    return !revocation.api_key || (channel && channel->key == *revocation.api_key);
}

Devices::Shard& Devices::shard_of(domain::BusinessId business)
{
    return shards_[std::hash<domain::BusinessId>()(business) % shards_.size()];
}

Devices::Shard const& Devices::shard_of(domain::BusinessId business) const
{
    return shards_[std::hash<domain::BusinessId>()(business) % shards_.size()];
}

std::shared_ptr<Device> Devices::find(Place const& place, domain::Principal const& caller)
{
    auto const credential = domain::device_credential(caller);
    auto const found = std::ranges::find_if(place.devices, [&](auto const& device) {
        return domain::device_credential(device->caller) == credential && device->caller.device == caller.device;
    });
    return found == place.devices.end() ? nullptr : *found;
}

bool Devices::holds(Place const& place, domain::DeviceId id)
{
    return std::ranges::any_of(place.devices, [id](auto const& device) { return device->id == id; });
}

bool Devices::own(domain::Principal const& caller, domain::DeviceId id)
{
    std::lock_guard const lock(owners_mutex_);
    auto& owned = owners_[domain::device_owner(caller)];
    auto const known = std::ranges::find(owned, id, &Owned::id);
    if (known != owned.end()) {
        ++known->uses;
        return true;
    }
    if (owned.size() >= limits_.devices_per_credential) return false;
    owned.push_back({id, 1});
    return true;
}

void Devices::disown(Device const& device)
{
    std::lock_guard const lock(owners_mutex_);
    auto const found = owners_.find(domain::device_owner(device.caller));
    if (found == owners_.end()) return;
    auto& owned = found->second;
    auto const known = std::ranges::find(owned, device.id, &Owned::id);
    if (known != owned.end() && --known->uses == 0) owned.erase(known);
    if (owned.empty()) owners_.erase(found);
}

base::Result<std::shared_ptr<Device>> Devices::enter(domain::BusinessId business, domain::Principal const& caller,
                                                     domain::Transport transport, Time now)
{
    auto& shard = shard_of(business);
    std::lock_guard const lock(shard.mutex);
    auto& place = shard.places[business];
    bool const is_socket = transport != domain::Transport::long_poll;
    if (is_socket && place.sockets >= limits_.sockets_per_business)
        return base::failure(base::FailureKind::exhausted, "too_many_sockets",
                             "The business has its most open streams already.");

    auto device = find(place, caller);
    if (!device) {
        device = std::make_shared<Device>(business, caller);
        if (device->has_name() && !own(caller, device->id)) {
            if (place.devices.empty()) shard.places.erase(business);
            return base::failure(base::FailureKind::conflict, "too_many_devices",
                                 "The credential has its most devices already.");
        }
        if (device->has_name() && !holds(place, device->id)) ++place.listening;
        place.devices.push_back(device);
    }
    ++device->connections_[index(transport)];
    device->transport_ = transport;
    device->saw(0, now);
    place.sockets += is_socket ? 1 : 0;
    place.listening += device->has_name() ? 0 : 1;
    return device;
}

void Devices::leave(Device& device, domain::Transport transport, Time now)
{
    auto& shard = shard_of(device.business);
    std::lock_guard const lock(shard.mutex);
    auto& place = shard.places.at(device.business);
    --device.connections_[index(transport)];
    if (transport != domain::Transport::long_poll) --place.sockets;
    if (!device.has_name()) --place.listening;
    if (connections_of(device.connections_) > 0) return;
    // Who polls is between two polls most of the time.
    if (device.has_name() && transport == domain::Transport::long_poll) {
        device.saw(0, now);
        auto const known = std::ranges::find(place.devices, &device, &std::shared_ptr<Device>::get);
        if (std::ranges::find(shard.lingering, *known) == shard.lingering.end()) shard.lingering.push_back(*known);
        return;
    }
    remove(shard, device);
}

void Devices::remove(Shard& shard, Device& device)
{
    auto const found = shard.places.find(device.business);
    auto& place = found->second;
    auto const self = *std::ranges::find(place.devices, &device, &std::shared_ptr<Device>::get);
    std::erase(shard.lingering, self);
    std::erase(place.devices, self);
    if (device.has_name()) {
        disown(device);
        if (!holds(place, device.id)) --place.listening;
    }
    if (place.devices.empty()) shard.places.erase(found);
}

std::size_t Devices::listening(domain::BusinessId business) const
{
    auto const& shard = shard_of(business);
    std::lock_guard const lock(shard.mutex);
    auto const found = shard.places.find(business);
    return found == shard.places.end() ? 0 : found->second.listening;
}

std::vector<ports::PresentDevice> Devices::at(domain::BusinessId business, Time now) const
{
    auto const& shard = shard_of(business);
    std::lock_guard const lock(shard.mutex);
    auto const found = shard.places.find(business);
    std::vector<ports::PresentDevice> result;
    if (found == shard.places.end()) return result;
    for (auto const& device : found->second.devices) {
        auto present = present_device(*device, now);
        present.transport = device->transport_;
        present.connections = connections_of(device->connections_);
        result.push_back(std::move(present));
    }
    return result;
}

void Devices::sweep(Time now)
{
    auto const before = (now - limits_.presence).time_since_epoch().count();
    for (auto& shard : shards_) {
        std::lock_guard const lock(shard.mutex);
        auto const lingering = shard.lingering;
        for (auto const& device : lingering) {
            if (connections_of(device->connections_) > 0)
                std::erase(shard.lingering, device);
            else if (device->seen_at.load(std::memory_order_relaxed) <= before)
                remove(shard, *device);
        }
    }
}

}
