// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.hpp"
#include "usecases/access_token.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace usecases {

/// Makes refresh tokens: `ort_` + 256 bits, opaque to everybody. The first of a session is random; the successor of
/// a token is HMAC-SHA256(key, token), so that whoever has the key makes the same successor again. Any thread.
class RefreshTokens {
public:
    /// The first key makes successors; all can make theirs again. What is used of a key has nothing to do with the
    /// signatures that it makes.
    explicit RefreshTokens(std::vector<AccessTokens::Key> const& keys);

    static std::string first();

    struct Successor {
        std::string token;
        std::string key_id;
    };
    Successor successor_of(std::string_view token) const;

    /// The one that this key made; nothing when the key is not among ours any more.
    std::optional<std::string> successor_of(std::string_view token, std::string_view key_id) const;

private:
    struct Maker {
        std::string key_id;
        base::Bytes32 key;
    };
    std::vector<Maker> makers_;
};

}
