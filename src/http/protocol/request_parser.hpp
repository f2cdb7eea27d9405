// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/message.hpp"
#include "http/protocol/framing_guard.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <cstddef>
#include <vector>

namespace http {

/// Beast's parser for one request, which puts what it reads straight into a Request and lets the framing guard
/// decide. One object per request.
///
/// First `parse_header` with the whole header as the HeaderScanner measured it, then, unless `is_done`,
/// `parse_body` with what follows.
class RequestParser final : private boost::beast::http::basic_parser<true> {
    using Parser = boost::beast::http::basic_parser<true>;

public:
    /// `request` has no headers yet. Those to come are taken from `spare`, whose strings have memory already.
    RequestParser(Request& request, std::vector<Header>& spare, std::size_t header_bytes);

    /// Null, or why the request is refused. Then the parser is of no more use.
    Refusal const* parse_header(std::string_view header);

    /// Before the first `parse_body`: 413 for more than `bytes`, or when chunk sizes and trailers are together more
    /// than `overhead`.
    Refusal const* limit_body(std::size_t bytes, std::size_t overhead);

    /// How many bytes of `input` were taken; the rest is to be given again, with more behind it.
    std::size_t parse_body(std::string_view input);

    /// After `parse_body`.
    Refusal const* refusal() const { return refusal_; }

    using Parser::is_done;
    using Parser::keep_alive;

    bool is_http_1_1() const { return guard_.is_http_1_1(); }

    /// A body was announced that is not empty, or may be not.
    bool has_body() const { return guard_.is_chunked() || guard_.content_length().value_or(0) > 0; }
    bool expects_continue() const { return expects_continue_; }

private:
    using ErrorCode = boost::beast::error_code;
    using View = boost::beast::string_view;

    void refuse(Refusal const* refusal, ErrorCode& error);
    void append_body(View body);

    void on_request_impl(boost::beast::http::verb, View method, View target, int version, ErrorCode&) override;
    void on_response_impl(int, View, int, ErrorCode&) override {}
    void on_field_impl(boost::beast::http::field, View name, View value, ErrorCode&) override;
    void on_header_impl(ErrorCode&) override;
    void on_body_init_impl(boost::optional<std::uint64_t> const&, ErrorCode&) override {}
    std::size_t on_body_impl(View body, ErrorCode&) override;
    void on_chunk_header_impl(std::uint64_t size, View extensions, ErrorCode&) override;
    std::size_t on_chunk_body_impl(std::uint64_t remain, View body, ErrorCode&) override;
    void on_finish_impl(ErrorCode&) override {}

    Request& request_;
    std::vector<Header>& spare_;
    std::size_t header_bytes_;
    std::size_t most_overhead_ = 0;
    std::size_t overhead_ = 0;
    Refusal const* refusal_ = nullptr;
    FramingGuard guard_{true};
    bool expects_continue_ = false;
};

}
