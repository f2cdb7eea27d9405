// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/task.hpp"

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http {

enum class Method { get, head, post, put, patch, delete_, options };

std::string_view method_name(Method method);

/// RFC 9110 §15; the ones that we send.
enum class Status : std::uint16_t {
    switching_protocols = 101,
    ok = 200,
    created = 201,
    accepted = 202,
    no_content = 204,
    not_modified = 304,
    bad_request = 400,
    unauthorized = 401,
    forbidden = 403,
    not_found = 404,
    method_not_allowed = 405,
    request_timeout = 408,
    conflict = 409,
    precondition_failed = 412,
    content_too_large = 413,
    uri_too_long = 414,
    unsupported_media_type = 415,
    unprocessable_content = 422,
    upgrade_required = 426,
    too_many_requests = 429,
    header_fields_too_large = 431,
    internal_server_error = 500,
    not_implemented = 501,
    service_unavailable = 503,
};

std::string_view reason_phrase(Status status);

struct Header {
    std::string name;
    std::string value;
};

/// A request as the router and the handlers see it: complete, within the limits, framing checked.
/// Lives as long as its handler runs.
struct Request {
    Method method = Method::get;
    std::string target;             ///< As sent: path and query.
    std::string path;  ///< Percent-decoded (%2F stays), without query and trailing slash (but "/" stays).
    std::vector<Header> headers;  ///< In order; names as sent.
    std::string body;
    std::string request_id;  ///< `X-Request-Id` of the caller when it is sane, else ours.
    boost::asio::ip::address peer;  ///< The other end of the socket.
    bool is_secure = false;  ///< Came over TLS, here or at a trusted proxy.
    boost::asio::ip::address client;  ///< Who asks: the peer, or whom a trusted proxy names.
    std::vector<std::string> path_parameters;  ///< The values of the route template's {names}, in order.
    std::string_view route;  ///< The matched template; empty in the fallback.

    /// The value of the first header of that name (any case).
    std::optional<std::string_view> header(std::string_view name) const;

    /// Percent-decoded value of the first query parameter of that name; nothing if absent.
    std::optional<std::string> query(std::string_view name) const;

    /// All query parameters in order, decoded. `failure` (400) when an escape is wrong.
    base::Result<std::vector<std::pair<std::string, std::string>>> query_parameters() const;
};

class WebSocket;
class ResponseStream;

/// What a handler answers. `Content-Length`, `Date`, `Server` and `X-Request-Id` are added by the connection.
struct Response {
    Status status = Status::ok;
    std::string_view content_type = "application/json";  ///< Static text; empty: no body type.
    std::vector<Header> headers = {};
    std::string body = {};

    /// It was late on purpose, as a long poll is: not counted among the durations.
    bool has_waited = false;

    /// Set: after the 101 the connection becomes a WebSocket and this runs until the socket is done.
    /// Only for requests for which `is_websocket_upgrade` holds.
    std::function<base::Task<void>(WebSocket&)> upgrade = {};

    /// Set: the head is sent without `body`, then this writes the body piece by piece and the connection closes when
    /// it returns. Not called for HEAD.
    std::function<base::Task<void>(ResponseStream&)> stream = {};

    Response& with(std::string name, std::string value) &
    {
        headers.push_back({std::move(name), std::move(value)});
        return *this;
    }
    Response&& with(std::string name, std::string value) &&
    {
        headers.push_back({std::move(name), std::move(value)});
        return std::move(*this);
    }
};

inline Response json_response(Status status, std::string body) { return {.status = status, .body = std::move(body)}; }

/// A WebSocket opening handshake (RFC 6455 §4.2.1), version 13.
bool is_websocket_upgrade(Request const& request);

/// `Sec-WebSocket-Protocol` as a list, in order.
std::vector<std::string_view> offered_subprotocols(Request const& request);

}
