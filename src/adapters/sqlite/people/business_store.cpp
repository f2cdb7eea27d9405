// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/people/business_store.hpp"

#include "adapters/sqlite/engine/rows.hpp"
#include "adapters/sqlite/people/membership_store.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "forms/business.hpp"

namespace adapters::sqlite {

namespace {

constexpr std::size_t epoch_bytes = 9;

std::optional<base::Instant> intake_due(WriteAccess& access, domain::Business const& business)
{
    return domain::next_intake_change(business, access.ledgers.zone(business.timezone), access.now);
}

/// Ids rise with time: newest first is by id, and a cursor is the last id that was seen.
base::Result<domain::BusinessId> read_cursor(std::optional<std::string> const& cursor)
{
    domain::BusinessId newest;
    newest.uuid.bytes.fill(0xff);
    if (!cursor) return newest;
    if (auto const id = domain::BusinessId::parse(*cursor)) return *id;
    return std::unexpected(domain::cursor_unreadable());
}

/// So that a search for what hardly anybody has does not hold a core for long.
constexpr std::int64_t most_looked_at = 5'000;

bool is_wanted(sqlite::Query const& row, ports::BusinessStore::Query const& wanted, std::string const& text)
{
    if (wanted.status && row.integer(1) != static_cast<int>(*wanted.status)) return false;
    if (wanted.type && row.integer(2) != static_cast<int>(*wanted.type)) return false;
    return text.empty() || row.text(3).contains(text);
}

}

void insert_business_row(WriteAccess& access, domain::Business const& business)
{
    std::string body;
    forms::append_business(body, business);
    auto const epoch = base::random_token(epoch_bytes);
    auto const name = base::ascii_lower(business.name);
    access.database
        .query("INSERT INTO businesses(id, epoch, body, status, type, name_folded, intake_due) "
               "VALUES(?, ?, ?, ?, ?, ?, ?)")
        .bind(business.id)
        .bind(std::string_view(epoch))
        .bind(std::string_view(body))
        .bind(static_cast<int>(business.status))
        .bind(static_cast<int>(business.type))
        .bind(std::string_view(name))
        .bind(intake_due(access, business))
        .run();
}

void insert_business(WriteAccess& access, domain::Business const& business, domain::UserId owner)
{
    insert_business_row(access, business);
    insert_membership(access, business.id, owner, domain::Role::owner, business.created_at);
}

base::Task<base::Result<void>> SqliteBusinessStore::create(domain::Business business, domain::UserId owner)
{
    return writer_.run<void>([business = std::move(business), owner](WriteAccess& access) -> base::Result<void> {
        insert_business(access, business, owner);
        return {};
    });
}

base::Task<base::Result<domain::Business>> SqliteBusinessStore::find(domain::BusinessId id)
{
    co_return readers_.run<domain::Business>([id](Database& database) -> base::Result<domain::Business> {
        auto query = database.query("SELECT body FROM businesses WHERE id = ? AND deleted_at IS NULL");
        if (!query.bind(id).step()) return std::unexpected(business_not_found());
        return parse_business(query.text(0));
    });
}

base::Task<base::Result<ports::BusinessStore::Page>> SqliteBusinessStore::list_of(domain::UserId user,
                                                                                  std::size_t limit,
                                                                                  std::optional<std::string> cursor)
{
    auto const before = read_cursor(cursor);
    if (!before) co_return std::unexpected(before.error());
    co_return readers_.run<Page>([&](Database& database) -> base::Result<Page> {
        auto query = database.query("SELECT b.body FROM memberships m JOIN businesses b ON b.id = m.business "
                                    "WHERE m.user = ? AND m.business < ? ORDER BY m.business DESC LIMIT ?");
        query.bind(user).bind(*before).bind(static_cast<std::int64_t>(limit + 1));
        Page page;
        while (query.step()) {
            if (page.businesses.size() == limit) {
                page.next = page.businesses.back().id.text();
                break;
            }
            page.businesses.push_back(parse_business(query.text(0)));
        }
        return page;
    });
}

base::Task<base::Result<ports::BusinessStore::Page>> SqliteBusinessStore::list(Query query)
{
    auto const before = read_cursor(query.cursor);
    if (!before) co_return std::unexpected(before.error());
    auto const text = base::ascii_lower(query.text.value_or(""));
    co_return readers_.run<Page>([&](Database& database) -> base::Result<Page> {
        auto rows = database.query("SELECT id, status, type, name_folded, body FROM businesses "
                                   "WHERE id < ? AND deleted_at IS NULL ORDER BY id DESC LIMIT ?");
        rows.bind(*before).bind(most_looked_at);
        Page page;
        domain::BusinessId last;
        std::int64_t count = 0;
        for (; rows.step(); ++count) {
            if (page.businesses.size() == query.limit) {
                page.next = last.text();
                return page;
            }
            last = {rows.uuid(0)};
            if (is_wanted(rows, query, text)) page.businesses.push_back(parse_business(rows.text(4)));
        }
        if (count == most_looked_at) page.next = last.text();
        return page;
    });
}

base::Task<base::Result<std::vector<domain::BusinessId>>> SqliteBusinessStore::due_intakes(base::Instant now,
                                                                                           std::size_t limit)
{
    co_return readers_.run<std::vector<domain::BusinessId>>(
        [now, limit](Database& database) -> base::Result<std::vector<domain::BusinessId>> {
            auto query = database.query(
                "SELECT id FROM businesses WHERE intake_due <= ? AND deleted_at IS NULL ORDER BY intake_due LIMIT ?");
            query.bind(now).bind(static_cast<std::int64_t>(limit));
            std::vector<domain::BusinessId> due;
            while (query.step()) due.push_back({query.uuid(0)});
            return due;
        });
}

base::Task<base::Result<std::optional<domain::Role>>> SqliteBusinessStore::role_of(domain::UserId user,
                                                                                   domain::BusinessId business)
{
    co_return readers_.run<std::optional<domain::Role>>(
        [&](Database& database) -> base::Result<std::optional<domain::Role>> {
            auto query = database.query("SELECT role FROM memberships WHERE user = ? AND business = ?");
            if (!query.bind(user).bind(business).step()) return std::nullopt;
            return static_cast<domain::Role>(query.integer(0));
        });
}

}
