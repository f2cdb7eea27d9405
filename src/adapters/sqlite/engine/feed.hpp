// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/store_feed.hpp"

#include <vector>

namespace adapters::sqlite {

/// Passes on what the store tells: the writer's thread, and for a rewrite the core of whoever asked.
class Feed final : public ports::StoreFeed {
public:
    void add(ports::CommitListener& listener) override { commits_.push_back(&listener); }
    void add(ports::RevocationListener& listener) override { revocations_.push_back(&listener); }
    void add(ports::MarkListener& listener) override { marks_.push_back(&listener); }
    void add(ports::RewriteListener& listener) override { rewrites_.push_back(&listener); }

    void tell(std::span<ports::CommitListener::Committed const> events) const
    {
        if (events.empty()) return;
        for (auto* listener : commits_) listener->committed(events);
    }
    void tell(std::span<ports::Revocation const> revocations) const
    {
        if (revocations.empty()) return;
        for (auto* listener : revocations_) listener->revoked(revocations);
    }
    void tell(std::span<ports::MarkListener::Marked const> businesses) const
    {
        if (businesses.empty()) return;
        for (auto* listener : marks_) listener->marked(businesses);
    }
    void tell_rewritten(domain::BusinessId business) const
    {
        for (auto* listener : rewrites_) listener->rewritten(business);
    }

private:
    std::vector<ports::CommitListener*> commits_;
    std::vector<ports::RevocationListener*> revocations_;
    std::vector<ports::MarkListener*> marks_;
    std::vector<ports::RewriteListener*> rewrites_;
};

}
