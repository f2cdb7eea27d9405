// SPDX-License-Identifier: Apache-2.0
#include "http/protocol/framing_guard.hpp"

#include "http/protocol/request_parser.hpp"

#include <gtest/gtest.h>

#include <random>

namespace {

using http::Refusal;
namespace refusal = http::refusal;

struct Outcome {
    Refusal const* refusal = nullptr;
    http::Request request;
    bool is_done = false;
    std::string rest;  ///< What was left for the next request.
};

/// Scanner and parser as a connection uses them, fed in pieces of `step` bytes.
Outcome read(std::string_view bytes, std::size_t step = 1 << 20)
{
    Outcome outcome;
    std::vector<http::Header> spare;
    http::HeaderScanner scanner({.bytes = 16 * 1024, .fields = 100, .target = 8000});
    std::optional<http::RequestParser> parser;
    std::string pending;
    while (!bytes.empty() && !outcome.refusal && !outcome.is_done) {
        pending += bytes.substr(0, step);
        bytes.remove_prefix(std::min(step, bytes.size()));
        if (!parser) {
            if (!scanner.scan(pending)) {
                outcome.refusal = scanner.refusal();
                continue;
            }
            parser.emplace(outcome.request, spare, 16 * 1024);
            outcome.refusal = parser->parse_header(pending.substr(0, scanner.size()));
            if (!outcome.refusal) outcome.refusal = parser->limit_body(1000, 1000);
            pending.erase(0, scanner.size());
        }
        if (!outcome.refusal && !parser->is_done()) {
            pending.erase(0, parser->parse_body(pending));
            outcome.refusal = parser->refusal();
        }
        outcome.is_done = !outcome.refusal && parser->is_done();
    }
    outcome.rest = pending + std::string(bytes);
    return outcome;
}

struct Case {
    char const* name;
    std::string bytes;
    Refusal const* refusal;  ///< Null: accepted.
    std::string body = "";
};

std::string const post = "POST /orders HTTP/1.1\r\n";
std::string const host = "Host: shop\r\n";

std::vector<Case> cases()
{
    return {
        // The twelve that Beast 1.81 lets through.
        {"gzip with length", post + host + "Transfer-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
         &refusal::bad_encoding},
        {"identity with length", post + host + "Transfer-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello",
         &refusal::bad_encoding},
        {"xchunked with length", post + host + "Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n\r\nhello",
         &refusal::bad_encoding},
        {"chunked, identity", post + host + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
         &refusal::bad_encoding},
        {"chunked, chunked", post + host + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
         &refusal::bad_encoding},
        {"equal lengths twice", post + host + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
         &refusal::two_lengths},
        {"length list", post + host + "Content-Length: 5, 5\r\n\r\nhello", &refusal::bad_length},
        {"folded encoding", post + host + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", &refusal::folded},
        {"encoding in 1.0", "POST / HTTP/1.0\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
         &refusal::encoding_in_1_0},
        {"no host", post + "Content-Length: 0\r\n\r\n", &refusal::no_host},
        {"two hosts", post + host + host + "\r\n", &refusal::two_hosts},
        {"line feed in an extension",
         post + host + "Transfer-Encoding: chunked\r\n\r\n5;a=\"\n\"\r\nhello\r\n0\r\n\r\n", &refusal::chunk_extension},
        // And their like.
        {"length then encoding", post + host + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
         &refusal::syntax},
        {"encoding then length", post + host + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
         &refusal::syntax},
        {"two encodings", post + host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
         &refusal::syntax},
        {"gzip, chunked", post + host + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", &refusal::bad_encoding},
        {"quoted chunked", post + host + "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n", &refusal::bad_encoding},
        {"empty encoding", post + host + "Transfer-Encoding:\r\n\r\n", &refusal::bad_encoding},
        {"signed length", post + host + "Content-Length: +5\r\n\r\nhello", &refusal::syntax},
        {"negative length", post + host + "Content-Length: -5\r\n\r\nhello", &refusal::syntax},
        {"hexadecimal length", post + host + "Content-Length: 0x5\r\n\r\nhello", &refusal::syntax},
        {"huge length", post + host + "Content-Length: 99999999999999999999\r\n\r\n", &refusal::syntax},
        {"large length", post + host + "Content-Length: 1001\r\n\r\n", &refusal::body_bytes},
        {"empty length", post + host + "Content-Length:\r\n\r\n", &refusal::syntax},
        {"empty host", post + "Host:\r\n\r\n", &refusal::bad_host},
        {"host with user", post + "Host: a@shop\r\n\r\n", &refusal::bad_host},
        {"host with path", post + "Host: shop/x\r\n\r\n", &refusal::bad_host},
        {"host list", post + "Host: a, b\r\n\r\n", &refusal::bad_host},
        {"bare line feed", "GET / HTTP/1.1\nHost: shop\n\n", &refusal::line_ending},
        {"bare line feed later", "GET / HTTP/1.1\r\nHost: shop\nX: y\r\n\r\n", &refusal::line_ending},
        {"bare carriage return", "GET / HTTP/1.1\r\nHost: shop\rX: y\r\n\r\n", &refusal::control_character},
        {"NUL in a value", "GET / HTTP/1.1\r\nHost: shop\r\nX: a" + std::string(1, '\0') + "b\r\n\r\n",
         &refusal::control_character},
        {"folded with a tab", "GET / HTTP/1.1\r\nHost: shop\r\nX: a\r\n\tb\r\n\r\n", &refusal::folded},
        {"blank before the colon", "GET / HTTP/1.1\r\nHost : shop\r\n\r\n", &refusal::syntax},
        {"no colon", "GET / HTTP/1.1\r\nHost\r\n\r\n", &refusal::syntax},
        {"empty name", "GET / HTTP/1.1\r\nHost: shop\r\n: x\r\n\r\n", &refusal::syntax},
        {"HTTP/2.0", "GET / HTTP/2.0\r\nHost: shop\r\n\r\n", &refusal::syntax},
        {"HTTP/0.9", "GET /\r\n\r\n", &refusal::syntax},
        {"two blanks", "GET  / HTTP/1.1\r\nHost: shop\r\n\r\n", &refusal::syntax},
        {"unknown method", "BREW / HTTP/1.1\r\nHost: shop\r\n\r\n", &refusal::method},
        {"TRACE", "TRACE / HTTP/1.1\r\nHost: shop\r\n\r\n", &refusal::method},
        {"chunk extension", post + host + "Transfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\n\r\n",
         &refusal::chunk_extension},
        {"extension of the last chunk", post + host + "Transfer-Encoding: chunked\r\n\r\n0;a=b\r\n\r\n",
         &refusal::chunk_extension},
        {"chunk size with a blank", post + host + "Transfer-Encoding: chunked\r\n\r\n5 \r\nhello\r\n0\r\n\r\n",
         &refusal::bad_chunk},
        {"chunk size with a sign", post + host + "Transfer-Encoding: chunked\r\n\r\n+5\r\nhello\r\n0\r\n\r\n",
         &refusal::bad_chunk},
        {"chunk size that overflows",
         post + host + "Transfer-Encoding: chunked\r\n\r\n10000000000000005\r\nhello\r\n0\r\n\r\n",
         &refusal::bad_chunk},
        {"chunk line with a bare line feed", post + host + "Transfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n",
         &refusal::bad_chunk},
        {"chunk without its end", post + host + "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloX0\r\n\r\n",
         &refusal::bad_chunk},
        {"length as a trailer", post + host + "Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 5\r\n\r\n",
         &refusal::bad_chunk},
        {"large chunk", post + host + "Transfer-Encoding: chunked\r\n\r\n3e9\r\n", &refusal::body_bytes},
        {"chunks that grow large", post + host + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3e8\r\n",
         &refusal::body_bytes},
        // Valid neighbours.
        {"length", post + host + "Content-Length: 5\r\n\r\nhello", nullptr, "hello"},
        {"length with zeros", post + host + "Content-Length: 005\r\n\r\nhello", nullptr, "hello"},
        {"length 0", post + host + "Content-Length: 0\r\n\r\n", nullptr},
        {"no body", post + host + "\r\n", nullptr},
        {"blanks around the length", post + host + "Content-Length: \t 5 \t\r\n\r\nhello", nullptr, "hello"},
        {"chunked", post + host + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", nullptr, "hello"},
        {"CHUNKED", post + host + "transfer-encoding: CHUNKED\r\n\r\n3\r\nhel\r\n02\r\nlo\r\n00\r\n\r\n", nullptr,
         "hello"},
        {"empty chunked", post + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", nullptr},
        {"trailers", post + host + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n", nullptr,
         "hello"},
        {"host with port", "GET / HTTP/1.1\r\nHost: shop.example:8080\r\n\r\n", nullptr},
        {"host that is IPv6", "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", nullptr},
        {"1.0 without host", "GET / HTTP/1.0\r\n\r\n", nullptr},
        {"empty value", "GET / HTTP/1.1\r\nHost: shop\r\nX:\r\n\r\n", nullptr},
    };
}

TEST(FramingGuard, AcceptsOnlyRequestsThatCanBeReadInOneWay)
{
    for (auto const& c : cases()) {
        auto const outcome = read(c.bytes);
        EXPECT_EQ(outcome.refusal, c.refusal)
            << c.name << ": " << (outcome.refusal ? outcome.refusal->detail : "accepted");
        if (c.refusal) continue;
        EXPECT_TRUE(outcome.is_done) << c.name;
        EXPECT_EQ(outcome.request.body, c.body) << c.name;
        EXPECT_EQ(outcome.rest, "") << c.name;
    }
}

TEST(FramingGuard, DecidesTheSameHoweverTheBytesArrive)
{
    for (auto const& c : cases())
        for (std::size_t const step : {1u, 2u, 3u, 7u}) {
            auto const outcome = read(c.bytes, step);
            EXPECT_EQ(outcome.refusal, c.refusal) << c.name << " in steps of " << step;
            if (c.refusal) continue;
            EXPECT_EQ(outcome.request.body, c.body) << c.name << " in steps of " << step;
        }
}

TEST(FramingGuard, LeavesTheNextRequestAlone)
{
    std::string const next = "GET /next HTTP/1.1\r\n";
    for (auto const& c : cases()) {
        if (c.refusal) continue;
        EXPECT_EQ(read(c.bytes + next).rest, next) << c.name;
    }
}

TEST(HeaderScanner, RefusesWhatIsTooLarge)
{
    std::string fields;
    for (int i = 0; i < 99; ++i) fields += "X: y\r\n";
    auto const get = "GET / HTTP/1.1\r\n" + host;
    EXPECT_EQ(read(get + fields + "\r\n").refusal, nullptr);
    EXPECT_EQ(read(get + fields + "X: y\r\n\r\n").refusal, &refusal::header_fields);
    EXPECT_EQ(read(get + "X: " + std::string(16 * 1024, 'x') + "\r\n\r\n").refusal, &refusal::header_bytes);
    EXPECT_EQ(read("GET /" + std::string(8000, 'x') + " HTTP/1.1\r\n" + host + "\r\n").refusal, &refusal::target_bytes);
    EXPECT_EQ(read("GET /" + std::string(7900, 'x') + " HTTP/1.1\r\n" + host + "\r\n").refusal, nullptr);
    EXPECT_EQ(read(std::string(20'000, 'x'), 100).refusal, &refusal::target_bytes);
}

TEST(HeaderScanner, TakesAHeaderOfExactlyTheLimit)
{
    std::string const start = "GET / HTTP/1.1\r\n" + host + "X: ";
    auto const filler = std::string(16 * 1024 - start.size() - 4, 'x');
    EXPECT_EQ(read(start + filler + "\r\n\r\n").refusal, nullptr);
    EXPECT_EQ(read(start + filler + "x\r\n\r\n").refusal, &refusal::header_bytes);
}

TEST(RequestParser, NeitherCrashesNorOverrunsOnMutatedRequests)
{
    std::mt19937 random(7);
    auto const all = cases();
    for (int i = 0; i < 20'000; ++i) {
        auto bytes = all[random() % all.size()].bytes;
        for (unsigned changes = 1 + random() % 4; changes > 0; --changes) {
            auto const at = random() % bytes.size();
            if (random() % 3 == 0)
                bytes.erase(at, 1);
            else
                bytes[at] = static_cast<char>(random());
            if (bytes.empty()) bytes = "x";
        }
        auto const outcome = read(bytes, 1 + random() % 40);
        EXPECT_LE(outcome.request.body.size(), 1000u);
    }
}

}
