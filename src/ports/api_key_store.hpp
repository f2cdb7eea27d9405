// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/ids.hpp"
#include "domain/principal.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace ports {

struct ApiKey {
    domain::ApiKeyId id;
    domain::BusinessId business;
    std::string name;
    domain::Scopes scopes;
    base::Bytes32 hash;  ///< SHA-256 of the key.
    base::Instant created_at;
    std::optional<base::Instant> last_used_at;  ///< To the minute.
};

/// The keys with which channels post. Threads and failures as OrderReader.
/// Contract: tests/conformance/identity_suite.cpp.
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

}
