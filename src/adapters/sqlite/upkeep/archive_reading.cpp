// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/engine/rows.hpp"
#include "adapters/sqlite/upkeep/archive_records.hpp"

#include <array>

namespace adapters::sqlite {

namespace {

domain::ArchiveRecord user(Query const& row)
{
    return domain::ArchivedUser{.id = {row.uuid(0)},
                                .email = std::string(row.text(1)),
                                .password_hash = std::string(row.text(2)),
                                .phone = row.optional_text(3),
                                .owner_name = row.optional_text(4),
                                .is_admin = row.integer(5) != 0,
                                .created_at = row.instant(6),
                                .email_verified_at = row.optional_instant(7)};
}

domain::ArchiveRecord business(Query const& row)
{
    return domain::ArchivedBusiness{.business = parse_business(row.text(0)),
                                    .oldest = row.unsigned_integer(1),
                                    .read_version = row.unsigned_integer(2),
                                    .read_up_to = row.unsigned_integer(3),
                                    .marked_above = row.unsigned_integer(4)};
}

domain::ArchiveRecord membership(Query const& row)
{
    return domain::ArchivedMembership{
        {row.uuid(0)}, {row.uuid(1)}, static_cast<domain::Role>(row.integer(2)), row.instant(3)};
}

domain::ArchiveRecord api_key(Query const& row)
{
    return domain::ArchivedApiKey{.id = {row.uuid(0)},
                                  .business = {row.uuid(1)},
                                  .name = std::string(row.text(2)),
                                  .scopes = {static_cast<std::uint8_t>(row.integer(3))},
                                  .hash = row.bytes32(4),
                                  .created_at = row.instant(5),
                                  .last_used_at = row.optional_instant(6)};
}

domain::ArchiveRecord event(Query const& row)
{
    domain::ArchivedEvent event{.business = {row.uuid(0)},
                                .seq = row.unsigned_integer(1),
                                .type = static_cast<domain::EventType>(row.integer(2)),
                                .occurred_at = row.instant(3),
                                .last_number = row.unsigned_integer(4),
                                .order = {},
                                .id = {},
                                .text = row.optional_text(7)};
    if (!row.is_null(5)) event.order = domain::OrderId{row.uuid(5)};
    if (!row.is_null(6)) event.id = domain::EventId{row.uuid(6)};
    return event;
}

domain::ArchiveRecord order(Query const& row)
{
    domain::ArchivedOrder order{.id = {row.uuid(0)},
                                .business = {row.uuid(1)},
                                .created_seq = row.unsigned_integer(2),
                                .latest_seq = row.unsigned_integer(3),
                                .created_at = row.instant(4),
                                .status = static_cast<domain::OrderStatus>(row.integer(5)),
                                .version = static_cast<std::uint32_t>(row.integer(6)),
                                .posted_by = std::string(row.text(7)),
                                .idempotency = {},
                                .external = {},
                                .fingerprint = row.bytes32(10),
                                .first_seen_at = row.optional_instant(11),
                                .first_seen_by = row.optional_text(12),
                                .first_seen_device = row.optional_text(13),
                                .due_at = row.optional_instant(14),
                                .reminded = row.integer(15),
                                .anonymised_at = row.optional_instant(16)};
    if (!row.is_null(8)) order.idempotency = row.bytes16(8);
    if (!row.is_null(9)) order.external = row.bytes16(9);
    return order;
}

domain::ArchiveRecord mark(Query const& row)
{
    return domain::ArchivedMark{{row.uuid(0)}, row.unsigned_integer(1), row.integer(2) != 0};
}

constexpr auto users_sql = "SELECT id, email, password_hash, phone, owner_name, is_admin, created_at, "
                           "email_verified_at FROM users ORDER BY id";
constexpr auto businesses_sql = "SELECT body, oldest, read_version, read_up_to, marked_above FROM businesses "
                                "WHERE deleted_at IS NULL ORDER BY id";
constexpr auto memberships_sql = "SELECT user, business, role, joined_at FROM memberships ORDER BY user, business";
constexpr auto api_keys_sql =
    "SELECT id, business, name, scopes, hash, created_at, last_used_at FROM api_keys ORDER BY id";
constexpr auto events_sql = "SELECT b.id, e.seq, e.type, e.occurred_at, e.last_number, e.order_id, e.id, e.body "
                            "FROM events e JOIN businesses b ON b.number = e.business "
                            "WHERE b.deleted_at IS NULL ORDER BY e.position";
constexpr auto orders_sql =
    "SELECT o.id, b.id, o.created_seq, l.seq, o.created_at, o.status, o.version, o.posted_by, o.idempotency, "
    "o.external, o.fingerprint, o.first_seen_at, o.first_seen_by, o.first_seen_device, o.due_at, o.reminded, "
    "o.anonymised_at "
    "FROM orders o JOIN businesses b ON b.number = o.business JOIN events l ON l.position = o.latest "
    "WHERE b.deleted_at IS NULL ORDER BY o.id";
constexpr auto marks_sql = "SELECT b.id, m.seq, m.is_deleted FROM notification_marks m "
                           "JOIN businesses b ON b.number = m.business WHERE b.deleted_at IS NULL ORDER BY b.id, m.seq";

/// The kinds, in the order of domain::ArchiveRecord.
struct Kind {
    char const* sql;
    domain::ArchiveRecord (*read)(Query const& row);
};
constexpr std::array kinds = {
    Kind{users_sql, user},       Kind{businesses_sql, business}, Kind{memberships_sql, membership},
    Kind{api_keys_sql, api_key}, Kind{events_sql, event},        Kind{orders_sql, order},
    Kind{marks_sql, mark},
};

}

ArchivedRecords::ArchivedRecords(std::unique_ptr<Database> database)
    : database_(std::move(database)), one_moment_(*database_)
{
    database_->query("SELECT 1 FROM users LIMIT 1").step();  // The moment is that of the first read.
}

ports::Archive::Batch ArchivedRecords::next(std::size_t limit)
{
    ports::Archive::Batch batch;
    while (batch.size() < limit && kind_ < kinds.size()) {
        if (!rows_) rows_.emplace(*database_, kinds[kind_].sql);
        if (rows_->query.step()) {
            batch.push_back(kinds[kind_].read(rows_->query));
        } else {
            rows_.reset();
            ++kind_;
        }
    }
    return batch;
}

}
