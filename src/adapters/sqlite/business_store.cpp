// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/business_store.hpp"

#include "adapters/sqlite/rows.hpp"
#include "base/random.hpp"
#include "json/business.hpp"
#include "json/event.hpp"

namespace adapters::sqlite {

namespace {

constexpr std::size_t epoch_bytes = 9;

domain::Business parse(std::string_view body)
{
    auto business = json::parse_stored_business(body);
    if (!business) throw DatabaseError(SQLITE_CORRUPT, "a stored business cannot be read: " + business.error().detail);
    return std::move(*business);
}

base::Result<domain::Business> change_business(WriteAccess& access, domain::BusinessId id,
                                               domain::ChangeBusiness& command)
{
    auto* const ledger = access.ledgers.find(id);
    if (!ledger) return std::unexpected(business_not_found());
    auto const& zone = command.patch.timezone ? access.ledgers.zone(*command.patch.timezone) : *ledger->zone;
    auto const event = domain::decide(ledger->business, zone, ledger->log, std::move(command), access.now);
    if (!event) return std::unexpected(event.error());
    if (!*event) return ledger->business;

    access.ledgers.append(*ledger, **event, json::encode_event(**event, zone));
    std::string body;
    json::append_business(body, ledger->business);
    access.database.query("UPDATE businesses SET body = ? WHERE number = ?")
        .bind(std::string_view(body))
        .bind(ledger->number)
        .run();
    return ledger->business;
}

}

void insert_business(WriteAccess& access, domain::Business const& business, domain::UserId owner)
{
    std::string body;
    json::append_business(body, business);
    auto const epoch = base::random_token(epoch_bytes);
    access.database.query("INSERT INTO businesses(id, epoch, body) VALUES(?, ?, ?)")
        .bind(business.id)
        .bind(std::string_view(epoch))
        .bind(std::string_view(body))
        .run();
    access.database.query("INSERT INTO memberships(user, business, role) VALUES(?, ?, ?)")
        .bind(owner)
        .bind(business.id)
        .bind(static_cast<int>(domain::Role::owner))
        .run();
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
        auto query = database.query("SELECT body FROM businesses WHERE id = ?");
        if (!query.bind(id).step()) return std::unexpected(business_not_found());
        return parse(query.text(0));
    });
}

base::Task<base::Result<ports::BusinessStore::Page>> SqliteBusinessStore::list_of(domain::UserId user,
                                                                                  std::size_t limit,
                                                                                  std::optional<std::string> cursor)
{
    auto before = domain::BusinessId{};
    before.uuid.bytes.fill(0xff);
    if (cursor) {
        auto const id = domain::BusinessId::parse(*cursor);
        if (!id)
            co_return base::failure(base::FailureKind::malformed, "cursor_unreadable",
                                    "cursor: not one that this list gave");
        before = *id;
    }
    co_return readers_.run<Page>([&](Database& database) -> base::Result<Page> {
        // Ids rise with time: newest first is by id.
        auto query = database.query("SELECT b.body FROM memberships m JOIN businesses b ON b.id = m.business "
                                    "WHERE m.user = ? AND m.business < ? ORDER BY m.business DESC LIMIT ?");
        query.bind(user).bind(before).bind(static_cast<std::int64_t>(limit + 1));
        Page page;
        while (query.step()) {
            if (page.businesses.size() == limit) {
                page.next = page.businesses.back().id.text();
                break;
            }
            page.businesses.push_back(parse(query.text(0)));
        }
        return page;
    });
}

base::Task<base::Result<domain::Business>> SqliteBusinessStore::change(domain::BusinessId id,
                                                                       domain::ChangeBusiness command)
{
    return writer_.run<domain::Business>([id, command = std::move(command)](WriteAccess& access) mutable {
        return change_business(access, id, command);
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
