// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/engine/rows.hpp"
#include "adapters/sqlite/people/business_store.hpp"
#include "adapters/sqlite/people/membership_store.hpp"
#include "adapters/sqlite/upkeep/archive_records.hpp"
#include "base/text.hpp"

namespace adapters::sqlite {

namespace {

/// What is wrong; nothing: it is stored.
using Written = std::optional<std::string>;

Written unknown(std::string const& what) { return "names " + what + " that is not there"; }

Written write(WriteAccess& access, domain::ArchivedUser const& user)
{
    auto const folded = base::ascii_lower(user.email);
    auto query = access.database.query("INSERT INTO users(id, email, email_folded, password_hash, phone, owner_name, "
                                       "is_admin, created_at, email_verified_at) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");
    query.bind(user.id).bind(std::string_view(user.email)).bind(std::string_view(folded));
    query.bind(std::string_view(user.password_hash)).bind(user.phone).bind(user.owner_name);
    query.bind(user.is_admin ? 1 : 0).bind(user.created_at).bind(user.email_verified_at).run();
    return {};
}

Written write(WriteAccess& access, domain::ArchivedBusiness const& archived)
{
    insert_business_row(access, archived.business);
    access.database
        .query("UPDATE businesses SET oldest = ?, read_version = ?, read_up_to = ?, marked_above = ? WHERE id = ?")
        .bind(archived.oldest)
        .bind(archived.read_version)
        .bind(archived.read_up_to)
        .bind(archived.marked_above)
        .bind(archived.business.id)
        .run();
    return {};
}

Written write(WriteAccess& access, domain::ArchivedMembership const& membership)
{
    insert_membership(access, membership.business, membership.user, membership.role, membership.joined_at);
    return {};
}

Written write(WriteAccess& access, domain::ArchivedApiKey const& key)
{
    auto query = access.database.query("INSERT INTO api_keys(id, business, name, scopes, hash, created_at, "
                                       "last_used_at) VALUES(?, ?, ?, ?, ?, ?, ?)");
    query.bind(key.id).bind(key.business).bind(std::string_view(key.name)).bind(static_cast<int>(key.scopes.bits));
    query.bind(std::span<std::uint8_t const>(key.hash)).bind(key.created_at);
    query.bind(key.last_used_at).run();
    return {};
}

/// Where the event's `data` stands in its text: it is the last member (forms::encode_event).
std::pair<std::size_t, std::size_t> data_place(domain::ArchivedEvent const& event)
{
    if (!event.text) return {0, 0};
    // Inside a JSON string no quote follows a comma without a backslash before it.
    constexpr std::string_view marker = R"(,"data":)";
    auto const at = event.text->find(marker);
    if (at == event.text->npos) return {0, 0};
    auto const begin = at + marker.size();
    return {begin, event.text->size() - begin - 1};
}

Written write(WriteAccess& access, domain::ArchivedEvent const& event)
{
    auto const business = number_of(access.database, event.business);
    if (!business) return unknown("a business");
    auto const [begin, size] = data_place(event);
    if (event.text && size == 0) return unknown("data of an event");
    auto query = access.database.query("INSERT INTO events(business, seq, type, occurred_at, last_number, order_id, "
                                       "data_begin, data_size, body, id) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    query.bind(*business).bind(event.seq).bind(static_cast<int>(event.type)).bind(event.occurred_at);
    query.bind(event.last_number).bind(event.order).bind(begin).bind(size);
    query.bind(event.text).bind(event.id).run();
    return {};
}

std::optional<std::int64_t> position_of(WriteAccess& access, std::int64_t business, std::uint64_t seq)
{
    auto query = access.database.query("SELECT position FROM events WHERE business = ? AND seq = ?");
    if (!query.bind(business).bind(seq).step()) return std::nullopt;
    return query.integer(0);
}

Written write(WriteAccess& access, domain::ArchivedOrder const& order)
{
    auto const business = number_of(access.database, order.business);
    if (!business) return unknown("a business");
    auto const latest = position_of(access, *business, order.latest_seq);
    if (!latest || !position_of(access, *business, order.created_seq)) return unknown("an event");
    auto query = access.database.query(
        "INSERT INTO orders(id, business, created_seq, created_at, status, version, latest, posted_by, idempotency, "
        "external, fingerprint, first_seen_at, first_seen_by, first_seen_device, due_at, reminded, anonymised_at) "
        "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    query.bind(order.id).bind(*business).bind(order.created_seq).bind(order.created_at);
    query.bind(static_cast<int>(order.status)).bind(order.version).bind(*latest);
    query.bind(std::string_view(order.posted_by)).bind(order.idempotency).bind(order.external);
    query.bind(std::span<std::uint8_t const>(order.fingerprint)).bind(order.first_seen_at);
    query.bind(order.first_seen_by).bind(order.first_seen_device).bind(order.due_at);
    query.bind(order.reminded).bind(order.anonymised_at).run();
    return {};
}

Written write(WriteAccess& access, domain::ArchivedMark const& mark)
{
    auto const business = number_of(access.database, mark.business);
    if (!business) return unknown("a business");
    access.database.query("INSERT INTO notification_marks(business, seq, is_deleted) VALUES(?, ?, ?)")
        .bind(*business)
        .bind(mark.seq)
        .bind(mark.is_deleted ? 1 : 0)
        .run();
    return {};
}

}

std::optional<std::string> write_record(WriteAccess& access, domain::ArchiveRecord const& record)
{
    return std::visit([&access](auto const& value) { return write(access, value); }, record);
}

}
