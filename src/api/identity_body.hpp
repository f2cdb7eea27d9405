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

/// The refresh token.
base::Result<std::string> parse_refresh(std::string_view body);

base::Result<usecases::Identity::ProfilePatch> parse_profile_patch(std::string_view body);

struct NewApiKey {
    std::string name;
    domain::Scopes scopes;
};
base::Result<NewApiKey> parse_new_api_key(std::string_view body);

}
