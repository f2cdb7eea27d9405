// SPDX-License-Identifier: Apache-2.0
// Access tokens. The input is tried as a token, which nobody can forge, and, signed by us, as the claims of one:
// those that are accepted say the same when they are issued anew. Refresh tokens are opaque: only hashed.
#include "usecases/access_token.hpp"

#include "base/bytes.hpp"
#include "fuzz.hpp"
#include "usecases/refresh_token.hpp"

namespace {

using usecases::AccessTokens;

base::Instant const noon = base::from_micros(1'795'000'000'000'000);

std::vector<AccessTokens::Key> keys() { return {{"k1", std::vector<std::uint8_t>(32, 7)}}; }

}

void fuzz(std::string_view input)
{
    static AccessTokens const tokens(keys(), std::chrono::hours(1));
    static usecases::RefreshTokens const refresh(keys());
    static std::string const header = [] {
        auto const token = tokens.issue({{}, {}, false, noon, noon + std::chrono::hours(1)});
        return token.substr(0, token.find('.'));
    }();

    REQUIRE(!tokens.verify(input, noon));
    REQUIRE(refresh.successor_of(input).token == refresh.successor_of(input, refresh.successor_of(input).key_id));

    auto signed_text = header + '.' + base::to_base64url(base::as_bytes(input));
    signed_text += '.' + base::to_base64url(base::hmac_sha256(keys().front().secret, signed_text));
    auto const claims = tokens.verify(signed_text, base::Instant{});
    if (!claims) return;
    auto const again = tokens.verify(tokens.issue(*claims), base::Instant{});
    REQUIRE(again.has_value());
    REQUIRE(again->user == claims->user && again->session == claims->session && again->is_admin == claims->is_admin);
    REQUIRE(again->issued_at == claims->issued_at && again->expires_at == claims->expires_at);
}
