// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/journal/journal.hpp"

#include "adapters/sqlite/journal/projection.hpp"
#include "forms/event.hpp"

#include <limits>

namespace adapters::sqlite {

namespace {

using domain::Settled;
using ports::Decided;

std::optional<ports::StoredOrder> order_of(Facts& facts)
{
    return facts.order ? std::optional(std::move(facts.stored)) : std::nullopt;
}

/// As it was answered then: the order inside its `order.created`, pending and its first version.
ports::StoredOrder as_created(WriteAccess& access, OrderRow const& row, domain::BusinessId business)
{
    auto query = access.database.query("SELECT position FROM events WHERE business = ? AND seq = ?");
    if (!query.bind(row.business).bind(row.created_seq).step())
        throw DatabaseError(SQLITE_CORRUPT, "an order's first event is not there");
    return {.id = row.id, .business = business, .text = read_order_text(access.database, query.integer(0))};
}

Decided settle(WriteAccess& access, Facts& facts, domain::Decision const& decision, bool is_about_business)
{
    project_settled(access, facts, decision);
    auto const& settled = std::get<Settled>(decision.outcome);
    auto const& business = facts.ledger->business;
    Decided decided{.outcome = settled};
    if (settled.how == Settled::How::replayed)
        decided.order = as_created(access, *facts.of_key, business.id);
    else if (settled.how == Settled::How::existing)
        decided.order = read_order(access.database, *facts.of_external_id, business.id);
    else
        decided.order = order_of(facts);
    if (is_about_business) decided.business = business;
    return decided;
}

Decided append(WriteAccess& access, Facts& facts, domain::Decision const& decision, Posted const& posted,
               std::size_t order_bytes)
{
    auto const& event = *decision.event();
    auto& ledger = *facts.ledger;
    auto const& zone = facts.named_zone != nullptr ? *facts.named_zone : *ledger.zone;
    auto encoded = forms::encode_event(event, zone);
    auto const* order = event.order();
    if (order != nullptr && encoded.data_size > order_bytes)
        return {.outcome = domain::order_too_large(order_bytes), .order = order_of(facts)};

    std::optional<ports::StoredOrder> now;
    if (order != nullptr)
        now = {order->id, ledger.business.id, order->status, order->version, std::string(encoded.data())};
    auto const channel = domain::ApiKeyId::parse(facts.row ? facts.row->posted_by : posted.credential);
    auto appended = access.ledgers.append(ledger, event, std::move(encoded), channel);
    project(access, facts, decision, event, appended.position, posted);

    Decided decided{.outcome = ports::Appended{std::move(appended.entry), event.priority}, .order = std::move(now)};
    if (event.business() != nullptr) decided.business = *event.business();
    return decided;
}

}

Decided commit_command(WriteAccess& access, domain::Command command, OnceKeys const& keys, std::size_t order_bytes)
{
    auto const about = domain::concern_of(command);
    auto facts = gather(access, about, keys);
    if (facts.is_unreadable()) return {.outcome = domain::refused(domain::Refusal::order_unreadable)};

    // What the command says is gone once it is decided.
    Posted posted{{}, {}, keys};
    if (about.once) posted = {std::string(about.once->credential), about.once->fingerprint, keys};
    bool const is_about_business = !about.order && !about.once;
    auto const limit = about.is_servers_own ? std::numeric_limits<std::size_t>::max() : order_bytes;

    auto decision = domain::decide(facts.state(), std::move(command), access.now);
    if (decision.event() != nullptr) return append(access, facts, decision, posted, limit);
    if (std::holds_alternative<Settled>(decision.outcome)) return settle(access, facts, decision, is_about_business);
    return {.outcome = std::get<domain::Refused>(std::move(decision.outcome)), .order = order_of(facts)};
}

base::Task<base::Result<Decided>> SqliteJournal::commit(domain::Command command)
{
    auto const keys = once_keys(domain::concern_of(command));
    return writer_.run<Decided>([command = std::move(command), keys,
                                 limit = order_bytes_](WriteAccess& access) mutable -> base::Result<Decided> {
        return commit_command(access, std::move(command), keys, limit);
    });
}

}
