// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/message.hpp"

#include <string_view>

namespace http {

/// Why the server itself refuses a request, before any handler sees it. All of them are constants below,
/// so that a pointer says it all; null means "not refused".
struct Refusal {
    Status status;
    std::string_view code;    ///< Stable: part of the API.
    std::string_view detail;  ///< For the caller.
    std::string_view limit;   ///< The limit that bit, as the metric's label; empty for none.
    bool closes;              ///< What follows on the connection cannot be trusted, or is not worth reading.
};

namespace refusal {

constexpr Refusal framing(std::string_view detail)
{
    return {Status::bad_request, "malformed_request", detail, "", true};
}

constexpr Refusal limit(Status status, std::string_view code, std::string_view detail, std::string_view name)
{
    return {status, code, detail, name, true};
}

inline constexpr auto syntax = framing("The request is not well-formed HTTP/1.1.");
inline constexpr auto line_ending = framing("Every header line ends with CR LF.");
inline constexpr auto control_character = framing("A header line holds a control character.");
inline constexpr auto folded = framing("Folded header lines are not accepted.");
inline constexpr auto no_host = framing("An HTTP/1.1 request needs a Host header.");
inline constexpr auto two_hosts = framing("More than one Host header.");
inline constexpr auto bad_host = framing("The Host header is not a host with an optional port.");
inline constexpr auto two_lengths = framing("More than one Content-Length header.");
inline constexpr auto bad_length = framing("Content-Length is a number of digits only.");
inline constexpr auto two_encodings = framing("More than one Transfer-Encoding header.");
inline constexpr auto bad_encoding = framing("The only Transfer-Encoding accepted is exactly chunked.");
inline constexpr auto encoding_in_1_0 = framing("HTTP/1.0 has no Transfer-Encoding.");
inline constexpr auto length_and_encoding = framing("Content-Length and Transfer-Encoding exclude each other.");
inline constexpr auto chunk_extension = framing("Chunk extensions are not accepted.");
inline constexpr auto bad_chunk = framing("The chunked body is not well-formed.");
inline constexpr auto bad_target =
    framing("The request target is not a path, or holds a wrong escape, a NUL or text that is not UTF-8.");

inline constexpr auto header_bytes =
    limit(Status::header_fields_too_large, "header_too_large", "The header is too large.", "header_bytes");
inline constexpr auto header_fields =
    limit(Status::header_fields_too_large, "header_too_large", "Too many header fields.", "header_fields");
inline constexpr auto target_bytes =
    limit(Status::uri_too_long, "uri_too_long", "The request target is too long.", "target_bytes");
inline constexpr auto body_bytes =
    limit(Status::content_too_large, "body_too_large", "The request body is too large.", "body_bytes");
inline constexpr auto chunk_overhead =
    limit(Status::content_too_large, "body_too_large", "The chunks of the body are too small.", "chunk_overhead_bytes");
inline constexpr auto header_timeout =
    limit(Status::request_timeout, "request_timeout", "The request header took too long.", "header_timeout");
inline constexpr auto body_timeout =
    limit(Status::request_timeout, "request_timeout", "The request body took too long.", "body_timeout");
inline constexpr auto body_rate =
    limit(Status::request_timeout, "request_timeout", "The request body comes too slowly.", "body_bytes_per_second");
inline constexpr auto connections = limit(Status::service_unavailable, "too_many_connections",
                                          "The server has no room for more connections.", "connections");
inline constexpr auto connections_of_client =
    limit(Status::service_unavailable, "too_many_connections", "This address has too many connections.",
          "connections_per_address");
inline constexpr auto accept_rate = limit(Status::service_unavailable, "too_many_connections",
                                          "Too many connections come at once.", "accepts_per_second");

inline constexpr Refusal method{Status::not_implemented, "not_implemented", "This method is not implemented.", "",
                                true};
inline constexpr Refusal not_json{Status::unsupported_media_type, "unsupported_media_type",
                                  "The body must be sent as Content-Type: application/json.", "", false};
inline constexpr Refusal encoded_body{Status::unsupported_media_type, "unsupported_media_type",
                                      "The body must be sent without a Content-Encoding.", "", false};
inline constexpr Refusal no_route{Status::not_found, "not_found", "There is nothing at this address.", "", false};
inline constexpr Refusal wrong_host{Status::bad_request, "host_not_allowed",
                                    "This server does not answer for that host.", "allowed_hosts", false};
inline constexpr Refusal wrong_origin{Status::forbidden, "origin_not_allowed",
                                      "Pages of that origin may not open a WebSocket here.", "cors_origins", false};
inline constexpr Refusal wrong_method{Status::method_not_allowed, "method_not_allowed",
                                      "This address does not know that method; see Allow.", "", false};

}

}
