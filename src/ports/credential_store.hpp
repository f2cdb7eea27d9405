// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/ids.hpp"
#include "ports/user_store.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace ports {

struct PasswordChange {
    domain::UserId user;
    std::uint64_t credential_version = 0;   ///< The user's, when their password was checked.
    std::string to;                         ///< Hash: PHC string.
    std::optional<domain::SessionId> kept;  ///< The session that goes on.
};

/// Changes passwords, and proves addresses by one-time tokens that were sent there; of a token only SHA-256 is
/// stored. A new password raises the user's credential_version, and with that step no session and no password reset of
/// before is good any more. Threads and failures as OrderReader.
/// Contract: tests/conformance/credential_suite.cpp.
class CredentialStore {
public:
    virtual ~CredentialStore() = default;

    /// Sets the password. `kept` goes on, at the new version. False, and nothing changed: the user is not at that
    /// version any more.
    virtual base::Task<base::Result<bool>> change_password(PasswordChange change) = 0;

    /// Keeps a token that resets the password of the user with that address, until `expires_at` or until they have
    /// another password. The user, to whom
    /// it goes; nothing when there is none, or when the last one is younger than `pause`. Does the same work in
    /// every case, so that its time tells nothing.
    struct ResetOffer {
        std::string email;
        base::Bytes32 token;
        base::Instant expires_at;
        std::chrono::seconds pause;
    };
    virtual base::Task<base::Result<std::optional<User>>> offer_reset(ResetOffer offer) = 0;

    /// Whether `reset_password` would take it now.
    virtual base::Task<base::Result<bool>> is_reset_offered(base::Bytes32 token) = 0;

    /// Sets the password and notes the address as verified. False, and nothing changed: the token is unknown, spent or
    /// expired, or was made for a password of before.
    virtual base::Task<base::Result<bool>> reset_password(base::Bytes32 token, std::string to) = 0;

    /// Keeps a token that verifies the user's address.
    virtual base::Task<base::Result<void>> offer_verification(domain::UserId user, base::Bytes32 token,
                                                              base::Instant expires_at) = 0;

    /// Spends the token and notes the address as verified. False: unknown, spent or expired.
    virtual base::Task<base::Result<bool>> verify_email(base::Bytes32 token) = 0;
};

}
