// SPDX-License-Identifier: Apache-2.0
#include "usecases/accounts.hpp"

#include "domain/failures.hpp"
#include "usecases/password_rules.hpp"

namespace usecases {

Accounts::Accounts(ports::UserStore& users, ports::SessionStore& sessions, ports::CredentialStore& credentials,
                   ports::PasswordHasher& hasher)
    : users_(users), sessions_(sessions), credentials_(credentials), hasher_(hasher)
{
}

base::Task<base::Result<ports::User>> Accounts::find(std::string email)
{
    auto found = co_await users_.find_by_email(std::move(email));
    if (!found) co_return std::unexpected(found.error());
    if (!*found) co_return std::unexpected(domain::user_not_found());
    co_return std::move(**found);
}

base::Task<base::Result<ports::User>> Accounts::set_admin(std::string email, bool is_admin)
{
    auto const user = co_await find(std::move(email));
    if (!user) co_return user;
    co_return co_await users_.set_admin(user->id, is_admin);
}

base::Task<base::Result<ports::User>> Accounts::set_password(std::string email, std::string password)
{
    if (auto const weakness = weakness_of(password))
        co_return base::invalid_field("/password", "weak_password", std::string(*weakness));
    auto const user = co_await find(std::move(email));
    if (!user) co_return user;
    auto const hash = co_await hasher_.hash(std::move(password));
    if (!hash) co_return std::unexpected(hash.error());
    ports::PasswordChange change{user->id, user->credential_version, *hash, std::nullopt};
    auto const changed = co_await credentials_.change_password(std::move(change));
    if (!changed) co_return std::unexpected(changed.error());
    if (!*changed)
        co_return base::failure(base::FailureKind::conflict, "password_changed",
                                "Somebody changed the password at this moment; try again.");
    co_return user;
}

base::Task<base::Result<ports::User>> Accounts::sign_out(std::string email)
{
    auto const user = co_await find(std::move(email));
    if (!user) co_return user;
    auto const ended = co_await sessions_.end_all(user->id, std::nullopt);
    if (!ended) co_return std::unexpected(ended.error());
    co_return user;
}

}
