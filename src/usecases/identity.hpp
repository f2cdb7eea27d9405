// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/clock.hpp"
#include "ports/password_hasher.hpp"
#include "ports/user_store.hpp"
#include "usecases/businesses.hpp"
#include "usecases/passwords.hpp"
#include "usecases/sessions.hpp"

#include <optional>
#include <string>

namespace usecases {

/// Accounts of people: opening one, signing in, one's profile. Any core.
class Identity {
public:
    Identity(ports::UserStore& users, ports::PasswordHasher& hasher, Businesses const& businesses, Sessions& sessions,
             Passwords& passwords, ports::Clock const& clock);

    struct NewUser {
        std::string email, password;
        std::optional<std::string> phone, owner_name;
        std::optional<NewBusiness> business;
        bool is_admin = false;  ///< Never from outside.
    };
    struct Registered {
        ports::User user;
        std::optional<domain::Business> business;
    };
    /// The user, and the business owned by them, or nothing. `invalid` for an email or a password that will not
    /// do; conflict `email_taken`. They get a link that verifies their address.
    base::Task<base::Result<Registered>> register_user(NewUser user);

    struct Login {
        std::string email, password;
        std::optional<std::string> device, address;  ///< Shown with the session.
    };
    /// unauthenticated `bad_credentials`, after the same time for unknown users and wrong passwords.
    base::Task<base::Result<Sessions::Tokens>> log_in(Login login);

    base::Task<base::Result<ports::User>> me(domain::Principal const& caller);

    struct ProfilePatch {
        domain::Patched<std::string> phone, owner_name;
    };
    base::Task<base::Result<ports::User>> change_profile(domain::Principal const& caller, ProfilePatch patch);

private:
    ports::UserStore& users_;
    ports::PasswordHasher& hasher_;
    Businesses const& businesses_;
    Sessions& sessions_;
    Passwords& passwords_;
    ports::Clock const& clock_;
};

}
