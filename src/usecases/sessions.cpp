// SPDX-License-Identifier: Apache-2.0
#include "usecases/sessions.hpp"

#include "base/bytes.hpp"
#include "domain/failures.hpp"

namespace usecases {

namespace {

auto not_valid()
{
    return base::failure(base::FailureKind::unauthenticated, "token_invalid",
                         "The refresh token is not valid (any more); sign in.");
}

}

Sessions::Sessions(ports::SessionStore& sessions, ports::UserStore& users, AccessTokens const& access_tokens,
                   RefreshTokens const& refresh_tokens, std::chrono::seconds grace, ports::Clock const& clock,
                   telemetry::Log& log)
    : sessions_(sessions),
      users_(users),
      access_tokens_(access_tokens),
      refresh_tokens_(refresh_tokens),
      grace_(grace),
      clock_(clock),
      log_(log)
{
}

base::Task<base::Result<Sessions::Tokens>> Sessions::open(ports::User const& user, std::optional<std::string> device,
                                                          std::optional<std::string> address)
{
    auto const now = clock_.now();
    ports::Session session{.id = domain::SessionId::make(now),
                           .user = user.id,
                           .device = std::move(device),
                           .address = std::move(address),
                           .created_at = now,
                           .expires_at = now + lifetime,
                           .last_used_at = now,
                           .credential_version = user.credential_version};
    auto refresh_token = RefreshTokens::first();
    auto tokens = tokens_for(user, session.id, std::move(refresh_token));
    auto const stored = co_await sessions_.create(std::move(session), base::sha256(tokens.refresh_token));
    if (!stored) co_return std::unexpected(stored.error());
    if (!*stored) co_return std::unexpected(domain::bad_credentials());
    co_return tokens;
}

base::Task<base::Result<Sessions::Tokens>> Sessions::refresh(std::string refresh_token,
                                                             std::optional<std::string> address)
{
    auto successor = refresh_tokens_.successor_of(refresh_token);
    ports::Rotation rotation{.presented = base::sha256(refresh_token),
                             .successor = base::sha256(successor.token),
                             .key_id = successor.key_id,
                             .address = std::move(address),
                             .grace = grace_,
                             .expires_at = clock_.now() + lifetime};
    auto const rotated = co_await sessions_.rotate(std::move(rotation));
    if (!rotated) co_return std::unexpected(rotated.error());

    switch (rotated->outcome) {
    case ports::Rotated::Outcome::rotated: co_return co_await renewed(*rotated->session, std::move(successor.token));
    case ports::Rotated::Outcome::repeated: {
        auto again = refresh_tokens_.successor_of(refresh_token, rotated->key_id);
        if (!again) co_return not_valid();
        co_return co_await renewed(*rotated->session, std::move(*again));
    }
    case ports::Rotated::Outcome::reused:
        log_.warning("refresh_token_reused",
                     {{"user", rotated->session->user.text()}, {"session", rotated->session->id.text()}});
        co_return base::failure(base::FailureKind::unauthenticated, "token_reused",
                                "The refresh token was used before: somebody may have a copy of it, and its session "
                                "has been ended. Sign in.");
    case ports::Rotated::Outcome::unknown: break;
    }
    co_return not_valid();
}

base::Task<base::Result<Sessions::Tokens>> Sessions::renewed(ports::Session const& session, std::string refresh_token)
{
    auto const user = co_await users_.find(session.user);
    if (!user) co_return std::unexpected(user.error());
    if (!*user) co_return not_valid();
    co_return tokens_for(**user, session.id, std::move(refresh_token));
}

Sessions::Tokens Sessions::tokens_for(ports::User const& user, domain::SessionId session,
                                      std::string refresh_token) const
{
    auto const now = clock_.now();
    auto const expires_in = access_tokens_.lifetime();
    return {access_tokens_.issue({user.id, session, user.is_admin, now, now + expires_in}), std::move(refresh_token),
            expires_in, session};
}

base::Task<base::Result<ports::SessionStore::Page>> Sessions::list(domain::Principal const& caller, std::size_t limit,
                                                                   std::optional<std::string> cursor)
{
    if (!caller.user()) co_return std::unexpected(domain::users_only());
    co_return co_await sessions_.list_of(caller.user()->user, limit, std::move(cursor));
}

base::Task<base::Result<void>> Sessions::end(domain::Principal const& caller, domain::SessionId id)
{
    if (!caller.user()) co_return std::unexpected(domain::users_only());
    co_return co_await sessions_.end(caller.user()->user, id);
}

base::Task<base::Result<void>> Sessions::end_all(domain::Principal const& caller)
{
    if (!caller.user()) co_return std::unexpected(domain::users_only());
    co_return co_await sessions_.end_all(caller.user()->user, std::nullopt);
}

}
