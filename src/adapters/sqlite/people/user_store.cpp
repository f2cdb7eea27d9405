// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/people/user_store.hpp"

#include "adapters/sqlite/people/business_store.hpp"
#include "base/text.hpp"
#include "domain/failures.hpp"

namespace adapters::sqlite {

namespace {

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
        .created_at = query.instant(6),
        .email_verified_at = query.optional_instant(7),
        .credential_version = query.unsigned_integer(8),
    };
}

}

std::optional<ports::User> find_user(Database& database, domain::UserId id)
{
    auto query = database.query("SELECT id, email, password_hash, phone, owner_name, is_admin, created_at, "
                                "email_verified_at, credential_version FROM users WHERE id = ?");
    return read_user(query.bind(id));
}

std::optional<ports::User> find_user_by_email(Database& database, std::string_view email)
{
    auto const folded = base::ascii_lower(email);
    auto query = database.query("SELECT id, email, password_hash, phone, owner_name, is_admin, created_at, "
                                "email_verified_at, credential_version FROM users WHERE email_folded = ?");
    return read_user(query.bind(std::string_view(folded)));
}

base::Task<base::Result<void>> SqliteUserStore::create(ports::User user, std::optional<domain::Business> business)
{
    return writer_.run<void>([user = std::move(user), business = std::move(business),
                              folded = std::string()](WriteAccess& access) mutable -> base::Result<void> {
        folded = base::ascii_lower(user.email);
        auto taken = access.database.query("SELECT 1 FROM users WHERE email_folded = ?");
        if (taken.bind(std::string_view(folded)).step()) return std::unexpected(domain::email_taken());
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
            .bind(user.created_at)
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
        if (!user) return std::unexpected(domain::user_not_found());
        return std::move(*user);
    });
}

base::Task<base::Result<ports::User>> SqliteUserStore::set_admin(domain::UserId id, bool is_admin)
{
    return writer_.run<ports::User>([id, is_admin](WriteAccess& access) -> base::Result<ports::User> {
        access.database.query("UPDATE users SET is_admin = ? WHERE id = ?").bind(is_admin ? 1 : 0).bind(id).run();
        auto user = find_user(access.database, id);
        if (!user) return std::unexpected(domain::user_not_found());
        return std::move(*user);
    });
}

}
