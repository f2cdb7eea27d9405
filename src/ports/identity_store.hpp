// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/business.hpp"
#include "domain/ids.hpp"
#include "domain/principal.hpp"

#include <optional>
#include <string>
#include <vector>

/// Users and API keys. Threads and failures as OrderReader.
/// Contracts: tests/conformance/identity_suite.cpp.
namespace ports {

struct User {
    domain::UserId id;
    std::string email;          ///< As given.
    std::string password_hash;  ///< PHC string.
    std::optional<std::string> phone, owner_name;
    bool is_admin = false;
    base::Instant created_at;
    std::optional<base::Instant> email_verified_at = {};
};

class UserStore {
public:
    virtual ~UserStore() = default;

    /// Emails are unique in any case: conflict `email_taken`. With `business` that is stored too, owned by the
    /// user (BusinessStore::create), or nothing is.
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

struct ApiKey {
    domain::ApiKeyId id;
    domain::BusinessId business;
    std::string name;
    domain::Scopes scopes;
    base::Bytes32 hash;  ///< SHA-256 of the key.
    base::Instant created_at;
    std::optional<base::Instant> last_used_at;  ///< To the minute.
};

class ApiKeyStore {
public:
    /// More than a business has channels.
    static constexpr std::size_t max_per_business = 100;

    virtual ~ApiKeyStore() = default;

    /// conflict `too_many_api_keys`; `not_found` `business_not_found`.
    virtual base::Task<base::Result<void>> create(ApiKey key) = 0;
    virtual base::Task<base::Result<std::vector<ApiKey>>> list_of(domain::BusinessId business) = 0;

    /// `not_found` when the business has no such key. Takes effect at once: `find_by_hash` no longer knows it.
    virtual base::Task<base::Result<void>> remove(domain::BusinessId business, domain::ApiKeyId id) = 0;

    /// Called for every request of a channel that CachedApiKeys does not answer: never waits for a write.
    virtual base::Task<base::Result<std::optional<ApiKey>>> find_by_hash(base::Bytes32 hash) = 0;

    /// Nobody waits for it, and it may be lost.
    virtual void note_use(domain::ApiKeyId id, base::Instant minute) = 0;
};

/// Hashes passwords on threads of its own, so that logins do not delay orders.
/// Full queue: unavailable `busy`.
class PasswordHasher {
public:
    virtual ~PasswordHasher() = default;

    virtual base::Task<base::Result<std::string>> hash(std::string password) = 0;

    /// With no hash (unknown user) it takes the same time and is false.
    virtual base::Task<base::Result<bool>> verify(std::string password, std::optional<std::string> hash) = 0;
};

}
