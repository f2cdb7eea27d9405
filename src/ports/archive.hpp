// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/archive.hpp"

#include <functional>
#include <optional>

namespace ports {

/// The whole store as records, out of one and into another.
/// Contract: tests/conformance/archive_suite.cpp.
class Archive {
public:
    /// Called on a thread of the store. A failure ends it and is what `read` or `write` fails with.
    using Take = std::function<base::Result<void>(domain::ArchiveRecord const&)>;
    using Next = std::function<base::Result<std::optional<domain::ArchiveRecord>>()>;  ///< Nothing: the end.

    virtual ~Archive() = default;

    /// Gives every record of one moment to `take`, in the order of ArchiveRecord's kinds, the same store always in the
    /// same order; writes go on meanwhile.
    virtual base::Task<base::Result<void>> read(Take take) = 0;

    /// Stores everything that `next` gives, or nothing of it; each log gets a new epoch. conflict `store_not_empty`;
    /// `invalid` `export_inconsistent`: a record names one that did not come before it, or comes twice.
    /// The store serves nobody meanwhile, and is opened again before it does.
    virtual base::Task<base::Result<void>> write(Next next) = 0;
};

}
