// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <string_view>

/// Failures that more than one place ends with, each in its one wording. What only one place says is made there.
namespace domain {

/// What does not exist and what is none of the caller's business are answered alike.
base::Failure business_not_found();
base::Failure order_not_found();
base::Failure device_not_found();
base::Failure member_not_found();
base::Failure user_not_found();

/// malformed `cursor_unreadable`: a cursor of a list or a log that nobody here gave out.
base::Failure cursor_unreadable();

/// malformed `query_invalid`; `detail` goes on from the parameter's name: "must be given once."
base::Failure query_invalid(std::string_view name, std::string_view detail);

/// unauthenticated `credential_missing`.
base::Failure credential_missing();

/// unauthenticated `token_invalid`: an access token that is none, is somebody else's, or whose session or account is
/// gone.
base::Failure access_token_invalid();

/// forbidden `forbidden`: a caller who knows the business.
base::Failure not_permitted();

/// forbidden `users_only`: an API key where only people are let in.
base::Failure users_only();

/// conflict `email_taken`.
base::Failure email_taken();

/// unauthenticated `bad_credentials`.
base::Failure bad_credentials();

}
