// SPDX-License-Identifier: Apache-2.0
#include "usecases/access_token.hpp"

#include "base/bytes.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace {

using namespace std::chrono_literals;
using usecases::AccessTokens;

base::Instant const start = base::from_micros(1'795'000'000'000'000);

AccessTokens::Key key(std::string id, std::uint8_t fill)
{
    return {std::move(id), std::vector<std::uint8_t>(32, fill)};
}

AccessTokens::Claims claims()
{
    return {domain::UserId::make(start), domain::SessionId::make(start), false, start, start + 1h};
}

std::string encoded(std::string_view text) { return base::to_base64url(base::as_bytes(text)); }

/// A token of any header and payload, rightly signed with the key that `key(…, 7)` is.
std::string signed_token(std::string_view header, std::string_view payload)
{
    auto token = encoded(header) + '.' + encoded(payload);
    auto const mac = base::hmac_sha256(key("k1", 7).secret, token);
    return token + '.' + base::to_base64url(mac);
}

std::string decoded(std::string_view part)
{
    auto const bytes = base::from_base64url(part);
    return bytes ? std::string(bytes->begin(), bytes->end()) : std::string();
}

struct Parts {
    std::string header, payload, mac;
};

Parts parts_of(std::string const& token)
{
    auto const first = token.find('.');
    auto const last = token.rfind('.');
    return {token.substr(0, first), token.substr(first + 1, last - first - 1), token.substr(last + 1)};
}

class AccessToken : public testing::Test {
protected:
    std::string code_of(std::string_view token, base::Instant now = start) const
    {
        auto const verified = tokens_.verify(token, now);
        if (verified) return "good";
        EXPECT_EQ(verified.error().kind, base::FailureKind::unauthenticated);
        return verified.error().code;
    }

    AccessTokens const tokens_{{key("k1", 7)}, 1h};
    std::string const good_ = tokens_.issue(claims());
    std::string const header_ = R"({"alg":"HS256","typ":"at+jwt","kid":"k1"})";
};

TEST_F(AccessToken, GivesBackWhatWasSigned)
{
    auto issued = claims();
    issued.is_admin = true;
    auto const verified = tokens_.verify(tokens_.issue(issued), start + 30min);
    ASSERT_TRUE(verified);
    EXPECT_EQ(verified->user, issued.user);
    EXPECT_EQ(verified->session, issued.session);
    EXPECT_TRUE(verified->is_admin);
    EXPECT_EQ(verified->issued_at, start);
    EXPECT_EQ(verified->expires_at, start + 1h);
}

TEST_F(AccessToken, SaysWhatItIs)
{
    auto const parts = parts_of(good_);
    EXPECT_EQ(decoded(parts.header), header_);
    EXPECT_TRUE(decoded(parts.payload).starts_with(R"({"iss":"order-receiver","aud":"order-receiver","sub":"usr_)"));
    EXPECT_FALSE(decoded(parts.payload).contains("adm"));
}

TEST_F(AccessToken, ExpiresToTheSecondWithoutLeeway)
{
    EXPECT_EQ(code_of(good_, start + 1h - 1us), "good");
    EXPECT_EQ(code_of(good_, start + 1h), "token_expired");
}

TEST_F(AccessToken, IsRefusedWithAnotherAlgorithmOrType)
{
    auto const payload = decoded(parts_of(good_).payload);
    ASSERT_EQ(code_of(signed_token(header_, payload)), "good") << "the forger's tools must work";
    for (auto const* header :
         {R"({"alg":"none","typ":"at+jwt","kid":"k1"})", R"({"alg":"HS512","typ":"at+jwt","kid":"k1"})",
          R"({"alg":"HS256","typ":"JWT","kid":"k1"})", R"({"alg":"HS256","typ":"rt+jwt","kid":"k1"})",
          R"({"typ":"at+jwt","alg":"HS256","kid":"k1"})", R"({"alg":"HS256","typ":"at+jwt","kid":"k2"})",
          R"({"alg":"HS256","typ":"at+jwt"})", R"({"alg": "HS256","typ":"at+jwt","kid":"k1"})", "{}", ""})
        EXPECT_EQ(code_of(signed_token(header, payload)), "token_invalid") << header;
}

TEST_F(AccessToken, IsRefusedWithoutItsSignature)
{
    auto const parts = parts_of(good_);
    EXPECT_EQ(code_of(encoded(R"({"alg":"none"})") + '.' + parts.payload + '.'), "token_invalid");
    EXPECT_EQ(code_of(parts.header + '.' + parts.payload + '.'), "token_invalid");
    EXPECT_EQ(code_of(parts.header + '.' + parts.payload), "token_invalid");
    EXPECT_EQ(code_of(good_.substr(0, good_.size() - 1)), "token_invalid");
}

TEST_F(AccessToken, IsRefusedWhenAnyCharacterWasChanged)
{
    for (std::size_t i = 0; i < good_.size(); ++i) {
        auto changed = good_;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        if (changed == good_) continue;
        EXPECT_EQ(code_of(changed), "token_invalid") << i;
    }
}

TEST_F(AccessToken, IsRefusedWithAnotherKeyOfTheSameName)
{
    AccessTokens const others({key("k1", 8)}, 1h);
    EXPECT_EQ(code_of(others.issue(claims())), "token_invalid");
}

TEST_F(AccessToken, IsRefusedWithJunkAroundIt)
{
    for (auto const& text :
         {good_ + " ", good_ + ".", good_ + ".x", " " + good_, good_ + "=", good_ + std::string(1, '\0'), std::string(),
          std::string("."), std::string(".."), std::string("...")})
        EXPECT_EQ(code_of(text), "token_invalid") << text;
}

TEST_F(AccessToken, IsRefusedInNonCanonicalBase64)
{
    // 32 bytes leave two bits unused in the last character: the next letter decodes to the same bytes elsewhere.
    auto twin = good_;
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    twin.back() = alphabet[alphabet.find(twin.back()) + 1];
    EXPECT_EQ(code_of(twin), "token_invalid");
}

TEST_F(AccessToken, IsRefusedWithOtherClaims)
{
    auto const payload = decoded(parts_of(good_).payload);
    auto const with = [&](std::string_view from, std::string_view to) {
        auto changed = payload;
        auto const at = changed.find(from);
        EXPECT_NE(at, changed.npos);
        return signed_token(header_, changed.replace(at, from.size(), to));
    };
    EXPECT_EQ(code_of(with(R"("iss":"order-receiver")", R"("iss":"somebody")")), "token_invalid");
    EXPECT_EQ(code_of(with(R"("aud":"order-receiver")", R"("aud":"somebody")")), "token_invalid");
    EXPECT_EQ(code_of(with("usr_", "biz_")), "token_invalid");
    EXPECT_EQ(code_of(with("ses_", "usr_")), "token_invalid");
    EXPECT_EQ(code_of(with(R"("exp":1)", R"("exp":-1)")), "token_invalid");
    EXPECT_EQ(code_of(with(R"("exp":1)", R"("exp":9999999991)")), "token_invalid");
    EXPECT_EQ(code_of(with(R"("iat":)", R"("nbf":1,"iat":)")), "token_invalid");
    EXPECT_EQ(code_of(with(R"("iat":)", R"("exp":1,"iat":)")), "token_invalid");
    EXPECT_EQ(code_of(signed_token(header_, "[]")), "token_invalid");
    EXPECT_EQ(code_of(signed_token(header_, "")), "token_invalid");
    EXPECT_EQ(code_of(signed_token(header_, "{}")), "token_invalid");
}

TEST_F(AccessToken, IsNotARefreshTokenAndNotLong)
{
    EXPECT_EQ(code_of("ort_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"), "token_invalid");
    auto const payload = decoded(parts_of(good_).payload);
    EXPECT_EQ(code_of(signed_token(header_, payload + std::string(2000, ' '))), "good");
    EXPECT_EQ(code_of(signed_token(header_, payload + std::string(4000, ' '))), "token_invalid");
}

TEST(AccessTokenKeys, TwoAreGoodAtATimeAndTheFirstSigns)
{
    AccessTokens const before({key("old", 1)}, 1h);
    AccessTokens const during({key("new", 2), key("old", 1)}, 1h);
    AccessTokens const after({key("new", 2)}, 1h);
    EXPECT_TRUE(during.verify(before.issue(claims()), start));
    EXPECT_TRUE(after.verify(during.issue(claims()), start));
    EXPECT_FALSE(after.verify(before.issue(claims()), start));
    EXPECT_FALSE(before.verify(during.issue(claims()), start));
}

TEST(AccessTokenKeys, ShortOrMissingOnesAreRefused)
{
    EXPECT_THROW(AccessTokens({{"k", std::vector<std::uint8_t>(31, 1)}}, 1h), std::invalid_argument);
    EXPECT_THROW(AccessTokens({}, 1h), std::invalid_argument);
}

}
