// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>

namespace domain {

/// Which events of a business's log are read or deleted, by seq: what a store of documents keeps as one value, and what
/// SQLite's rows are held to. Every change returns whether it changed anything.
class Marks {
public:
    /// Rises with each change that somebody makes.
    std::uint64_t version() const { return version_; }

    /// Everything up to here is read, deleted or not retained any more; the one behind it is none of these.
    std::uint64_t read_up_to() const { return read_up_to_; }

    /// So many above it are read or deleted.
    std::uint64_t marked_above() const { return above_.size(); }

    /// What is deleted counts as read.
    bool is_read(std::uint64_t seq) const { return seq <= read_up_to_ || above_.contains(seq); }
    bool is_deleted(std::uint64_t seq) const { return deleted_.contains(seq); }

    bool mark_read(std::uint64_t seq);
    bool mark_read_up_to(std::uint64_t seq);
    bool remove(std::uint64_t seq);

    /// Events up to `seq` are not retained any more: nothing that somebody did.
    bool trimmed_to(std::uint64_t seq);

    bool operator==(Marks const&) const = default;

private:
    void raise(std::uint64_t to);

    std::uint64_t version_ = 0;
    std::uint64_t read_up_to_ = 0;
    std::set<std::uint64_t> above_;  ///< Read or deleted, above `read_up_to_`.
    std::set<std::uint64_t> deleted_;  ///< Wherever they are.
};

}
