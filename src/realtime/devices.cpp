// SPDX-License-Identifier: Apache-2.0
#include "realtime/devices.hpp"

#include "base/bytes.hpp"

#include <algorithm>
#include <cstring>
#include <ranges>

namespace realtime {

namespace {

std::size_t index(Transport transport) { return static_cast<std::size_t>(transport); }

/// Whose devices they are, whatever session they signed in with.
base::Uuid owner_of(domain::Principal const& caller)
{
    if (auto const* channel = caller.channel()) return channel->key.uuid;
    return caller.person().user.uuid;
}

/// What a revocation can end.
base::Uuid credential_of(domain::Principal const& caller)
{
    if (auto const* channel = caller.channel()) return channel->key.uuid;
    return caller.person().session.uuid;
}

std::uint32_t connections_of(std::array<std::uint32_t, 3> const& counts) { return counts[0] + counts[1] + counts[2]; }

}

std::string_view to_text(Transport transport)
{
    switch (transport) {
    case Transport::websocket: return "websocket";
    case Transport::events: return "sse";
    case Transport::long_poll: break;
    }
    return "long_poll";
}

domain::DeviceId device_id(domain::Principal const& caller)
{
    auto const given = caller.device ? domain::DeviceId::parse(*caller.device) : std::nullopt;
    if (given) return *given;
    auto const owner = caller.device ? owner_of(caller) : credential_of(caller);
    std::string named(owner.bytes.begin(), owner.bytes.end());
    auto const hash = base::sha256(named.append(caller.device.value_or(std::string())));
    domain::DeviceId id;
    std::memcpy(id.uuid.bytes.data(), hash.data(), id.uuid.bytes.size());
    // RFC 9562: version 7 and the variant, as every id has them.
    id.uuid.bytes[6] = static_cast<std::uint8_t>(0x70 | (id.uuid.bytes[6] & 0x0f));
    id.uuid.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.uuid.bytes[8] & 0x3f));
    return id;
}

LogFilter Device::filter() const
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
    auto const credential = credential_of(caller);
    auto const found = std::ranges::find_if(place.devices, [&](auto const& device) {
        return credential_of(device->caller) == credential && device->caller.device == caller.device;
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
    auto& owned = owners_[owner_of(caller)];
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
    auto const found = owners_.find(owner_of(device.caller));
    if (found == owners_.end()) return;
    auto& owned = found->second;
    auto const known = std::ranges::find(owned, device.id, &Owned::id);
    if (known != owned.end() && --known->uses == 0) owned.erase(known);
    if (owned.empty()) owners_.erase(found);
}

base::Result<std::shared_ptr<Device>> Devices::enter(domain::BusinessId business, domain::Principal const& caller,
                                                     Transport transport, Time now)
{
    auto& shard = shard_of(business);
    std::lock_guard const lock(shard.mutex);
    auto& place = shard.places[business];
    bool const is_socket = transport != Transport::long_poll;
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

void Devices::leave(Device& device, Transport transport, Time now)
{
    auto& shard = shard_of(device.business);
    std::lock_guard const lock(shard.mutex);
    auto& place = shard.places.at(device.business);
    --device.connections_[index(transport)];
    if (transport != Transport::long_poll) --place.sockets;
    if (!device.has_name()) --place.listening;
    if (connections_of(device.connections_) > 0) return;
    // Who polls is between two polls most of the time.
    if (device.has_name() && transport == Transport::long_poll) {
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

std::vector<Devices::Seen> Devices::at(domain::BusinessId business) const
{
    auto const& shard = shard_of(business);
    std::lock_guard const lock(shard.mutex);
    auto const found = shard.places.find(business);
    std::vector<Seen> result;
    if (found == shard.places.end()) return result;
    for (auto const& device : found->second.devices)
        result.push_back({device, device->transport_, connections_of(device->connections_)});
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
