// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/business.hpp"
#include "domain/ids.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace ports {

struct User {
    domain::UserId id;
    std::string email;          ///< As given.
    std::string password_hash;  ///< PHC string.
    std::optional<std::string> phone, owner_name;
    bool is_admin = false;
    base::Instant created_at;
    std::optional<base::Instant> email_verified_at = {};
    std::uint64_t credential_version = 0;  ///< Rises with each new password (docs/adr/0018).
};

/// People who may sign in. Threads and failures as OrderReader.
/// Contract: tests/conformance/identity_suite.cpp.
class UserStore {
public:
    virtual ~UserStore() = default;

    /// Emails are unique in any case, however many come at once: conflict `email_taken`.
    ///
    /// With `business` that is stored too, owned by the user, and the user comes last: whoever finds the user finds
    /// the business, and nobody finds the business while the user is not there, by no port. Once this has failed or
    /// broken off, what there is of a business without its user is the store's to sweep (docs/adr/0016).
    virtual base::Task<base::Result<void>> create(User user, std::optional<domain::Business> business) = 0;

    virtual base::Task<base::Result<std::optional<User>>> find_by_email(std::string email) = 0;
    virtual base::Task<base::Result<std::optional<User>>> find(domain::UserId id) = 0;

    /// Sets phone and owner_name.
    virtual base::Task<base::Result<User>> change_profile(domain::UserId id,
                                                          std::optional<std::optional<std::string>> phone,
                                                          std::optional<std::optional<std::string>> owner_name) = 0;

    /// `not_found` `user_not_found`.
    virtual base::Task<base::Result<User>> set_admin(domain::UserId id, bool is_admin) = 0;
};

}
