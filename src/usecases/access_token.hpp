// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"
#include "domain/ids.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace usecases {

/// Signs and verifies access tokens: JWT (RFC 7519), HS256. The protected header is compared byte for byte with
/// the ones that we issue, so that no other algorithm can be talked into. Pure but for the key; any thread.
class AccessTokens {
public:
    struct Key {
        std::string id;                    ///< `kid`
        std::vector<std::uint8_t> secret;  ///< at least 32 bytes
    };
    struct Claims {
        domain::UserId user;
        domain::SessionId session;
        bool is_admin = false;
        base::Instant issued_at, expires_at;
    };

    /// The first key signs; all verify.
    AccessTokens(std::vector<Key> keys, std::chrono::seconds lifetime);

    std::chrono::seconds lifetime() const { return lifetime_; }

    std::string issue(Claims claims) const;

    /// `unauthenticated`: `token_invalid`, `token_expired` (at `expires_at`, no leeway).
    base::Result<Claims> verify(std::string_view token, base::Instant now) const;

private:
    struct Signer {
        std::string header;  ///< Encoded, as it stands in every token of this key.
        std::vector<std::uint8_t> secret;
    };

    std::vector<Signer> signers_;
    std::chrono::seconds lifetime_;
};

}
