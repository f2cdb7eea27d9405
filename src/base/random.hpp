// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace base {

/// Fills from the operating system's cryptographic source (through OpenSSL's generator). Any thread.
void fill_random(std::span<std::uint8_t> out);

/// `bytes` random bytes as base64url without padding, for secrets shown to people and programs.
std::string random_token(std::size_t bytes);

/// Uniform in [0, bound), for jitter. `bound` > 0.
std::uint64_t random_below(std::uint64_t bound);

}
