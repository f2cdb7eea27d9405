// SPDX-License-Identifier: Apache-2.0
// Bodies of sign-in, passwords, profiles and keys.
#include "api/bodies/identity_body.hpp"

#include "fuzz.hpp"

void fuzz(std::string_view input)
{
    if (auto const user = api::parse_registration(input)) REQUIRE(!user->email.empty());
    static_cast<void>(api::parse_login(input));
    if (auto const token = api::parse_token(input, "refresh_token")) REQUIRE(!token->empty());
    static_cast<void>(api::parse_password_change(input));
    static_cast<void>(api::parse_forgot_password(input));
    static_cast<void>(api::parse_password_reset(input));
    static_cast<void>(api::parse_profile_patch(input));
    if (auto const key = api::parse_new_api_key(input)) REQUIRE(!key->name.empty() && key->scopes.bits != 0);
}
