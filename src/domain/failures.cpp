// SPDX-License-Identifier: Apache-2.0
#include "domain/failures.hpp"

namespace domain {

using enum base::FailureKind;

base::Failure business_not_found() { return {not_found, "business_not_found", "There is no such business."}; }

base::Failure order_not_found() { return {not_found, "order_not_found", "There is no such order."}; }

base::Failure device_not_found() { return {not_found, "device_not_found", "No such device listens now."}; }

base::Failure member_not_found() { return {not_found, "member_not_found", "The business has no such member."}; }

base::Failure user_not_found() { return {not_found, "user_not_found", "There is no such user."}; }

base::Failure cursor_unreadable()
{
    return {malformed, "cursor_unreadable", "The cursor is not one that this server gave out."};
}

base::Failure query_invalid(std::string_view name, std::string_view detail)
{
    return {malformed, "query_invalid", std::string("The query parameter ").append(name).append(1, ' ').append(detail)};
}

base::Failure credential_missing()
{
    return {unauthenticated, "credential_missing", "Sign in, or send an API key: Authorization: Bearer …."};
}

base::Failure access_token_invalid()
{
    return {unauthenticated, "token_invalid", "The access token is not valid, or its session has ended."};
}

base::Failure not_permitted() { return {forbidden, "forbidden", "The caller may not do this."}; }

base::Failure users_only() { return {forbidden, "users_only", "An API key cannot do this; sign in."}; }

base::Failure email_taken() { return {conflict, "email_taken", "There is an account with this email already."}; }

base::Failure bad_credentials() { return {unauthenticated, "bad_credentials", "The email or the password is wrong."}; }

}
