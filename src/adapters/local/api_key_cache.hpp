// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.hpp"
#include "ports/api_key_store.hpp"

#include <cstdint>
#include <cstring>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace adapters::local {

/// API keys by their hash, so that a channel's request costs no read of the store. Whoever hears that a key is revoked
/// erases it here. Any thread.
class ApiKeyCache {
public:
    static constexpr std::size_t most_kept = 100'000;  ///< A few hundred bytes each; then it starts anew.

    /// What a reader must hand back with what it read: a key that was erased meanwhile does not come back.
    using Generation = std::uint64_t;

    std::optional<ports::ApiKey> find(base::Bytes32 const& hash) const
    {
        std::scoped_lock const lock(mutex_);
        auto const found = keys_.find(hash);
        return found == keys_.end() ? std::nullopt : std::optional(found->second);
    }

    Generation generation() const
    {
        std::scoped_lock const lock(mutex_);
        return generation_;
    }

    void keep(ports::ApiKey const& key, Generation read_in)
    {
        std::scoped_lock const lock(mutex_);
        if (read_in != generation_) return;
        if (keys_.size() >= most_kept) keys_.clear();
        keys_.insert_or_assign(key.hash, key);
    }

    void erase(domain::ApiKeyId id)
    {
        std::scoped_lock const lock(mutex_);
        ++generation_;
        std::erase_if(keys_, [id](auto const& entry) { return entry.second.id == id; });
    }

    void erase_of(domain::BusinessId business)
    {
        std::scoped_lock const lock(mutex_);
        ++generation_;
        std::erase_if(keys_, [business](auto const& entry) { return entry.second.business == business; });
    }

private:
    /// The key is a digest: any eight bytes of it will do.
    struct Hash {
        std::size_t operator()(base::Bytes32 const& digest) const noexcept
        {
            std::size_t result;
            std::memcpy(&result, digest.data(), sizeof result);
            return result;
        }
    };

    mutable std::mutex mutex_;
    std::unordered_map<base::Bytes32, ports::ApiKey, Hash> keys_;
    Generation generation_ = 0;
};

}
