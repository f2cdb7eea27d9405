// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.hpp"
#include "domain/ids.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

namespace adapters::sqlite {

/// The 16-byte digest of an idempotency key with its scope, or of an external id with its channel and business.
using OnceKey = base::Bytes16;

/// Which order a key made: a hash table in memory, 32 bytes an entry, because a randomly keyed B-tree costs the
/// writer a dirty page per order. 256 parts grow one at a time, so that no growth stops the writer for long.
/// The writer's thread only.
class KeyIndex {
public:
    std::optional<domain::OrderId> find(OnceKey const& key) const;
    void insert(OnceKey const& key, domain::OrderId order);
    void erase(OnceKey const& key);

private:
    struct Slot {
        OnceKey key{};  ///< All zero: free. (No digest of SHA-256 that anyone can find is.)
        domain::OrderId order{};
    };
    struct Part {
        std::vector<Slot> slots;
        std::size_t used = 0;
    };

    static std::size_t home(OnceKey const& key, Part const& part);
    static std::size_t probe(OnceKey const& key, Part const& part);
    static void grow(Part& part);
    Part& part(OnceKey const& key) { return parts_[key[0]]; }
    Part const& part(OnceKey const& key) const { return parts_[key[0]]; }

    std::array<Part, 256> parts_;
};

}
