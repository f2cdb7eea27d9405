// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/ids.hpp"

#include <optional>

namespace ports {

/// Somebody may have lost what they were allowed. Concerns each credential for which every member that is set
/// matches: {session} one signed-in device; {user, business} all devices of a member whose membership changed;
/// {api_key}; {business} everybody at a business that was deleted or suspended.
struct Revocation {
    std::optional<domain::UserId> user = {};
    std::optional<domain::SessionId> session = {};
    std::optional<domain::ApiKeyId> api_key = {};
    std::optional<domain::BusinessId> business = {};

    bool operator==(Revocation const&) const = default;
};

}
