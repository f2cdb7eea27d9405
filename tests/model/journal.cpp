// SPDX-License-Identifier: Apache-2.0
#include "model/journal.hpp"

#include "forms/event.hpp"
#include "model/insist.hpp"
#include "model/projection.hpp"

#include <limits>

namespace model {

namespace {

using domain::Settled;
using ports::Decided;

constexpr std::size_t order_bytes = 64 * 1024;
constexpr std::uint64_t swept_every =
    8;  ///< So that a short test sees many of both, what is projected and what is not.

/// Each reminder of a clock happens once, whichever replica fires it.
std::string once_of_event(domain::Event const& event)
{
    auto const* reminder = event.reminder();
    if (reminder == nullptr) return {};
    return "clock:" + reminder->order_id.text() + ":reminder:" + std::to_string(reminder->n);
}

/// The event as it will stand in the log.
EventDocument draft_of(Facts const& facts, domain::Concern const& about, domain::Decision const& decision)
{
    auto const& event = *decision.event();
    auto const& zone = facts.named_zone != nullptr ? *facts.named_zone : *facts.zone;
    auto encoded = forms::encode_event(event, zone);
    EventDocument draft{.business = facts.tail->row.business.id,
                        .event = event,
                        .text = {},
                        .order_text = {},
                        .posted_by = {},
                        .once = once_of_event(event),
                        .external = {},
                        .fingerprint = {},
                        .clock = decision.clock,
                        .intake_due = decision.intake_due,
                        .ends_access = decision.ends_access};
    if (event.order() != nullptr) draft.order_text = encoded.data();
    draft.text = std::make_shared<std::string const>(std::move(encoded.text));
    if (facts.order) draft.posted_by = facts.order->document.posted_by;
    if (about.once) {
        draft.posted_by = about.once->credential;
        draft.once = once_of(*about.once);
        if (about.once->external_id) draft.external = external_of(*about.once);
        draft.fingerprint = about.once->fingerprint;
    }
    return draft;
}

bool is_about_business(domain::Concern const& about) { return !about.order && !about.once; }

}

base::Task<base::Result<Decided>> Journal::commit(domain::Command command)
{
    return answered(decide(std::move(command)));
}

base::Task<base::Result<Decided>> Journal::decide(domain::Command command)
{
    auto session = sessions_.any();
    auto const about = domain::concern_of(command);
    auto const limit = about.is_servers_own ? std::numeric_limits<std::size_t>::max() : order_bytes;
    for (;;) {
        auto const facts = co_await gather(database_, session, about, zones_);
        auto decision = domain::decide(facts.state(), command, clock_.now());
        if (decision.event() != nullptr) {
            auto draft = draft_of(facts, about, decision);
            if (draft.order_text.size() > limit) {
                decision = {domain::order_too_large(limit)};
            } else {
                co_await gate_.begin(session, draft.business);
                auto const own = co_await append(session, std::move(draft));
                if (own == nullptr) continue;
                co_return co_await conclude(session, facts, *own);
            }
        }
        auto const is_current = co_await are_current(database_, session, about, facts);
        if (!is_current) continue;
        co_return co_await settle(session, about, facts, std::move(decision));
    }
}

base::Task<EventPointer> Journal::append(Session& session, EventDocument event)
{
    auto const id = EventDocument::id_key(event.event.id);
    for (int i = 0; i < most_tries; ++i) {
        std::vector<EventDocument> events{event};
        auto const inserted = co_await database_.events.insert(session, std::move(events));
        auto const own = co_await insist([&] { return database_.events.find(session, {0, id, just_after(id)}); });
        if (!own.empty()) co_return own.front();
        // A duplicate, and not of one's own: the place is taken. Without an answer nothing is known, not even that it
        // will not take effect yet: only the same event again, at the same place, finds out.
        if (inserted) co_return nullptr;
    }
    throw GaveUp();
}

base::Task<Decided> Journal::conclude(Session& session, Facts const& facts, EventDocument const& own)
{
    co_await project(database_, session, *facts.tail, own);
    if (own.event.seq % swept_every == 0) co_await sweep(database_, session, own.business);
    co_await gate_.tell(session, own.business, own.event.seq);

    ports::LogEntry entry{own.event.seq, own.event.type, own.text, domain::ApiKeyId::parse(own.posted_by)};
    Decided decided{.outcome = ports::Appended{std::move(entry), own.event.priority}};
    if (auto const* order = own.event.order())
        decided.order = {order->id, own.business, order->status, order->version, own.order_text};
    if (auto const* business = own.event.business()) decided.business = *business;
    co_return decided;
}

base::Task<Decided> Journal::settle(Session& session, domain::Concern about, Facts const& facts,
                                    domain::Decision decision)
{
    // What is told of an order is read of it afterwards, although whoever left it so has not come so far yet.
    for (auto const* order : {&facts.order, &facts.of_key, &facts.of_external_id})
        if (*order && !(*order)->is_projected()) co_await project(database_, session, (*order)->document);

    Decided decided;
    if (facts.order) decided.order = facts.order->document.stored();
    if (auto const* refused = std::get_if<domain::Refused>(&decision.outcome)) {
        decided.outcome = *refused;
        co_return decided;
    }
    auto const& settled = std::get<Settled>(decision.outcome);
    decided.outcome = settled;
    if (settled.how == Settled::How::replayed) {
        auto const& then = *facts.first_of_key;
        auto const& order = *then.event.order();
        decided.order = {order.id, then.business, order.status, order.version, then.order_text};
    }
    if (settled.how == Settled::How::existing) decided.order = facts.of_external_id->document.stored();
    if (is_about_business(about)) decided.business = facts.tail->row.business;
    if (decision.clock && facts.order) co_await set_clock(database_, session, facts.order->document, *decision.clock);
    if (decision.intake_due) co_await set_intake_due(database_, session, facts.tail->row, *decision.intake_due);
    co_return decided;
}

}
