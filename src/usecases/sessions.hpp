// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/principal.hpp"
#include "ports/clock.hpp"
#include "ports/session_store.hpp"
#include "ports/user_store.hpp"
#include "telemetry/log.hpp"
#include "usecases/access_token.hpp"
#include "usecases/refresh_token.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace usecases {

/// The devices on which people are signed in: opening a session, keeping it alive, ending it. Any core.
class Sessions {
public:
    /// Of a session that is not refreshed.
    static constexpr std::chrono::days lifetime{30};

    /// `grace`: how long a refresh token that was used up gives its successor once more, for the one who did not
    /// get the answer or asked many times at once.
    Sessions(ports::SessionStore& sessions, ports::UserStore& users, AccessTokens const& access_tokens,
             RefreshTokens const& refresh_tokens, std::chrono::seconds grace, ports::Clock const& clock,
             telemetry::Log& log);

    struct Tokens {
        std::string access_token;
        std::string refresh_token;
        std::chrono::seconds expires_in{};  ///< Of the access token.
        domain::SessionId session;
    };

    /// For somebody who has proved to be `user`. What is known of the device is shown with the session.
    /// unauthenticated `bad_credentials`: the password was changed since.
    base::Task<base::Result<Tokens>> open(ports::User const& user, std::optional<std::string> device,
                                          std::optional<std::string> address);

    /// Takes a refresh token for its successor. Whoever presents the same one at once, or again within the grace,
    /// gets the same successor. unauthenticated `token_reused`: it was used up, and the session has ended;
    /// `token_invalid`: it is none, or its session has ended.
    base::Task<base::Result<Tokens>> refresh(std::string refresh_token, std::optional<std::string> address);

    base::Task<base::Result<ports::SessionStore::Page>> list(domain::Principal const& caller, std::size_t limit,
                                                             std::optional<std::string> cursor);

    /// Ends one of the caller's sessions: its access tokens stop at once.
    base::Task<base::Result<void>> end(domain::Principal const& caller, domain::SessionId id);

    /// Ends all of the caller's sessions, this one too.
    base::Task<base::Result<void>> end_all(domain::Principal const& caller);

private:
    base::Task<base::Result<Tokens>> renewed(ports::Session const& session, std::string refresh_token);
    Tokens tokens_for(ports::User const& user, domain::SessionId session, std::string refresh_token) const;

    ports::SessionStore& sessions_;
    ports::UserStore& users_;
    AccessTokens const& access_tokens_;
    RefreshTokens const& refresh_tokens_;
    std::chrono::seconds grace_;
    ports::Clock const& clock_;
    telemetry::Log& log_;
};

}
