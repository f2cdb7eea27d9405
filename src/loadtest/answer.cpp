// SPDX-License-Identifier: Apache-2.0
#include "loadtest/answer.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <string>

namespace loadtest {

namespace {

constexpr std::string_view length_field = "content-length:";

constexpr char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter; }

/// In any case; `field` is in lower case.
bool starts_with_field(std::string_view line, std::string_view field)
{
    return line.size() > field.size() && std::ranges::equal(line.substr(0, field.size()), field, {}, lower);
}

std::size_t stated_length(std::string_view head, int status)
{
    for (auto at = head.find('\n'); at != std::string_view::npos; at = head.find('\n', at + 1)) {
        auto const line = head.substr(at + 1);
        if (!starts_with_field(line, length_field)) continue;
        auto const start = line.find_first_not_of(' ', length_field.size());
        std::size_t length = 0;
        if (start == std::string_view::npos ||
            std::from_chars(line.data() + start, line.data() + line.size(), length).ec != std::errc{})
            throw std::runtime_error("an unreadable Content-Length");
        return length;
    }
    if (status < 200 || status == 204 || status == 304) return 0;
    throw std::runtime_error("an answer without Content-Length");
}

}

std::optional<Answer> read_answer(std::string_view bytes)
{
    auto const end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos) return std::nullopt;

    Answer answer;
    answer.head = bytes.substr(0, end + 2);
    if (!answer.head.starts_with("HTTP/1.1 ") ||
        std::from_chars(answer.head.data() + 9, answer.head.data() + 12, answer.status).ec != std::errc{})
        throw std::runtime_error("not an HTTP/1.1 answer: " + std::string(answer.head.substr(0, 40)));

    auto const length = stated_length(answer.head, answer.status);
    answer.size = end + 4 + length;
    if (bytes.size() < answer.size) return std::nullopt;
    answer.body = bytes.substr(end + 4, length);
    return answer;
}

std::string_view text_after(std::string_view body, std::string_view before)
{
    auto const start = body.find(before);
    if (start == std::string_view::npos) return {};
    auto const rest = body.substr(start + before.size());
    return rest.substr(0, rest.find('"'));
}

}
