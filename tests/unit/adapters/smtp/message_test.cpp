// SPDX-License-Identifier: Apache-2.0
#include "adapters/smtp/message.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace adapters::smtp {
namespace {

base::Instant const now = base::from_micros(1'795'496'382'000'000);

std::string formatted(std::string subject, std::string text)
{
    return format_message({"ada@example.org", std::move(subject), std::move(text)}, "orders@example.com", now, "id");
}

std::string header(std::string const& message, std::string const& name)
{
    auto const begin = message.find(name + ": ") + name.size() + 2;
    return message.substr(begin, message.find("\r\n", begin) - begin);
}

std::string body(std::string const& message) { return message.substr(message.find("\r\n\r\n") + 4); }

TEST(MailMessage, SaysWhoWritesToWhomAndWhen)
{
    auto const message = formatted("Hello", "One\nTwo\n");
    EXPECT_EQ(header(message, "From"), "Order Receiver <orders@example.com>");
    EXPECT_EQ(header(message, "To"), "ada@example.org");
    EXPECT_EQ(header(message, "Subject"), "Hello");
    EXPECT_EQ(header(message, "Date"), "Tue, 24 Nov 2026 04:59:42 +0000");
    EXPECT_EQ(header(message, "Message-ID"), "<id@example.com>");
    EXPECT_EQ(header(message, "Content-Transfer-Encoding"), "7bit");
    EXPECT_EQ(body(message), "One\r\nTwo\r\n");
}

TEST(MailMessage, EncodesWhatIsNotAscii)
{
    auto const message = formatted("مطعم", "مطعم");
    EXPECT_EQ(header(message, "Subject"), "=?UTF-8?B?2YXYt9i52YU=?=");
    EXPECT_EQ(header(message, "Content-Transfer-Encoding"), "base64");
    EXPECT_EQ(body(message), "2YXYt9i52YUNCg==\r\n");
}

TEST(MailMessage, KeepsCharactersWholeInALongSubject)
{
    std::string subject;
    for (int i = 0; i < 40; ++i) subject += "é";
    auto const message = formatted(subject, "x");
    EXPECT_TRUE(message.contains("?=\r\n =?UTF-8?B?"));
    // 44 bytes, not 45, of two-byte characters.
    EXPECT_EQ(header(message, "Subject").size(), std::string("=?UTF-8?B?").size() + 60 + 2);
}

TEST(MailMessage, LetsNobodyAddAHeader)
{
    auto const message = formatted("Hello\r\nBcc: all@example.org", "x");
    EXPECT_FALSE(message.contains("\nBcc:"));
    EXPECT_EQ(header(message, "Subject"), "Hello  Bcc: all@example.org");
}

TEST(MailMessage, IsAsciiInLinesOfAFewHundredBytesWhateverItHolds)
{
    for (auto const& text :
         {std::string(5000, 'x'), std::string("\xc3\xa9\n\n.\n"), std::string("\t\x01"), std::string()}) {
        auto const message = formatted(text, text);
        std::size_t begin = 0;
        while (begin < message.size()) {
            auto const end = message.find("\r\n", begin);
            ASSERT_NE(end, message.npos);
            EXPECT_LE(end - begin, 998U);
            EXPECT_TRUE(std::all_of(message.begin() + static_cast<std::ptrdiff_t>(begin),
                                    message.begin() + static_cast<std::ptrdiff_t>(end),
                                    [](char c) { return c >= 0x20 && c < 0x7f; }));
            begin = end + 2;
        }
    }
}

TEST(MailDate, IsThatOfRfc5322)
{
    EXPECT_EQ(format_mail_date(base::from_micros(0)), "Thu, 01 Jan 1970 00:00:00 +0000");
    EXPECT_EQ(format_mail_date(now), "Tue, 24 Nov 2026 04:59:42 +0000");
}

}
}
