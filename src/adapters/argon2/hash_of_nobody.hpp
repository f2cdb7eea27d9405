// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/argon2/argon2.hpp"

#include <string>

namespace adapters::argon2 {

/// A well-formed hash of that cost, known to be of no password: verifying against it takes the time that
/// verifying against a user's does.
std::string hash_of_nobody(HasherOptions const& options);

}
