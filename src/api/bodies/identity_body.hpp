// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "usecases/identity.hpp"

#include <string>
#include <string_view>

/// What callers send to sign in and about keys. Fields and limits: docs/api.md, "Sign-in" and "Businesses".
namespace api {

base::Result<usecases::Identity::NewUser> parse_registration(std::string_view body);

/// Email and password only.
base::Result<usecases::Identity::Login> parse_login(std::string_view body);

/// A body of one token, under that name.
base::Result<std::string> parse_token(std::string_view body, std::string_view name);

struct PasswordChange {
    std::string current, next;
};
base::Result<PasswordChange> parse_password_change(std::string_view body);

/// The email.
base::Result<std::string> parse_forgot_password(std::string_view body);

struct PasswordReset {
    std::string token, next;
};
base::Result<PasswordReset> parse_password_reset(std::string_view body);

base::Result<usecases::Identity::ProfilePatch> parse_profile_patch(std::string_view body);

struct NewApiKey {
    std::string name;
    domain::Scopes scopes;
};
base::Result<NewApiKey> parse_new_api_key(std::string_view body);

}
