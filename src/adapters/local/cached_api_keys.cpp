// SPDX-License-Identifier: Apache-2.0
#include "adapters/local/api_key_cache.hpp"
#include "adapters/local/local.hpp"

namespace adapters::local {

namespace {

class CachedApiKeys final : public ports::ApiKeyStore, public ports::RevocationListener {
public:
    CachedApiKeys(ports::ApiKeyStore& store, ports::Clock const& clock) : store_(store), clock_(clock) {}

    base::Task<base::Result<void>> create(ports::ApiKey key) override { return store_.create(std::move(key)); }

    base::Task<base::Result<std::vector<ports::ApiKey>>> list_of(domain::BusinessId business) override
    {
        return store_.list_of(business);
    }

    base::Task<base::Result<void>> remove(domain::BusinessId business, domain::ApiKeyId id) override
    {
        return store_.remove(business, id);
    }

    base::Task<base::Result<std::optional<ports::ApiKey>>> find_by_hash(base::Bytes32 hash) override
    {
        // From before the look: whatever is revoked from here on is not kept again.
        auto const generation = cache_.generation();
        if (auto known = cache_.find(hash)) {
            used(*known, generation);
            co_return known;
        }
        auto found = co_await store_.find_by_hash(hash);
        if (!found || !*found) co_return found;
        cache_.keep(**found, generation);
        used(**found, generation);
        co_return found;
    }

    void note_use(domain::ApiKeyId id, base::Instant minute) override { store_.note_use(id, minute); }

    void revoked(std::span<ports::Revocation const> revocations) override
    {
        for (auto const& each : revocations) {
            if (each.api_key) cache_.erase(*each.api_key);
            if (each.business && !each.user) cache_.erase_of(*each.business);
        }
    }

private:
    /// Writes a use down once a minute; the key itself says when it was noted last.
    void used(ports::ApiKey& key, ApiKeyCache::Generation generation)
    {
        auto const minute = std::chrono::floor<std::chrono::minutes>(clock_.now());
        if (key.last_used_at && *key.last_used_at >= minute) return;
        key.last_used_at = minute;
        cache_.keep(key, generation);
        store_.note_use(key.id, minute);
    }

    ports::ApiKeyStore& store_;
    ports::Clock const& clock_;
    ApiKeyCache cache_;
};

}

std::unique_ptr<ports::ApiKeyStore> make_cached_api_keys(ports::ApiKeyStore& store, ports::StoreFeed& feed,
                                                         ports::Clock const& clock)
{
    auto cached = std::make_unique<CachedApiKeys>(store, clock);
    feed.add(*cached);
    return cached;
}

}
