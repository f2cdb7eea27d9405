// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/people/identity_store.hpp"

#include "adapters/sqlite/engine/rows.hpp"
#include "adapters/sqlite/people/business_store.hpp"
#include "base/text.hpp"

namespace adapters::sqlite {

namespace {

std::optional<base::Instant> optional_instant(Query const& query, int column)
{
    if (query.is_null(column)) return std::nullopt;
    return base::from_micros(query.integer(column));
}

std::optional<ports::User> read_user(Query& query)
{
    if (!query.step()) return std::nullopt;
    return ports::User{
        .id = {query.uuid(0)},
        .email = std::string(query.text(1)),
        .password_hash = std::string(query.text(2)),
        .phone = query.optional_text(3),
        .owner_name = query.optional_text(4),
        .is_admin = query.integer(5) != 0,
        .created_at = base::from_micros(query.integer(6)),
        .email_verified_at = optional_instant(query, 7),
    };
}

ports::ApiKey read_key(Query const& query)
{
    ports::ApiKey key{
        .id = {query.uuid(0)},
        .business = {query.uuid(1)},
        .name = std::string(query.text(2)),
        .scopes = {static_cast<std::uint8_t>(query.integer(3))},
        .hash = query.bytes32(4),
        .created_at = base::from_micros(query.integer(5)),
        .last_used_at = {},
    };
    if (!query.is_null(6)) key.last_used_at = base::from_micros(query.integer(6));
    return key;
}

}

std::optional<ports::User> find_user(Database& database, domain::UserId id)
{
    auto query = database.query("SELECT id, email, password_hash, phone, owner_name, is_admin, created_at, "
                                "email_verified_at FROM users WHERE id = ?");
    return read_user(query.bind(id));
}

std::optional<ports::User> find_user_by_email(Database& database, std::string_view email)
{
    auto const folded = base::ascii_lower(email);
    auto query = database.query("SELECT id, email, password_hash, phone, owner_name, is_admin, created_at, "
                                "email_verified_at FROM users WHERE email_folded = ?");
    return read_user(query.bind(std::string_view(folded)));
}

base::Task<base::Result<void>> SqliteUserStore::create(ports::User user, std::optional<domain::Business> business)
{
    return writer_.run<void>([user = std::move(user), business = std::move(business),
                              folded = std::string()](WriteAccess& access) mutable -> base::Result<void> {
        folded = base::ascii_lower(user.email);
        auto taken = access.database.query("SELECT 1 FROM users WHERE email_folded = ?");
        if (taken.bind(std::string_view(folded)).step())
            return base::failure(base::FailureKind::conflict, "email_taken", "this email is registered already");
        access.database
            .query("INSERT INTO users(id, email, email_folded, password_hash, phone, owner_name, is_admin, created_at) "
                   "VALUES(?, ?, ?, ?, ?, ?, ?, ?)")
            .bind(user.id)
            .bind(std::string_view(user.email))
            .bind(std::string_view(folded))
            .bind(std::string_view(user.password_hash))
            .bind(user.phone)
            .bind(user.owner_name)
            .bind(user.is_admin ? 1 : 0)
            .bind(base::to_micros(user.created_at))
            .run();
        if (business) insert_business(access, *business, user.id);
        return {};
    });
}

base::Task<base::Result<std::optional<ports::User>>> SqliteUserStore::find_by_email(std::string email)
{
    co_return readers_.run<std::optional<ports::User>>(
        [&email](Database& database) -> base::Result<std::optional<ports::User>> {
            return find_user_by_email(database, email);
        });
}

base::Task<base::Result<std::optional<ports::User>>> SqliteUserStore::find(domain::UserId id)
{
    co_return readers_.run<std::optional<ports::User>>(
        [id](Database& database) -> base::Result<std::optional<ports::User>> { return find_user(database, id); });
}

base::Task<base::Result<ports::User>> SqliteUserStore::change_profile(
    domain::UserId id, std::optional<std::optional<std::string>> phone,
    std::optional<std::optional<std::string>> owner_name)
{
    return writer_.run<ports::User>([id, phone = std::move(phone), owner_name = std::move(owner_name)](
                                        WriteAccess& access) -> base::Result<ports::User> {
        if (phone) access.database.query("UPDATE users SET phone = ? WHERE id = ?").bind(*phone).bind(id).run();
        if (owner_name)
            access.database.query("UPDATE users SET owner_name = ? WHERE id = ?").bind(*owner_name).bind(id).run();
        auto user = find_user(access.database, id);
        if (!user) return base::failure(base::FailureKind::not_found, "user_not_found", "there is no such user");
        return std::move(*user);
    });
}

base::Task<base::Result<ports::User>> SqliteUserStore::set_admin(domain::UserId id, bool is_admin)
{
    return writer_.run<ports::User>([id, is_admin](WriteAccess& access) -> base::Result<ports::User> {
        access.database.query("UPDATE users SET is_admin = ? WHERE id = ?").bind(is_admin ? 1 : 0).bind(id).run();
        auto user = find_user(access.database, id);
        if (!user) return base::failure(base::FailureKind::not_found, "user_not_found", "there is no such user");
        return std::move(*user);
    });
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
            .bind(base::to_micros(key.created_at))
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
            .bind(base::to_micros(minute))
            .bind(id)
            .run();
    });
}

}
