// SPDX-License-Identifier: Apache-2.0
#include "realtime/client_message.hpp"

#include "json/document.hpp"
#include "json/reader.hpp"

#include <limits>

namespace realtime {

namespace {

constexpr std::size_t max_token = 8192;
constexpr std::size_t max_cursor = 1024;
constexpr std::size_t max_device = 100;
constexpr std::size_t max_shown = 500;

std::optional<std::uint64_t> read_seq(json::ObjectReader& reader)
{
    auto const seq = reader.integer("seq", 0, std::numeric_limits<std::int64_t>::max());
    if (!seq) return std::nullopt;
    return static_cast<std::uint64_t>(*seq);
}

std::optional<ClientMessage> read_message(json::ObjectReader& reader)
{
    auto const type = reader.required_text("t", {1, 16});
    if (type == "hello") {
        Hello hello;
        hello.token = reader.text("token", {1, max_token});
        hello.cursor = reader.text("cursor", {0, max_cursor});
        hello.device = reader.text("device", {1, max_device});
        return hello;
    }
    if (type == "resume") return Resume{reader.required_text("cursor", {0, max_cursor})};
    if (type == "pong") return Pong{read_seq(reader)};
    if (type == "ack") {
        if (!reader.has("seq") || reader.is_null("seq")) return std::nullopt;
        Ack ack{read_seq(reader).value_or(0)};
        // What is no order's id was never shown.
        auto const shown = reader.texts("shown", max_shown, {1, 64}).value_or(std::vector<std::string>());
        for (auto const& text : shown) {
            if (auto const id = domain::OrderId::parse(text)) ack.shown.push_back(*id);
        }
        return ack;
    }
    if (type == "auth") return Auth{reader.required_text("token", {1, max_token})};
    return std::nullopt;
}

}

std::optional<ClientMessage> parse_client_message(std::string_view text)
{
    auto const document = json::Document::parse(text, {.depth = 8, .values = 2'000});
    if (!document) return std::nullopt;
    json::Errors errors;
    json::ObjectReader reader(*document, errors);
    auto message = read_message(reader);
    if (!errors.empty()) return std::nullopt;
    return message;
}

}
