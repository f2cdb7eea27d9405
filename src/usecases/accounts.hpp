// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/credential_store.hpp"
#include "ports/password_hasher.hpp"
#include "ports/session_store.hpp"
#include "ports/user_store.hpp"

#include <string>

namespace usecases {

/// What whoever runs the server does with the accounts of others: no caller is asked for. Any core. Unknown
/// addresses: `not_found` `user_not_found`.
class Accounts {
public:
    Accounts(ports::UserStore& users, ports::SessionStore& sessions, ports::CredentialStore& credentials,
             ports::PasswordHasher& hasher);

    base::Task<base::Result<ports::User>> find(std::string email);
    base::Task<base::Result<ports::User>> set_admin(std::string email, bool is_admin);

    /// Ends every session. `invalid` `/password` `weak_password`.
    base::Task<base::Result<ports::User>> set_password(std::string email, std::string password);

    /// Ends every session.
    base::Task<base::Result<ports::User>> sign_out(std::string email);

private:
    ports::UserStore& users_;
    ports::SessionStore& sessions_;
    ports::CredentialStore& credentials_;
    ports::PasswordHasher& hasher_;
};

}
