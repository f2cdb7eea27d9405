// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"

#include <optional>
#include <string>

namespace ports {

/// Hashes passwords on threads of its own, so that logins do not delay orders.
/// Full queue: unavailable `busy`.
class PasswordHasher {
public:
    virtual ~PasswordHasher() = default;

    virtual base::Task<base::Result<std::string>> hash(std::string password) = 0;

    /// With no hash (unknown user) it takes the same time and is false.
    virtual base::Task<base::Result<bool>> verify(std::string password, std::optional<std::string> hash) = 0;
};

}
