// SPDX-License-Identifier: Apache-2.0
#include "usecases/access.hpp"

#include "base/bytes.hpp"
#include "domain/decision.hpp"
#include "usecases/api_keys.hpp"

#include <algorithm>

namespace usecases {

namespace {

auto not_authenticated(std::string code, std::string detail)
{
    return base::failure(base::FailureKind::unauthenticated, std::move(code), std::move(detail));
}

auto api_key_gone() { return not_authenticated("api_key_invalid", "The API key is unknown or was deleted."); }

auto session_ended() { return not_authenticated("token_invalid", "The session of this access token has ended."); }

}

Access::Access(ports::UserStore& users, ports::BusinessStore& businesses, ports::SessionStore& sessions,
               ports::ApiKeyStore& api_keys, AccessTokens const& tokens, ports::Clock const& clock)
    : users_(users), businesses_(businesses), sessions_(sessions), api_keys_(api_keys), tokens_(tokens), clock_(clock)
{
}

base::Task<base::Result<domain::Principal>> Access::authenticate(std::string_view credential,
                                                                 std::optional<std::string> device)
{
    if (credential.starts_with(api_key_prefix)) co_return co_await channel_of(credential, std::move(device));
    co_return co_await user_of(credential, std::move(device));
}

base::Task<base::Result<domain::Principal>> Access::channel_of(std::string_view key, std::optional<std::string> device)
{
    auto const found = co_await api_keys_.find_by_hash(base::sha256(key));
    if (!found) co_return std::unexpected(found.error());
    if (!*found) co_return api_key_gone();

    auto const& known = **found;
    domain::ChannelPrincipal channel{known.id, known.business, known.scopes};
    co_return domain::Principal{channel, std::move(device)};
}

base::Task<base::Result<domain::Principal>> Access::user_of(std::string_view token, std::optional<std::string> device)
{
    auto const claims = tokens_.verify(token, clock_.now());
    if (!claims) co_return std::unexpected(claims.error());

    auto const session = co_await sessions_.find(claims->session);
    if (!session) co_return std::unexpected(session.error());
    if (!*session || (*session)->user != claims->user) co_return session_ended();

    domain::UserPrincipal user{claims->user, claims->session, claims->expires_at, claims->is_admin};
    co_return domain::Principal{user, std::move(device)};
}

base::Task<base::Result<void>> Access::recheck(domain::Principal const& caller)
{
    if (auto const* channel = caller.channel()) {
        auto const keys = co_await api_keys_.list_of(channel->business);
        if (!keys) co_return std::unexpected(keys.error());
        if (std::ranges::find(*keys, channel->key, &ports::ApiKey::id) == keys->end()) co_return api_key_gone();
    } else if (auto const* user = caller.user()) {
        auto const session = co_await sessions_.find(user->session);
        if (!session) co_return std::unexpected(session.error());
        if (!*session || (*session)->user != user->user) co_return session_ended();
    }
    co_return base::Result<void>();
}

base::Task<base::Result<domain::Standing>> Access::standing_of(domain::Principal const& caller,
                                                               domain::BusinessId business)
{
    domain::Standing standing;
    if (auto const* channel = caller.channel()) {
        if (channel->business == business) standing.scopes = channel->scopes;
    } else if (auto const* user = caller.user()) {
        auto const role = co_await businesses_.role_of(user->user, business);
        if (!role) co_return std::unexpected(role.error());
        standing.role = *role;
    } else {
        auto const found = co_await businesses_.find(business);
        if (found) standing.role = domain::Role::owner;
        if (!found && found.error().kind != base::FailureKind::not_found) co_return std::unexpected(found.error());
    }
    co_return standing;
}

base::Task<base::Result<domain::Permission>> Access::require(domain::Principal const& caller,
                                                             domain::BusinessId business, domain::Action action)
{
    auto const standing = co_await standing_of(caller, business);
    if (!standing) co_return std::unexpected(standing.error());

    auto const permission = domain::permission(*standing, action);
    switch (permission) {
    case domain::Permission::granted:
    case domain::Permission::own_orders_only: co_return permission;
    case domain::Permission::forbidden:
        co_return base::failure(base::FailureKind::forbidden, "forbidden", "The caller may not do this.");
    case domain::Permission::hidden: break;
    }
    co_return std::unexpected(business_not_found());
}

base::Task<base::Result<void>> Access::require_admin(domain::Principal const& caller)
{
    if (caller.is_operator()) co_return base::Result<void>{};
    if (auto const* user = caller.user()) {
        // Asked anew: the access token may be older than what it says.
        auto const found = co_await users_.find(user->user);
        if (!found) co_return std::unexpected(found.error());
        if (*found && (*found)->is_admin) co_return base::Result<void>{};
    }
    co_return base::failure(base::FailureKind::forbidden, "admins_only", "Only an admin of the platform may do this.");
}

base::Failure business_not_found() { return domain::refused(domain::Refusal::business_not_found).failure; }

}
