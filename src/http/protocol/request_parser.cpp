// SPDX-License-Identifier: Apache-2.0
#include "http/protocol/request_parser.hpp"

#include "base/text.hpp"

#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <optional>

namespace http {

namespace {

namespace beast = boost::beast;

constexpr std::size_t most_reserved = 64 * 1024;

std::optional<Method> known_method(beast::http::verb verb)
{
    switch (verb) {
    case beast::http::verb::get: return Method::get;
    case beast::http::verb::head: return Method::head;
    case beast::http::verb::post: return Method::post;
    case beast::http::verb::put: return Method::put;
    case beast::http::verb::patch: return Method::patch;
    case beast::http::verb::delete_: return Method::delete_;
    case beast::http::verb::options: return Method::options;
    default: return std::nullopt;
    }
}

}

RequestParser::RequestParser(Request& request, std::vector<Header>& spare, std::size_t header_bytes)
    : request_(request), spare_(spare), header_bytes_(header_bytes)
{
    request_.target.clear();
    request_.body.clear();
    Parser::header_limit(static_cast<std::uint32_t>(header_bytes));
    Parser::body_limit(boost::none);
}

Refusal const* RequestParser::parse_header(std::string_view header)
{
    ErrorCode error;
    auto const taken = Parser::put(boost::asio::const_buffer(header.data(), header.size()), error);
    if (refusal_) return refusal_;
    return error || taken != header.size() ? &refusal::syntax : nullptr;
}

Refusal const* RequestParser::limit_body(std::size_t bytes, std::size_t overhead)
{
    most_overhead_ = overhead;
    auto const announced = guard_.content_length().value_or(0);
    if (announced > bytes) return &refusal::body_bytes;
    request_.body.reserve(std::min<std::size_t>(announced, most_reserved));
    Parser::body_limit(bytes);
    return nullptr;
}

std::size_t RequestParser::parse_body(std::string_view input)
{
    // No chunked message ends in fewer bytes than "0\r\n\r\n", and Beast asserts that it sees them together.
    constexpr std::size_t shortest_chunked_end = 5;

    std::size_t taken = 0;
    while (!refusal_ && !is_done() && taken < input.size()) {
        auto const rest = input.substr(taken);
        if (guard_.is_chunked() && rest.size() < shortest_chunked_end) break;
        ErrorCode error;
        auto const body_before = request_.body.size();
        auto const put = Parser::put(boost::asio::const_buffer(rest.data(), rest.size()), error);
        taken += put;
        overhead_ += put - (request_.body.size() - body_before);
        if (overhead_ > most_overhead_) refusal_ = &refusal::chunk_overhead;
        if (error == beast::http::error::need_more) {
            // Only a chunk header or a trailer may wait for its end, and neither may be longer than a header.
            if (input.size() - taken > header_bytes_) refusal_ = &refusal::header_bytes;
            break;
        }
        if (error == beast::http::error::body_limit) refuse(&refusal::body_bytes, error);
        if (error) refuse(&refusal::bad_chunk, error);
    }
    return taken;
}

void RequestParser::refuse(Refusal const* refusal, ErrorCode& error)
{
    if (!refusal_) refusal_ = refusal;
    error = beast::http::error::bad_value;
}

void RequestParser::append_body(View body) { request_.body.append(body.data(), body.size()); }

void RequestParser::on_request_impl(beast::http::verb verb, View, View target, int version, ErrorCode& error)
{
    guard_ = FramingGuard(version == 11);
    request_.target.assign(target.data(), target.size());
    if (auto const method = known_method(verb))
        request_.method = *method;
    else
        refuse(&refusal::method, error);
}

void RequestParser::on_field_impl(beast::http::field field, View name, View value, ErrorCode& error)
{
    if (Parser::is_header_done()) return;  // Trailers are read and forgotten.

    if (auto const* refusal = guard_.field(name, value)) return refuse(refusal, error);
    if (field == beast::http::field::expect) expects_continue_ = base::equals_ignoring_case(value, "100-continue");

    if (spare_.empty()) spare_.emplace_back();
    auto& header = request_.headers.emplace_back(std::move(spare_.back()));
    spare_.pop_back();
    header.name.assign(name.data(), name.size());
    header.value.assign(value.data(), value.size());
}

void RequestParser::on_header_impl(ErrorCode& error)
{
    if (auto const* refusal = guard_.finish()) refuse(refusal, error);
}

std::size_t RequestParser::on_body_impl(View body, ErrorCode&)
{
    append_body(body);
    return body.size();
}

void RequestParser::on_chunk_header_impl(std::uint64_t, View extensions, ErrorCode& error)
{
    if (!extensions.empty()) refuse(&refusal::chunk_extension, error);
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, View body, ErrorCode&)
{
    append_body(body);
    return body.size();
}

}
