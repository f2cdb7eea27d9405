// SPDX-License-Identifier: Apache-2.0
#include "usecases/contact.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

TEST(Email, MayBeAnAddressInUse)
{
    for (auto const* text :
         {"a@b.co", "sara.k+shop@mail.example.org", "o'neil@x-y.iq", "a@b.xn--mgbtx2b", "A1@EXAMPLE.COM"})
        EXPECT_TRUE(usecases::is_email(text)) << text;
    EXPECT_TRUE(usecases::is_email(std::string(64, 'a') + "@b.co"));
}

TEST(Email, MustNotBeAnythingElse)
{
    for (auto const* text :
         {"",         "@",       "a",        "a@",         "@b.co",         "a@b",         "a@b.",     "a@.co",
          "a@b..co",  "a@-b.co", "a@b-.co",  ".a@b.co",    "a.@b.co",       "a..b@c.co",   "a b@c.co", "a@b c.co",
          "a@b.co ",  "a@@b.co", "a@b@c.co", "\"a\"@b.co", "a@[127.0.0.1]", "a@127.0.0.1", "a@b.co\n", "سارة@b.co",
          "a@b_c.co", "a,b@c.co"})
        EXPECT_FALSE(usecases::is_email(text)) << text;
    EXPECT_FALSE(usecases::is_email(std::string(65, 'a') + "@b.co"));
    EXPECT_FALSE(usecases::is_email("a@" + std::string(64, 'b') + ".co"));
    EXPECT_FALSE(usecases::is_email("a@" + std::string(50, 'b') + '.' + std::string(60, 'c') + '.' +
                                    std::string(60, 'd') + '.' + std::string(60, 'e') + '.' + std::string(60, 'f') +
                                    ".co"));
}

TEST(PhoneNumber, HasTenToFifteenDigitsAndMayHaveAPlus)
{
    for (auto const* text : {"0780123456", "+9647801234567", "123456789012345", "+123456789012345"})
        EXPECT_TRUE(usecases::is_phone_number(text)) << text;
    for (auto const* text : {"", "+", "078012345", "1234567890123456", "0780 123456", "++9647801234567",
                             "964780123456x", "٠٧٨٠١٢٣٤٥٦", "0780123456+"})
        EXPECT_FALSE(usecases::is_phone_number(text)) << text;
}

TEST(WebAddress, IsHttpWithAHost)
{
    for (auto const* text : {"https://example.com", "http://x/y?z#w", "HTTPS://example.com/صورة.png"})
        EXPECT_TRUE(usecases::is_web_address(text)) << text;
    for (auto const* text : {"", "example.com", "javascript:alert(1)", "javascript://x", "https://", "https:///x",
                             "https://a b", "ftp://x", " https://x", "data:text/html,x", "https://x\n"})
        EXPECT_FALSE(usecases::is_web_address(text)) << text;
}

}
