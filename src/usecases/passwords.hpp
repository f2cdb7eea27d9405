// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/principal.hpp"
#include "ports/clock.hpp"
#include "ports/credential_store.hpp"
#include "ports/password_hasher.hpp"
#include "ports/user_store.hpp"
#include "telemetry/log.hpp"
#include "usecases/links.hpp"

#include <chrono>
#include <string>

namespace usecases {

/// What people do about passwords and addresses once they have an account. Any core.
class Passwords {
public:
    static constexpr std::chrono::hours reset_lifetime{1};
    static constexpr std::chrono::days verification_lifetime{7};

    /// Nobody's mailbox gets more than one reset in this time, whoever asks for them.
    static constexpr std::chrono::minutes reset_pause{1};

    Passwords(ports::CredentialStore& credentials, ports::UserStore& users, ports::PasswordHasher& hasher, Links& links,
              ports::Clock const& clock, telemetry::Log& log);

    /// Ends the caller's other sessions. invalid: `/new_password` `weak_password`, `/current_password` `wrong`.
    base::Task<base::Result<void>> change(domain::Principal const& caller, std::string current, std::string next);

    /// Sends a link to that address if somebody has it; says nothing about whether.
    base::Task<base::Result<void>> forgot(std::string email);

    /// Sets the password of whoever got the token, and ends all of their sessions. invalid `token_invalid` when it is
    /// unknown, spent or expired; `/new_password` `weak_password`.
    base::Task<base::Result<void>> reset(std::string token, std::string next);

    /// Sends a link that verifies the address. A failure is logged: the account is there all the same.
    base::Task<void> offer_verification(ports::User user);

    /// invalid `token_invalid`.
    base::Task<base::Result<void>> verify_email(std::string token);

private:
    base::Task<base::Result<ports::User>> check(domain::UserId user, std::string password);

    ports::CredentialStore& credentials_;
    ports::UserStore& users_;
    ports::PasswordHasher& hasher_;
    Links& links_;
    ports::Clock const& clock_;
    telemetry::Log& log_;
};

}
