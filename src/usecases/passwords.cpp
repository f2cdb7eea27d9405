// SPDX-License-Identifier: Apache-2.0
#include "usecases/passwords.hpp"

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "domain/failures.hpp"
#include "usecases/contact.hpp"
#include "usecases/password_rules.hpp"

namespace usecases {

namespace {

constexpr std::size_t token_bytes = 32;

base::Result<void> check_new_password(std::string_view password)
{
    if (auto const weakness = weakness_of(password))
        return base::invalid_field("/new_password", "weak_password", std::string(*weakness));
    return {};
}

auto wrong_password() { return base::invalid_field("/current_password", "wrong", "is not your password"); }

auto not_valid()
{
    base::Failure failure{base::FailureKind::invalid, "token_invalid",
                          "The link is unknown, was used before, or is too old; ask for another one."};
    failure.fields.push_back({"/token", "invalid", "is unknown, used or expired"});
    return std::unexpected(std::move(failure));
}

}

Passwords::Passwords(ports::CredentialStore& credentials, ports::UserStore& users, ports::PasswordHasher& hasher,
                     Links& links, ports::Clock const& clock, telemetry::Log& log)
    : credentials_(credentials), users_(users), hasher_(hasher), links_(links), clock_(clock), log_(log)
{
}

base::Task<base::Result<void>> Passwords::change(domain::Principal const& caller, std::string current, std::string next)
{
    auto const* user = caller.user();
    if (!user) co_return std::unexpected(domain::users_only());
    if (auto const checked = check_new_password(next); !checked) co_return std::unexpected(checked.error());

    auto const known = co_await check(user->user, std::move(current));
    if (!known) co_return std::unexpected(known.error());
    auto to = co_await hasher_.hash(std::move(next));
    if (!to) co_return std::unexpected(to.error());

    ports::PasswordChange change{user->user, known->credential_version, std::move(*to), user->session};
    auto const changed = co_await credentials_.change_password(std::move(change));
    if (!changed) co_return std::unexpected(changed.error());
    if (!*changed) co_return wrong_password();
    log_.info("password_changed", {{"user", user->user.text()}});
    co_return base::Result<void>{};
}

base::Task<base::Result<ports::User>> Passwords::check(domain::UserId user, std::string password)
{
    auto known = co_await users_.find(user);
    if (!known) co_return std::unexpected(known.error());
    std::optional<std::string> hash;
    if (*known) hash = (*known)->password_hash;
    auto const matches = co_await hasher_.verify(std::move(password), hash);
    if (!matches) co_return std::unexpected(matches.error());
    if (!*known || !*matches) co_return wrong_password();
    co_return std::move(**known);
}

base::Task<base::Result<void>> Passwords::forgot(std::string email)
{
    if (!is_email(email)) co_return base::invalid_field("/email", "invalid", "is not an email address");
    auto const token = base::random_token(token_bytes);
    ports::CredentialStore::ResetOffer offer{std::move(email), base::sha256(token), clock_.now() + reset_lifetime,
                                             reset_pause};
    auto const user = co_await credentials_.offer_reset(std::move(offer));
    if (!user) co_return std::unexpected(user.error());
    if (*user) links_.send_password_reset((*user)->email, token);
    co_return base::Result<void>{};
}

base::Task<base::Result<void>> Passwords::reset(std::string token, std::string next)
{
    if (auto const checked = check_new_password(next); !checked) co_return std::unexpected(checked.error());
    // Spares the hasher; what decides is the store's own check below.
    auto const hash = base::sha256(token);
    auto const is_offered = co_await credentials_.is_reset_offered(hash);
    if (!is_offered) co_return std::unexpected(is_offered.error());
    if (!*is_offered) co_return not_valid();

    auto to = co_await hasher_.hash(std::move(next));
    if (!to) co_return std::unexpected(to.error());
    auto const is_reset = co_await credentials_.reset_password(hash, std::move(*to));
    if (!is_reset) co_return std::unexpected(is_reset.error());
    if (!*is_reset) co_return not_valid();
    log_.info("password_reset");
    co_return base::Result<void>{};
}

base::Task<void> Passwords::offer_verification(ports::User user)
{
    if (!links_.reach_people()) co_return;
    auto const token = base::random_token(token_bytes);
    auto const expires_at = clock_.now() + verification_lifetime;
    auto const offered = co_await credentials_.offer_verification(user.id, base::sha256(token), expires_at);
    if (offered)
        links_.send_verification(user.email, token);
    else
        log_.warning("verification_not_offered", {{"user", user.id.text()}, {"code", offered.error().code}});
}

base::Task<base::Result<void>> Passwords::verify_email(std::string token)
{
    auto const is_verified = co_await credentials_.verify_email(base::sha256(token));
    if (!is_verified) co_return std::unexpected(is_verified.error());
    if (!*is_verified) co_return not_valid();
    co_return base::Result<void>{};
}

}
