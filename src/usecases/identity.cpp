// SPDX-License-Identifier: Apache-2.0
#include "usecases/identity.hpp"

#include "domain/failures.hpp"
#include "usecases/contact.hpp"
#include "usecases/password_rules.hpp"

namespace usecases {

namespace {

base::Result<void> check_credentials(std::string_view email, std::string_view password)
{
    base::Failure failure{base::FailureKind::invalid, "validation_failed", "Some fields are not valid."};
    if (!is_email(email)) failure.fields.push_back({"/email", "invalid", "is not an email address"});
    if (auto const weakness = weakness_of(password))
        failure.fields.push_back({"/password", "weak_password", std::string(*weakness)});
    if (!failure.fields.empty()) return std::unexpected(std::move(failure));
    return {};
}

/// For an account that went away while its session was still good.
auto no_such_user() { return std::unexpected(domain::access_token_invalid()); }

}

Identity::Identity(ports::UserStore& users, ports::PasswordHasher& hasher, Businesses const& businesses,
                   Sessions& sessions, Passwords& passwords, ports::Clock const& clock)
    : users_(users), hasher_(hasher), businesses_(businesses), sessions_(sessions), passwords_(passwords), clock_(clock)
{
}

base::Task<base::Result<Identity::Registered>> Identity::register_user(NewUser user)
{
    if (auto const checked = check_credentials(user.email, user.password); !checked)
        co_return std::unexpected(checked.error());
    Registered registered;
    if (user.business) {
        auto business = businesses_.opened(std::move(*user.business), "/business");
        if (!business) co_return std::unexpected(business.error());
        registered.business = std::move(*business);
    }

    // Spares the hasher; what decides is the store's own check below.
    auto const known = co_await users_.find_by_email(user.email);
    if (!known) co_return std::unexpected(known.error());
    if (*known) co_return std::unexpected(domain::email_taken());

    auto hash = co_await hasher_.hash(std::move(user.password));
    if (!hash) co_return std::unexpected(hash.error());

    auto const now = clock_.now();
    registered.user = {domain::UserId::make(now),
                       std::move(user.email),
                       std::move(*hash),
                       std::move(user.phone),
                       std::move(user.owner_name),
                       user.is_admin,
                       now};
    auto const stored = co_await users_.create(registered.user, registered.business);
    if (!stored) co_return std::unexpected(stored.error());
    co_await passwords_.offer_verification(registered.user);
    co_return registered;
}

base::Task<base::Result<Sessions::Tokens>> Identity::log_in(Login login)
{
    auto const user = co_await users_.find_by_email(login.email);
    if (!user) co_return std::unexpected(user.error());

    std::optional<std::string> hash;
    if (*user) hash = (*user)->password_hash;
    auto const matches = co_await hasher_.verify(std::move(login.password), std::move(hash));
    if (!matches) co_return std::unexpected(matches.error());
    if (!*matches || !*user) co_return std::unexpected(domain::bad_credentials());

    co_return co_await sessions_.open(**user, std::move(login.device), std::move(login.address));
}

base::Task<base::Result<ports::User>> Identity::me(domain::Principal const& caller)
{
    if (!caller.user()) co_return no_such_user();
    auto const found = co_await users_.find(caller.user()->user);
    if (!found) co_return std::unexpected(found.error());
    if (!*found) co_return no_such_user();
    co_return **found;
}

base::Task<base::Result<ports::User>> Identity::change_profile(domain::Principal const& caller, ProfilePatch patch)
{
    if (!caller.user()) co_return no_such_user();
    co_return co_await users_.change_profile(caller.user()->user, std::move(patch.phone), std::move(patch.owner_name));
}

}
