// SPDX-License-Identifier: Apache-2.0
#include "usecases/access_token.hpp"

#include "base/bytes.hpp"
#include "domain/failures.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"

#include <algorithm>
#include <stdexcept>

namespace usecases {

namespace {

constexpr std::size_t max_token_size = 4096;
constexpr std::size_t min_secret_size = 32;
constexpr std::int64_t max_seconds = 253'402'300'799;  // the end of the year 9999
constexpr std::string_view issuer = "order-receiver";
constexpr std::string_view audience = "order-receiver";

std::int64_t to_seconds(base::Instant instant)
{
    return std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
}

base::Instant from_seconds(std::int64_t seconds) { return base::Instant(std::chrono::seconds(seconds)); }

std::string encoded_header(std::string_view key_id)
{
    std::string text;
    json::Writer writer(text);
    writer.begin_object().member("alg", "HS256").member("typ", "at+jwt").member("kid", key_id).end_object();
    return base::to_base64url(base::as_bytes(text));
}

std::string encoded_payload(AccessTokens::Claims const& claims)
{
    std::string text;
    json::Writer writer(text);
    writer.begin_object()
        .member("iss", issuer)
        .member("aud", audience)
        .member("sub", claims.user.text())
        .member("sid", claims.session.text());
    if (claims.is_admin) writer.member("adm", true);
    writer.member("iat", to_seconds(claims.issued_at)).member("exp", to_seconds(claims.expires_at)).end_object();
    return base::to_base64url(base::as_bytes(text));
}

/// Nothing unless it is exactly what `encoded_payload` writes, in any order.
std::optional<AccessTokens::Claims> parse_payload(std::string_view encoded)
{
    auto const bytes = base::from_base64url(encoded);
    if (!bytes) return std::nullopt;
    auto const document = json::Document::parse({reinterpret_cast<char const*>(bytes->data()), bytes->size()});
    if (!document) return std::nullopt;

    json::Errors errors;
    json::ObjectReader reader(*document, errors);
    auto const iss = reader.required_text("iss", {1, 64});
    auto const aud = reader.required_text("aud", {1, 64});
    auto const user = domain::UserId::parse(reader.required_text("sub", {1, 64}));
    auto const session = domain::SessionId::parse(reader.required_text("sid", {1, 64}));
    auto const is_admin = reader.boolean("adm").value_or(false);
    auto const issued_at = reader.required_integer("iat", 0, max_seconds);
    auto const expires_at = reader.required_integer("exp", 0, max_seconds);
    reader.finish();

    if (!errors.empty() || iss != issuer || aud != audience || !user || !session) return std::nullopt;
    return AccessTokens::Claims{*user, *session, is_admin, from_seconds(issued_at), from_seconds(expires_at)};
}

auto invalid_token() { return std::unexpected(domain::access_token_invalid()); }

}

AccessTokens::AccessTokens(std::vector<Key> keys, std::chrono::seconds lifetime) : lifetime_(lifetime)
{
    if (keys.empty()) throw std::invalid_argument("no key to sign access tokens with");
    for (auto& key : keys) {
        if (key.secret.size() < min_secret_size)
            throw std::invalid_argument("a key for access tokens is shorter than 32 bytes");
        signers_.push_back({encoded_header(key.id), std::move(key.secret)});
    }
}

std::string AccessTokens::issue(Claims claims) const
{
    auto const& signer = signers_.front();
    auto token = signer.header + '.' + encoded_payload(claims);
    auto const mac = base::hmac_sha256(signer.secret, token);
    return token.append(1, '.').append(base::to_base64url(mac));
}

base::Result<AccessTokens::Claims> AccessTokens::verify(std::string_view token, base::Instant now) const
{
    if (token.size() > max_token_size) return invalid_token();
    auto const header_end = token.find('.');
    auto const payload_end = token.rfind('.');
    if (header_end == token.npos || header_end == payload_end) return invalid_token();

    auto const header = token.substr(0, header_end);
    auto const signer = std::ranges::find(signers_, header, &Signer::header);
    if (signer == signers_.end()) return invalid_token();

    auto const mac = base::from_base64url(token.substr(payload_end + 1));
    auto const expected = base::hmac_sha256(signer->secret, token.substr(0, payload_end));
    if (!mac || !base::equal_in_constant_time(*mac, expected)) return invalid_token();

    auto const claims = parse_payload(token.substr(header_end + 1, payload_end - header_end - 1));
    if (!claims) return invalid_token();
    if (now >= claims->expires_at)
        return base::failure(base::FailureKind::unauthenticated, "token_expired", "The access token has expired.");
    return *claims;
}

}
