// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/fold.hpp"
#include "ports/store_feed.hpp"

#include <map>
#include <mutex>
#include <span>
#include <vector>

namespace model {

/// Tells listeners what was committed, each business's events in order and complete: whoever comes with a later one
/// brings those before it.
class Gate final : public ports::StoreFeed {
public:
    explicit Gate(Database& database) : database_(database) {}

    void add(ports::CommitListener& listener) override { commits_.push_back(&listener); }
    void add(ports::RevocationListener& listener) override { revocations_.push_back(&listener); }
    void add(ports::MarkListener& listener) override { marks_.push_back(&listener); }
    void add(ports::RewriteListener&) override {}  // Nothing here ever reads otherwise than before.

    /// Tells from the next event on that is behind what the log holds now.
    base::Task<void> begin(Session& session, domain::BusinessId business);

    /// Tells up to the event of that seq, which is committed. After `begin`.
    base::Task<void> tell(Session& session, domain::BusinessId business, std::uint64_t seq);

    /// Marks that are older than what was told are not told.
    void tell(domain::BusinessId business, ports::ReadMarks marks);

private:
    std::uint64_t told(domain::BusinessId business) const;
    void tell_next(EventDocument const& event);

    Database& database_;
    std::vector<ports::CommitListener*> commits_;
    std::vector<ports::RevocationListener*> revocations_;
    std::vector<ports::MarkListener*> marks_;

    mutable std::mutex mutex_;
    std::map<domain::BusinessId, std::uint64_t> told_;  ///< seq
    std::map<domain::BusinessId, ports::ReadMarks> told_marks_;
};

}
