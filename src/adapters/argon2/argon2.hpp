// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/password_hasher.hpp"
#include "telemetry/metrics.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>

namespace adapters::argon2 {

/// The cost of a new hash (OWASP's first choice for argon2id); a stored one is verified at its own.
struct HasherOptions {
    std::uint32_t memory_kib = 19'456;
    std::uint32_t passes = 2;
    std::uint32_t lanes = 1;
    std::size_t threads = 1;
    std::size_t queue = 64;  ///< Passwords that may wait; more: unavailable `busy`.
};

/// Hashes with argon2id (RFC 9106) into PHC strings, on threads of its own; callers resume on their own core.
///
/// Destroying it answers those that wait with `unavailable`; the io_contexts of the callers outlive it, though
/// they need not run any more. With a registry its queue is counted there, which is not collected after its end.
std::unique_ptr<ports::PasswordHasher> open_argon2_hasher(HasherOptions options = {},
                                                          telemetry::Registry* registry = nullptr);

}
