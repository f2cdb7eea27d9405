// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace http {

/// A request target taken apart (RFC 9112 §3.2): views into the text that it was parsed from.
struct Target {
    std::string_view path;       ///< As sent, without query; "*" for OPTIONS *.
    std::string_view authority;  ///< Of the absolute form, else empty.
    std::string_view origin;     ///< Path and query as sent; may be empty or start with '?' in the absolute form.
};

/// Origin form, absolute form (http, https), or `*`. Nothing when it is none of these, when an escape in it is wrong,
/// when it holds a blank or a control character, or when what it decodes to holds a NUL or is not UTF-8.
std::optional<Target> parse_target(std::string_view text);

/// RFC 3986 §2.1; nothing when an escape is wrong.
std::optional<std::string> percent_decoded(std::string_view text);

/// The same for one part of a query: '+' is a blank there.
std::optional<std::string> query_decoded(std::string_view text);

/// A path for people and prefix checks: decoded, without a trailing slash. %2F stays, so that no segment appears that
/// was not sent.
std::string decoded_path(std::string_view path);

}
