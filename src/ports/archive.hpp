// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/archive.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ports {

/// The whole store as records, in batches that the caller asks for: out of one and into another.
/// Contract: tests/conformance/archive_suite.cpp.
class Archive {
public:
    using Batch = std::vector<domain::ArchiveRecord>;

    /// Everything of one moment, while writes go on. One call at a time; it may be let go of between two, and is before
    /// the store.
    class Reading {
    public:
        virtual ~Reading() = default;

        /// The next records, at most `limit`, in the order of ArchiveRecord's kinds, the same store always in the same
        /// order. Empty: that was all.
        virtual base::Task<base::Result<Batch>> next(std::size_t limit) = 0;
    };

    /// Which record of a batch does not fit to those before it, and why: it names one that has not come yet, or comes
    /// twice.
    struct Misfit {
        std::size_t record = 0;
        std::string detail;
    };

    /// An import under way, of which the store bears a mark until `finish`: it refuses to be opened but to be imported
    /// into (`import_unfinished`). One call at a time. What came so far can be read; nobody is served meanwhile, and
    /// the store is opened again before anybody is.
    class Writing {
    public:
        virtual ~Writing() = default;

        /// After a misfit or a failure the import is over, unfinished.
        virtual base::Task<base::Result<std::optional<Misfit>>> put(Batch batch) = 0;

        /// Takes the mark away: everything that was put is there, and durable.
        virtual base::Task<base::Result<void>> finish() = 0;
    };

    virtual ~Archive() = default;

    virtual base::Task<base::Result<std::unique_ptr<Reading>>> read() = 0;

    /// Begins an import into a store that is empty, or bears the mark of one that did not finish: what that one left
    /// goes first. One at a time. Each log gets a new epoch. conflict `store_not_empty`.
    virtual base::Task<base::Result<std::unique_ptr<Writing>>> write() = 0;
};

}
