// SPDX-License-Identifier: Apache-2.0
#include "adapters/smtp/message.hpp"

#include "base/bytes.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace adapters::smtp {

namespace {

constexpr std::size_t longest_plain_line = 900;
constexpr std::size_t encoded_line = 76;

/// 45 bytes become 60 characters: with its frame an encoded word stays below 75 (RFC 2047).
constexpr std::size_t encoded_word_bytes = 45;

bool is_plain(char c) { return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f; }

std::string base64(std::string_view text)
{
    auto encoded = base::to_base64url(base::as_bytes(text));
    std::ranges::replace(encoded, '-', '+');
    std::ranges::replace(encoded, '_', '/');
    encoded.append((4 - encoded.size() % 4) % 4, '=');
    return encoded;
}

/// The longest start of `text` of at most `limit` bytes that does not cut a character in two.
std::string_view whole_characters(std::string_view text, std::size_t limit)
{
    std::size_t size = 0;
    while (size < text.size()) {
        auto const next = std::max<std::size_t>(1, base::leading_code_point_size(text.substr(size)));
        if (size + next > limit) break;
        size += next;
    }
    return text.substr(0, size);
}

/// A line break would start another header.
std::string one_line(std::string_view text)
{
    std::string line(text);
    std::ranges::replace_if(line, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    return line;
}

std::string encoded_subject(std::string_view subject)
{
    auto line = one_line(subject);
    if (std::ranges::all_of(line, is_plain) && line.size() < encoded_line && !line.contains("=?")) return line;
    std::string result;
    for (std::string_view rest = line; !rest.empty();) {
        auto const word = whole_characters(rest, encoded_word_bytes);
        if (!result.empty()) result += "\r\n ";
        result.append("=?UTF-8?B?").append(base64(word)).append("?=");
        rest.remove_prefix(word.size());
    }
    return result;
}

/// Calls `take` with each line, without its end.
template <typename Take>
void for_each_line(std::string_view text, Take take)
{
    while (!text.empty()) {
        auto const end = text.find('\n');
        auto line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        take(line);
        if (end == text.npos) return;
        text.remove_prefix(end + 1);
    }
}

bool may_go_as_it_is(std::string_view text)
{
    bool result = true;
    for_each_line(text, [&result](std::string_view line) {
        result = result && line.size() <= longest_plain_line && std::ranges::all_of(line, is_plain);
    });
    return result;
}

std::string with_crlf(std::string_view text)
{
    std::string result;
    for_each_line(text, [&result](std::string_view line) { result.append(line).append("\r\n"); });
    return result;
}

std::string in_lines(std::string_view encoded)
{
    std::string result;
    for (; !encoded.empty(); encoded.remove_prefix(std::min(encoded_line, encoded.size())))
        result.append(encoded.substr(0, encoded_line)).append("\r\n");
    return result;
}

}

std::string format_mail_date(base::Instant instant)
{
    constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    auto const day = std::chrono::floor<std::chrono::days>(instant);
    std::chrono::year_month_day const date(day);
    std::chrono::hh_mm_ss const time(std::chrono::floor<std::chrono::seconds>(instant - day));
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000", days[std::chrono::weekday(day).c_encoding()],
                       static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                       static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
                       time.seconds().count());
}

std::string format_message(ports::Mail const& mail, std::string_view from, base::Instant now, std::string_view unique)
{
    auto const is_plain_text = may_go_as_it_is(mail.text);
    auto const text = with_crlf(mail.text);
    return fmt::format("From: Order Receiver <{}>\r\n"
                       "To: {}\r\n"
                       "Subject: {}\r\n"
                       "Date: {}\r\n"
                       "Message-ID: <{}@{}>\r\n"
                       "Auto-Submitted: auto-generated\r\n"
                       "MIME-Version: 1.0\r\n"
                       "Content-Type: text/plain; charset=utf-8\r\n"
                       "Content-Transfer-Encoding: {}\r\n"
                       "\r\n"
                       "{}",
                       from, one_line(mail.to), encoded_subject(mail.subject), format_mail_date(now), unique,
                       from.substr(from.find('@') + 1), is_plain_text ? "7bit" : "base64",
                       is_plain_text ? text : in_lines(base64(text)));
}

}
