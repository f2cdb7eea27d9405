// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/principal.hpp"

#include <cstdint>
#include <string_view>

namespace domain {

/// How a device listens.
enum class Transport : std::uint8_t { websocket, events, long_poll };

std::string_view to_text(Transport transport);

/// Whose devices they are, whatever session they signed in with: a user, or a key.
base::Uuid device_owner(Principal const& caller);

/// What a revocation can end: a session, or a key.
base::Uuid device_credential(Principal const& caller);

/// What a user or a key calls one of its devices, by name or by `dev_` id, has one id: the same wherever and whenever
/// it is asked. Connections that say no name are one nameless device of their session or key.
DeviceId device_id(Principal const& caller);

}
