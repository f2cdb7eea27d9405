// SPDX-License-Identifier: Apache-2.0
#include "usecases/refresh_token.hpp"

#include "base/random.hpp"

#include <algorithm>
#include <stdexcept>

namespace usecases {

namespace {

constexpr std::string_view prefix = "ort_";
constexpr std::size_t token_bytes = 32;

std::string made(base::Bytes32 const& key, std::string_view token)
{
    return std::string(prefix) + base::to_base64url(base::hmac_sha256(key, token));
}

}

RefreshTokens::RefreshTokens(std::vector<AccessTokens::Key> const& keys)
{
    if (keys.empty()) throw std::invalid_argument("no key to make refresh tokens with");
    for (auto const& key : keys) makers_.push_back({key.id, base::hmac_sha256(key.secret, "refresh tokens")});
}

std::string RefreshTokens::first() { return std::string(prefix) + base::random_token(token_bytes); }

RefreshTokens::Successor RefreshTokens::successor_of(std::string_view token) const
{
    auto const& maker = makers_.front();
    return {made(maker.key, token), maker.key_id};
}

std::optional<std::string> RefreshTokens::successor_of(std::string_view token, std::string_view key_id) const
{
    auto const maker = std::ranges::find(makers_, key_id, &Maker::key_id);
    if (maker == makers_.end()) return std::nullopt;
    return made(maker->key, token);
}

}
