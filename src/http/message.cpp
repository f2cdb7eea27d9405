// SPDX-License-Identifier: Apache-2.0
#include "http/message.hpp"

#include "base/text.hpp"
#include "http/target.hpp"

namespace http {

namespace {

/// Takes what stands before the first `separator`, and that, off the front of `rest`.
std::string_view take_until(std::string_view& rest, char separator)
{
    auto const end = rest.find(separator);
    auto const taken = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    return taken;
}

/// Calls `visit` with each non-empty element of a comma-separated header value (RFC 9110 §5.6.1).
template <typename Visit>
void for_each_element(std::string_view list, Visit visit)
{
    while (!list.empty()) {
        auto const element = base::trim(take_until(list, ','));
        if (!element.empty()) visit(element);
    }
}

bool has_token(Request const& request, std::string_view name, std::string_view token)
{
    bool found = false;
    for (auto const& header : request.headers)
        if (base::equals_ignoring_case(header.name, name))
            for_each_element(header.value,
                             [&](auto element) { found = found || base::equals_ignoring_case(element, token); });
    return found;
}

std::string_view query_of(std::string_view target)
{
    auto const mark = target.find('?');
    return mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
}

/// Calls `visit(name, value)`, still with escapes, until it returns false.
template <typename Visit>
void for_each_parameter(std::string_view query, Visit visit)
{
    while (!query.empty()) {
        auto value = take_until(query, '&');
        if (value.empty()) continue;
        auto const name = take_until(value, '=');
        if (!visit(name, value)) return;
    }
}

}

std::string_view method_name(Method method)
{
    switch (method) {
    case Method::get: return "GET";
    case Method::head: return "HEAD";
    case Method::post: return "POST";
    case Method::put: return "PUT";
    case Method::patch: return "PATCH";
    case Method::delete_: return "DELETE";
    case Method::options: return "OPTIONS";
    }
    return "";
}

std::string_view reason_phrase(Status status)
{
    switch (status) {
    case Status::switching_protocols: return "Switching Protocols";
    case Status::ok: return "OK";
    case Status::created: return "Created";
    case Status::accepted: return "Accepted";
    case Status::no_content: return "No Content";
    case Status::not_modified: return "Not Modified";
    case Status::bad_request: return "Bad Request";
    case Status::unauthorized: return "Unauthorized";
    case Status::forbidden: return "Forbidden";
    case Status::not_found: return "Not Found";
    case Status::method_not_allowed: return "Method Not Allowed";
    case Status::request_timeout: return "Request Timeout";
    case Status::conflict: return "Conflict";
    case Status::precondition_failed: return "Precondition Failed";
    case Status::content_too_large: return "Content Too Large";
    case Status::uri_too_long: return "URI Too Long";
    case Status::unsupported_media_type: return "Unsupported Media Type";
    case Status::unprocessable_content: return "Unprocessable Content";
    case Status::upgrade_required: return "Upgrade Required";
    case Status::too_many_requests: return "Too Many Requests";
    case Status::header_fields_too_large: return "Request Header Fields Too Large";
    case Status::internal_server_error: return "Internal Server Error";
    case Status::not_implemented: return "Not Implemented";
    case Status::service_unavailable: return "Service Unavailable";
    }
    return "";
}

std::optional<std::string_view> Request::header(std::string_view name) const
{
    for (auto const& header : headers)
        if (base::equals_ignoring_case(header.name, name)) return header.value;
    return std::nullopt;
}

std::optional<std::string> Request::query(std::string_view name) const
{
    std::optional<std::string> result;
    for_each_parameter(query_of(target), [&](auto encoded_name, auto encoded_value) {
        if (query_decoded(encoded_name) != name) return true;
        result = query_decoded(encoded_value);
        return false;
    });
    return result;
}

base::Result<std::vector<std::pair<std::string, std::string>>> Request::query_parameters() const
{
    std::vector<std::pair<std::string, std::string>> result;
    bool is_sound = true;
    for_each_parameter(query_of(target), [&](auto encoded_name, auto encoded_value) {
        auto parameter = query_decoded(encoded_name);
        auto value = query_decoded(encoded_value);
        is_sound = parameter && value;
        if (is_sound) result.emplace_back(*std::move(parameter), *std::move(value));
        return is_sound;
    });
    if (!is_sound)
        return base::failure(base::FailureKind::malformed, "malformed_query", "An escape in the query is wrong.");
    return result;
}

bool is_websocket_upgrade(Request const& request)
{
    auto const key = base::trim(request.header("Sec-WebSocket-Key").value_or(""));
    auto const is_key = key.size() == 24 && key.ends_with("==");
    return request.method == Method::get && has_token(request, "Connection", "upgrade") &&
           has_token(request, "Upgrade", "websocket") && request.header("Sec-WebSocket-Version") == "13" && is_key;
}

std::vector<std::string_view> offered_subprotocols(Request const& request)
{
    std::vector<std::string_view> result;
    for (auto const& header : request.headers)
        if (base::equals_ignoring_case(header.name, "Sec-WebSocket-Protocol"))
            for_each_element(header.value, [&](auto element) { result.push_back(element); });
    return result;
}

}
