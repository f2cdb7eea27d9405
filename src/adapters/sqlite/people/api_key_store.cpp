// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/people/api_key_store.hpp"

#include "adapters/sqlite/engine/rows.hpp"

namespace adapters::sqlite {

namespace {

ports::ApiKey read_key(Query const& query)
{
    return {
        .id = {query.uuid(0)},
        .business = {query.uuid(1)},
        .name = std::string(query.text(2)),
        .scopes = {static_cast<std::uint8_t>(query.integer(3))},
        .hash = query.bytes32(4),
        .created_at = query.instant(5),
        .last_used_at = query.optional_instant(6),
    };
}

}

base::Task<base::Result<void>> SqliteApiKeyStore::create(ports::ApiKey key)
{
    return writer_.run<void>([key = std::move(key)](WriteAccess& access) -> base::Result<void> {
        if (!access.ledgers.find(key.business)) return std::unexpected(business_not_found());
        auto count = access.database.query("SELECT count(*) FROM api_keys WHERE business = ?");
        count.bind(key.business).step();
        if (count.unsigned_integer(0) >= max_per_business)
            return base::failure(base::FailureKind::conflict, "too_many_api_keys",
                                 "the business has 100 API keys; delete one first");
        access.database
            .query("INSERT INTO api_keys(id, business, name, scopes, hash, created_at) VALUES(?, ?, ?, ?, ?, ?)")
            .bind(key.id)
            .bind(key.business)
            .bind(std::string_view(key.name))
            .bind(static_cast<int>(key.scopes.bits))
            .bind(std::span<std::uint8_t const>(key.hash))
            .bind(key.created_at)
            .run();
        return {};
    });
}

base::Task<base::Result<std::vector<ports::ApiKey>>> SqliteApiKeyStore::list_of(domain::BusinessId business)
{
    co_return readers_.run<std::vector<ports::ApiKey>>(
        [business](Database& database) -> base::Result<std::vector<ports::ApiKey>> {
            auto query =
                database.query("SELECT id, business, name, scopes, hash, created_at, last_used_at FROM api_keys "
                               "WHERE business = ? ORDER BY id");
            query.bind(business);
            std::vector<ports::ApiKey> keys;
            while (query.step()) keys.push_back(read_key(query));
            return keys;
        });
}

base::Task<base::Result<void>> SqliteApiKeyStore::remove(domain::BusinessId business, domain::ApiKeyId id)
{
    return writer_.run<void>([business, id](WriteAccess& access) -> base::Result<void> {
        auto query = access.database.query("DELETE FROM api_keys WHERE id = ? AND business = ?");
        query.bind(id).bind(business).run();
        if (sqlite3_changes(access.database.handle()) == 0)
            return base::failure(base::FailureKind::not_found, "api_key_not_found", "there is no such API key");
        access.ledgers.revoke({.api_key = id});
        return {};
    });
}

base::Task<base::Result<std::optional<ports::ApiKey>>> SqliteApiKeyStore::find_by_hash(base::Bytes32 hash)
{
    co_return readers_.run<std::optional<ports::ApiKey>>(
        [&hash](Database& database) -> base::Result<std::optional<ports::ApiKey>> {
            auto query = database.query(
                "SELECT id, business, name, scopes, hash, created_at, last_used_at FROM api_keys WHERE hash = ?");
            if (!query.bind(std::span<std::uint8_t const>(hash)).step()) return std::nullopt;
            return read_key(query);
        });
}

void SqliteApiKeyStore::note_use(domain::ApiKeyId id, base::Instant minute)
{
    writer_.run_unattended([id, minute](WriteAccess& access) {
        access.database.query("UPDATE api_keys SET last_used_at = ? WHERE id = ? AND coalesce(last_used_at, 0) < ?1")
            .bind(minute)
            .bind(id)
            .run();
    });
}

}
