// SPDX-License-Identifier: Apache-2.0
// Requests as they come from the socket: scanner, framing guard, parser. What is accepted must be read in one way,
// however its bytes are cut, and Beast's own parser must find the same end of the header.
#include "fuzz.hpp"
#include "http/protocol/request_parser.hpp"

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <optional>
#include <string>

namespace {

namespace beast = boost::beast;

constexpr std::size_t header_bytes = 4096;
constexpr std::size_t body_bytes = 2048;
constexpr std::size_t chunk_overhead = 1024;

struct Read {
    http::Request request;
    std::size_t size = 0;  ///< Of header and body.
};

/// The header's size; nothing when it is refused or not there as a whole. `step` bytes come at a time.
std::optional<std::size_t> scanned(std::string_view input, std::size_t step)
{
    http::HeaderScanner scanner({.bytes = header_bytes, .fields = 32, .target = 1024});
    for (std::size_t size = std::min(step, input.size());; size = std::min(size + step, input.size())) {
        if (scanner.scan(input.substr(0, size))) {
            REQUIRE(scanner.size() <= size);
            return scanner.size();
        }
        if (scanner.refusal() != nullptr || size == input.size()) return std::nullopt;
    }
}

/// As a connection reads it, the body in pieces of `step` bytes.
std::optional<Read> parsed(std::string_view input, std::size_t header, std::size_t step)
{
    Read read;
    std::vector<http::Header> spare;
    http::RequestParser parser(read.request, spare, header_bytes);
    if (parser.parse_header(input.substr(0, header)) != nullptr) return std::nullopt;
    if (!parser.is_done() && parser.limit_body(body_bytes, chunk_overhead) != nullptr) return std::nullopt;

    auto const body = input.substr(header);
    std::size_t taken = 0;
    for (std::size_t given = 0; !parser.is_done();) {
        if (given == body.size()) return std::nullopt;
        given = std::min(given + step, body.size());
        taken += parser.parse_body(body.substr(taken, given - taken));
        REQUIRE(taken <= given);
        if (parser.refusal() != nullptr) return std::nullopt;
    }
    REQUIRE(read.request.body.size() <= body_bytes);
    REQUIRE(parser.has_body() || read.request.body.empty());
    read.size = header + taken;
    return read;
}

bool is_same(http::Request const& a, http::Request const& b)
{
    auto const equal = [](http::Header const& x, http::Header const& y) {
        return x.name == y.name && x.value == y.value;
    };
    return a.method == b.method && a.target == b.target && a.body == b.body &&
           std::ranges::equal(a.headers, b.headers, equal);
}

void compare_with_beast(std::string_view header)
{
    beast::http::parser<true, beast::http::empty_body> parser;
    parser.header_limit(header_bytes);
    beast::error_code error;
    parser.eager(false);
    auto const taken = parser.put(boost::asio::const_buffer(header.data(), header.size()), error);
    REQUIRE(!error);
    REQUIRE(parser.is_header_done());
    REQUIRE(taken == header.size());
}

}

void fuzz(std::string_view input)
{
    auto const header = scanned(input, input.size() + 1);
    REQUIRE(scanned(input, 1) == header);
    REQUIRE(scanned(input, 7) == header);
    if (!header) return;

    auto const whole = parsed(input, *header, input.size() + 1);
    for (auto const step : {std::size_t{1}, std::size_t{3}, std::size_t{64}}) {
        auto const pieces = parsed(input, *header, step);
        REQUIRE(pieces.has_value() == whole.has_value());
        if (whole) REQUIRE(pieces->size == whole->size && is_same(pieces->request, whole->request));
    }
    if (whole) compare_with_beast(input.substr(0, *header));
}
