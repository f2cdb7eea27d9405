// SPDX-License-Identifier: Apache-2.0
#include "domain/device.hpp"

#include "base/bytes.hpp"
#include "domain/words.hpp"

#include <cstring>

namespace domain {

std::string_view to_text(Transport transport)
{
    return words<Transport>("websocket", "sse", "long_poll").text(transport);
}

base::Uuid device_owner(Principal const& caller)
{
    if (auto const* channel = caller.channel()) return channel->key.uuid;
    return caller.person().user.uuid;
}

base::Uuid device_credential(Principal const& caller)
{
    if (auto const* channel = caller.channel()) return channel->key.uuid;
    return caller.person().session.uuid;
}

DeviceId device_id(Principal const& caller)
{
    auto const given = caller.device ? DeviceId::parse(*caller.device) : std::nullopt;
    if (given) return *given;
    auto const owner = caller.device ? device_owner(caller) : device_credential(caller);
    std::string named(owner.bytes.begin(), owner.bytes.end());
    auto const hash = base::sha256(named.append(caller.device.value_or(std::string())));
    DeviceId id;
    std::memcpy(id.uuid.bytes.data(), hash.data(), id.uuid.bytes.size());
    // RFC 9562: version 7 and the variant, as every id has them.
    id.uuid.bytes[6] = static_cast<std::uint8_t>(0x70 | (id.uuid.bytes[6] & 0x0f));
    id.uuid.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.uuid.bytes[8] & 0x3f));
    return id;
}

}
