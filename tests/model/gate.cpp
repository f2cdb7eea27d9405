// SPDX-License-Identifier: Apache-2.0
#include "model/gate.hpp"

#include "model/insist.hpp"

namespace model {

base::Task<void> Gate::begin(Session& session, domain::BusinessId business)
{
    {
        std::scoped_lock const lock(mutex_);
        if (told_.contains(business)) co_return;
    }
    auto const newest = co_await insist([&] {
        return database_.events.find(session,
                                     {EventDocument::by_seq, EventDocument::seq_key(business, 0),
                                      EventDocument::seq_key(business, ~std::uint64_t{0}), 1, true},
                                     ReadConcern::linearizable);
    });
    std::scoped_lock const lock(mutex_);
    told_.emplace(business, newest.empty() ? 0 : newest.front()->event.seq);
}

std::uint64_t Gate::told(domain::BusinessId business) const
{
    std::scoped_lock const lock(mutex_);
    return told_.at(business);
}

base::Task<void> Gate::tell(Session& session, domain::BusinessId business, std::uint64_t seq)
{
    auto const next = told(business) + 1;
    if (next > seq) co_return;
    auto const events = co_await insist([&] {
        return database_.events.find(session, {EventDocument::by_seq, EventDocument::seq_key(business, next),
                                               EventDocument::seq_key(business, seq + 1)});
    });
    std::scoped_lock const lock(mutex_);
    for (auto const& event : events)
        if (event->event.seq == told_[business] + 1) tell_next(*event);
}

void Gate::tell_next(EventDocument const& event)
{
    auto const& [seq, type] = std::tie(event.event.seq, event.event.type);
    told_[event.business] = seq;
    std::vector<ports::CommitListener::Committed> const committed{
        {event.business, {seq, type, event.text, domain::ApiKeyId::parse(event.posted_by)}}};
    for (auto* listener : commits_) listener->committed(committed);
    if (!event.ends_access) return;
    std::vector<ports::Revocation> const revoked{{.business = event.business}};
    for (auto* listener : revocations_) listener->revoked(revoked);
}

void Gate::tell(domain::BusinessId business, ports::ReadMarks marks)
{
    std::scoped_lock const lock(mutex_);
    auto& told = told_marks_[business];
    if (marks <= told) return;
    told = marks;
    std::vector<ports::MarkListener::Marked> const marked{{business, marks}};
    for (auto* listener : marks_) listener->marked(marked);
}

}
