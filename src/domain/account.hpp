// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

/// What is wrong with an account, said once for stores and use cases.
namespace domain {

base::Failure email_taken();
base::Failure user_not_found();
base::Failure bad_credentials();

}
