// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace base {
namespace {

using ByteVector = std::vector<std::uint8_t>;

RC_GTEST_PROP(Hex, RoundTrips, (ByteVector const& bytes)) { RC_ASSERT(from_hex(to_hex(bytes)) == bytes); }

TEST(Hex, TakesEitherCaseAndNothingElse)
{
    EXPECT_EQ(to_hex(ByteVector{0x00, 0xaf, 0xff}), "00afff");
    EXPECT_EQ(from_hex("00AfFf"), (ByteVector{0x00, 0xaf, 0xff}));
    EXPECT_EQ(from_hex(""), ByteVector());
    for (auto const* text : {"0", "0g", "g0", "0x", " 0", "00 ", "\xff\xff"}) EXPECT_FALSE(from_hex(text)) << text;
}

RC_GTEST_PROP(Base64url, RoundTrips, (ByteVector const& bytes))
{
    auto const text = to_base64url(bytes);
    RC_ASSERT(from_base64url(text) == bytes);
    RC_ASSERT(text.find_first_of("+/=") == std::string::npos);
}

RC_GTEST_PROP(Base64url, EveryTextThatDecodesIsTheOneThatEncodes, ())
{
    auto const text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("AQgwZz09-_+/= ")));
    auto const bytes = from_base64url(text);
    if (bytes) RC_ASSERT(to_base64url(*bytes) == text);
}

TEST(Base64url, EncodesTheVectorsOfRfc4648WithoutPadding)
{
    std::pair<char const*, char const*> const vectors[] = {
        {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
        {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"},
    };
    for (auto const& [plain, encoded] : vectors) {
        EXPECT_EQ(to_base64url(as_bytes(plain)), encoded);
        auto const decoded = from_base64url(encoded);
        ASSERT_TRUE(decoded) << encoded;
        EXPECT_TRUE(std::ranges::equal(*decoded, as_bytes(plain))) << encoded;
    }
    EXPECT_EQ(to_base64url(ByteVector{0xfb, 0xff}), "-_8");
}

TEST(Base64url, RefusesWhatIsNotCanonical)
{
    for (auto const* text : {"Z", "Zg==", "Zh", "Zm9", "Zm9vY", "-/8", "+_8", "Zg\n", " Zg", "Zg\xff\xff"}) {
        EXPECT_FALSE(from_base64url(text)) << text;
    }
}

TEST(Sha256, MatchesFips180)
{
    EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(to_hex(sha256_128("abc")), "ba7816bf8f01cfea414140de5dae2223");
}

TEST(HmacSha256, MatchesRfc4231)
{
    EXPECT_EQ(to_hex(hmac_sha256(as_bytes("Jefe"), "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(to_hex(hmac_sha256(ByteVector(131, 0xaa), "Test Using Larger Than Block-Size Key - Hash Key First")),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(HmacSha256, AnEmptyKeyIsNotTheKeyOfTheCallBefore)
{
    EXPECT_NE(hmac_sha256(as_bytes("Jefe"), ""), hmac_sha256({}, ""));
    EXPECT_EQ(to_hex(hmac_sha256({}, "")), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

RC_GTEST_PROP(EqualInConstantTime, AgreesWithEquality, (ByteVector const& a, ByteVector const& b))
{
    RC_ASSERT(equal_in_constant_time(a, b) == (a == b));
    RC_ASSERT(equal_in_constant_time(a, ByteVector(a)));
}

TEST(EqualInConstantTime, SeesOneBitAndTheSize)
{
    EXPECT_FALSE(equal_in_constant_time(as_bytes("abc"), as_bytes("abb")));
    EXPECT_FALSE(equal_in_constant_time(as_bytes("abc"), as_bytes("abcd")));
    EXPECT_FALSE(equal_in_constant_time(as_bytes("abc"), {}));
}

}
}
