// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/ids.hpp"

#include <compare>
#include <cstdint>

namespace ports {

/// Which events of a log are read. Kept so that counting needs no counting: events above `read_up_to` are unread but
/// for `marked_above` of them. In a store `read_up_to` is never below oldest − 1.
struct ReadMarks {
    std::uint64_t version = 0;       ///< Rises with each change that somebody makes.
    std::uint64_t read_up_to = 0;    ///< Everything up to here is read, deleted or not retained any more.
    std::uint64_t marked_above = 0;  ///< So many above it are read or deleted.

    std::uint64_t unread(std::uint64_t head) const
    {
        auto const marked = read_up_to + marked_above;
        return head > marked ? head - marked : 0;
    }

    /// The later of two looks at the same log is the greater.
    auto operator<=>(ReadMarks const&) const = default;
};

/// Reads a business's marks. Threads and failures as OrderReader; unknown businesses: `not_found`.
class MarkReader {
public:
    virtual ~MarkReader() = default;

    virtual base::Task<base::Result<ReadMarks>> marks(domain::BusinessId business) = 0;
};

}
