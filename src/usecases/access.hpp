// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/principal.hpp"
#include "ports/api_key_store.hpp"
#include "ports/business_store.hpp"
#include "ports/clock.hpp"
#include "ports/session_store.hpp"
#include "ports/user_store.hpp"
#include "usecases/access_token.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace usecases {

/// What every API key starts with.
inline constexpr std::string_view api_key_prefix = "ork_live_";

/// Who is calling, and what they may do. Every use case that touches a business asks `require` first.
class Access {
public:
    Access(ports::UserStore& users, ports::BusinessStore& businesses, ports::SessionStore& sessions,
           ports::ApiKeyStore& api_keys, AccessTokens const& tokens, ports::Clock const& clock);

    /// The principal of a bearer credential: an access token or an API key (`ork_live_…`).
    /// `unauthenticated` (`token_invalid`, `token_expired`, `api_key_invalid`) when it is not good.
    base::Task<base::Result<domain::Principal>> authenticate(std::string_view credential,
                                                             std::optional<std::string> device);

    /// Whether the credential that proved `caller` is still good, but for its time. `unauthenticated` as above.
    base::Task<base::Result<void>> recheck(domain::Principal const& caller);

    /// `granted` or `own_orders_only`; else not_found `business_not_found` (foreign and unknown alike) or forbidden.
    base::Task<base::Result<domain::Permission>> require(domain::Principal const& caller, domain::BusinessId business,
                                                         domain::Action action);

    /// The caller is an admin of the platform, or its operator; else forbidden `admins_only`.
    base::Task<base::Result<void>> require_admin(domain::Principal const& caller);

private:
    base::Task<base::Result<domain::Principal>> channel_of(std::string_view key, std::optional<std::string> device);
    base::Task<base::Result<domain::Principal>> user_of(std::string_view token, std::optional<std::string> device);
    base::Task<base::Result<domain::Standing>> standing_of(domain::Principal const& caller,
                                                           domain::BusinessId business);

    ports::UserStore& users_;
    ports::BusinessStore& businesses_;
    ports::SessionStore& sessions_;
    ports::ApiKeyStore& api_keys_;
    AccessTokens const& tokens_;
    ports::Clock const& clock_;
};

}
