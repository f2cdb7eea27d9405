// SPDX-License-Identifier: Apache-2.0
#include "domain/account.hpp"

namespace domain {

base::Failure email_taken()
{
    return {base::FailureKind::conflict, "email_taken", "There is an account with this email already."};
}

base::Failure user_not_found() { return {base::FailureKind::not_found, "user_not_found", "There is no such user."}; }

base::Failure bad_credentials()
{
    return {base::FailureKind::unauthenticated, "bad_credentials", "The email or the password is wrong."};
}

}
