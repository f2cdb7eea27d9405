// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/engine/ledgers.hpp"

#include "adapters/sqlite/engine/rows.hpp"

#include <limits>

namespace adapters::sqlite {

namespace {

/// When an order's acceptance clock began to run: exact but for scheduled orders, the clock of which begins at most
/// `longest` before it ends (accept_within_s). Reading every order for it would delay the start.
base::Instant probable_start(base::Instant created_at, base::Instant due_at, std::int64_t reminded)
{
    constexpr std::chrono::hours longest{2};
    if (due_at - created_at <= longest) return created_at;
    return reminded == 0 ? due_at : due_at - longest;
}

}

void Ledgers::load()
{
    auto query = database_.query("SELECT id, business, created_seq, status, idempotency, external, due_at, created_at, "
                                 "reminded FROM orders");
    while (query.step()) {
        domain::OrderId const id{query.uuid(0)};
        if (domain::is_open(static_cast<domain::OrderStatus>(query.integer(3))))
            open_orders_.add(query.integer(1), {query.unsigned_integer(2), id});
        if (!query.is_null(4)) keys_.insert(query.bytes16(4), id);
        if (!query.is_null(5)) keys_.insert(query.bytes16(5), id);
        if (query.is_null(6)) continue;
        auto const due_at = query.instant(6);
        due_orders_.reschedule(id, std::nullopt, due_at, probable_start(query.instant(7), due_at, query.integer(8)));
    }
}

Ledger* Ledgers::find(domain::BusinessId id)
{
    if (auto const known = ledgers_.find(id); known != ledgers_.end()) return known->second.get();

    auto query = database_.query("SELECT number, oldest, body, read_version, read_up_to, marked_above "
                                 "FROM businesses WHERE id = ? AND deleted_at IS NULL");
    if (!query.bind(id).step()) return nullptr;
    auto ledger = std::make_unique<Ledger>(
        Ledger{.number = query.integer(0),
               .business = parse_business(query.text(2)),
               .log = {},
               .oldest = query.unsigned_integer(1),
               .marks = {query.unsigned_integer(3), query.unsigned_integer(4), query.unsigned_integer(5)}});
    ledger->zone = &zone(ledger->business.timezone);

    auto newest = database_.query("SELECT seq, last_number FROM events WHERE business = ? ORDER BY seq DESC LIMIT 1");
    if (newest.bind(ledger->number).step()) ledger->log = {newest.unsigned_integer(0), newest.unsigned_integer(1)};
    // Only a whole one: reading it may have failed at any line above.
    return ledgers_.emplace(id, std::move(ledger)).first->second.get();
}

Ledger* Ledgers::find_by_number(std::int64_t number)
{
    auto query = database_.query("SELECT id FROM businesses WHERE number = ?");
    return query.bind(number).step() ? find(domain::BusinessId{query.uuid(0)}) : nullptr;
}

Ledgers::Appended Ledgers::append(Ledger& ledger, domain::Event const& event, forms::EncodedEvent encoded,
                                  std::optional<domain::ApiKeyId> channel)
{
    auto const text = std::make_shared<std::string const>(std::move(encoded.text));
    auto const order = event.order_id();  // Bound by its address.
    auto query = database_.query(
        "INSERT INTO events(business, seq, type, occurred_at, last_number, order_id, data_begin, data_size, body, "
        "id) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    query.bind(ledger.number)
        .bind(event.seq)
        .bind(static_cast<int>(event.type))
        .bind(event.occurred_at)
        .bind(event.last_number);
    query.bind(order).bind(encoded.data_begin).bind(encoded.data_size).bind(std::string_view(*text));
    query.bind(event.id).run();

    ++changes_;
    ledger.log = {event.seq, event.last_number};
    if (auto const* business = event.business()) {
        ledger.business = *business;
        ledger.zone = &zone(business->timezone);
    }
    ports::LogEntry const entry{event.seq, event.type, text, channel};
    committed_.push_back({ledger.business.id, entry});
    return {sqlite3_last_insert_rowid(database_.handle()), entry};
}

void Ledgers::remember(OnceKey const& key, domain::OrderId order)
{
    keys_.insert(key, order);
    remembered_.push_back(key);
}

void Ledgers::set_oldest(Ledger& ledger, std::uint64_t oldest)
{
    ++changes_;
    ledger.oldest = oldest;
    database_.query("UPDATE businesses SET oldest = ? WHERE number = ?").bind(oldest).bind(ledger.number).run();
}

void Ledgers::set_marks(Ledger& ledger, ports::ReadMarks marks)
{
    ++changes_;
    ledger.marks = marks;
    database_.query("UPDATE businesses SET read_version = ?, read_up_to = ?, marked_above = ? WHERE number = ?")
        .bind(marks.version)
        .bind(marks.read_up_to)
        .bind(marks.marked_above)
        .bind(ledger.number)
        .run();
    marked_.push_back({ledger.business.id, marks});
}

bool Ledgers::has_open_orders(Ledger const& ledger) const
{
    // Those closed in this transaction stay among the open ones until the commit.
    for (auto const& order : open_orders_.after(ledger.number, 0, std::numeric_limits<std::size_t>::max())) {
        auto query = database_.query("SELECT status FROM orders WHERE id = ?");
        if (query.bind(order.id).step() && domain::is_open(static_cast<domain::OrderStatus>(query.integer(0))))
            return true;
    }
    return false;
}

void Ledgers::opened(std::int64_t business, OpenOrder order)
{
    open_orders_.add(business, order);
    opened_.emplace_back(business, order);
}

Ledgers::Mark Ledgers::mark() const
{
    return {changes_,          committed_.size(), remembered_.size(),  opened_.size(), closed_.size(),
            forgotten_.size(), revoked_.size(),   rescheduled_.size(), marked_.size()};
}

void Ledgers::roll_back_to(Mark const& mark)
{
    for (std::size_t i = mark.remembered; i < remembered_.size(); ++i) keys_.erase(remembered_[i]);
    for (std::size_t i = mark.opened; i < opened_.size(); ++i)
        open_orders_.remove(opened_[i].first, opened_[i].second.created_seq);
    committed_.resize(mark.committed);
    remembered_.resize(mark.remembered);
    opened_.resize(mark.opened);
    closed_.resize(mark.closed);
    forgotten_.resize(mark.forgotten);
    revoked_.resize(mark.revoked);
    rescheduled_.resize(mark.rescheduled);
    marked_.resize(mark.marked);
    if (changes_ == mark.changes) return;
    // Whatever a ledger had moved to is gone: read it again from the file.
    ledgers_.clear();
    changes_ = mark.changes;
}

Ledgers::News Ledgers::commit()
{
    for (auto const& key : forgotten_) keys_.erase(key);
    for (auto const& [business, created_seq] : closed_) open_orders_.remove(business, created_seq);
    for (auto const& order : rescheduled_)
        due_orders_.reschedule(order.order, order.before, order.after, order.started);
    rescheduled_.clear();
    remembered_.clear();
    forgotten_.clear();
    opened_.clear();
    closed_.clear();
    changes_ = 0;
    return {std::exchange(committed_, {}), std::exchange(revoked_, {}), std::exchange(marked_, {})};
}

}
