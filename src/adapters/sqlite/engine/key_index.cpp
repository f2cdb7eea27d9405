// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/engine/key_index.hpp"

#include <cstring>

namespace adapters::sqlite {

namespace {

constexpr OnceKey free_slot{};

}

std::size_t KeyIndex::home(OnceKey const& key, Part const& part)
{
    // The key is a digest already; its first byte chose the part.
    std::size_t hash;
    std::memcpy(&hash, key.data() + 8, sizeof hash);
    return hash & (part.slots.size() - 1);
}

std::size_t KeyIndex::probe(OnceKey const& key, Part const& part)
{
    std::size_t i = home(key, part);
    while (part.slots[i].key != free_slot && part.slots[i].key != key) i = (i + 1) & (part.slots.size() - 1);
    return i;
}

std::optional<domain::OrderId> KeyIndex::find(OnceKey const& key) const
{
    auto const& p = part(key);
    if (p.slots.empty()) return std::nullopt;
    auto const& slot = p.slots[probe(key, p)];
    if (slot.key == free_slot) return std::nullopt;
    return slot.order;
}

void KeyIndex::insert(OnceKey const& key, domain::OrderId order)
{
    auto& p = part(key);
    if ((p.used + 1) * 4 > p.slots.size() * 3) grow(p);
    auto& slot = p.slots[probe(key, p)];
    if (slot.key == free_slot) ++p.used;
    slot = {key, order};
}

void KeyIndex::erase(OnceKey const& key)
{
    auto& p = part(key);
    if (p.slots.empty()) return;
    std::size_t hole = probe(key, p);
    if (p.slots[hole].key == free_slot) return;
    --p.used;
    // Backward shift: move up whatever would no longer be reached across the hole.
    std::size_t const mask = p.slots.size() - 1;
    for (std::size_t i = (hole + 1) & mask; p.slots[i].key != free_slot; i = (i + 1) & mask) {
        std::size_t const distance_home = (i - home(p.slots[i].key, p)) & mask;
        std::size_t const distance_hole = (i - hole) & mask;
        if (distance_home >= distance_hole) {
            p.slots[hole] = p.slots[i];
            hole = i;
        }
    }
    p.slots[hole] = {};
}

void KeyIndex::grow(Part& part)
{
    std::vector<Slot> old(part.slots.empty() ? 16 : part.slots.size() * 2);
    old.swap(part.slots);
    for (auto const& slot : old)
        if (slot.key != free_slot) part.slots[probe(slot.key, part)] = slot;
}

}
