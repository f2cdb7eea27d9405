// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/message.hpp"

#include <string>
#include <string_view>

namespace http {

/// How the end of a body is told.
enum class BodyEnd {
    by_length,
    by_last_chunk,
    by_closing,
};

/// What the connection adds to a response.
struct ResponseFrame {
    std::string_view date_line;
    std::string_view request_id;
    BodyEnd body_end = BodyEnd::by_length;
    bool closes = false;
    bool states_keep_alive = false;  ///< HTTP/1.0 needs to be told.
};

/// 1xx, 204 and 304 have no body and no Content-Length (RFC 9110 §8.6).
bool can_have_body(Status status);

/// Appends status line and fields up to and with the empty line. Headers of the handler that would break the
/// message (a bad name, a control character) or that are the connection's own (Content-Length, Connection, …)
/// are left out.
void append_response_head(std::string& out, Response const& response, ResponseFrame const& frame);

/// A header that cannot split the response or say something about framing.
bool is_sendable(Header const& header);

}
