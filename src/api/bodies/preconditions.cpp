// SPDX-License-Identifier: Apache-2.0
#include "api/bodies/preconditions.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace api {

namespace {

constexpr std::size_t max_key_bytes = 255;

auto malformed(std::string code, std::string detail)
{
    return base::failure(base::FailureKind::malformed, std::move(code), std::move(detail));
}

std::size_t count_headers(http::Request const& request, std::string_view name)
{
    return static_cast<std::size_t>(std::ranges::count_if(
        request.headers, [&](http::Header const& header) { return base::equals_ignoring_case(header.name, name); }));
}

/// The characters between the quotes; nothing when it is not one RFC 8941 string.
std::optional<std::string> unquoted(std::string_view text)
{
    if (text.size() < 2 || text.back() != '"') return std::nullopt;
    text = text.substr(1, text.size() - 2);
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"') return std::nullopt;
        if (text[i] == '\\' && (++i == text.size() || (text[i] != '"' && text[i] != '\\'))) return std::nullopt;
        result += text[i];
    }
    return result;
}

}

std::string entity_tag(std::uint32_t version) { return '"' + std::to_string(version) + '"'; }

base::Result<std::optional<std::uint32_t>> if_match(http::Request const& request)
{
    auto const value = request.header("If-Match");
    if (!value) return std::nullopt;

    auto const tag = base::trim(*value);
    auto const is_quoted = tag.size() > 2 && tag.front() == '"' && tag.back() == '"';
    auto const version = is_quoted ? base::parse_number<std::uint32_t>(tag.substr(1, tag.size() - 2)) : std::nullopt;
    // "08" is not the tag of version 8.
    if (!version || tag != entity_tag(*version) || count_headers(request, "If-Match") != 1)
        return malformed("if_match_invalid", "If-Match must be the ETag of one version, like \"7\".");
    return version;
}

bool if_none_match_names(http::Request const& request, std::string_view tag)
{
    for (auto const& header : request.headers) {
        if (!base::equals_ignoring_case(header.name, "If-None-Match")) continue;
        std::string_view rest = header.value;
        while (!rest.empty()) {
            auto const comma = std::min(rest.find(','), rest.size());
            auto each = base::trim(rest.substr(0, comma));
            if (each.starts_with("W/")) each.remove_prefix(2);
            if (each == tag || each == "*") return true;
            rest.remove_prefix(std::min(comma + 1, rest.size()));
        }
    }
    return false;
}

base::Result<std::string> idempotency_key(http::Request const& request)
{
    auto const value = request.header("Idempotency-Key");
    if (!value) return malformed("idempotency_key_required", "The header Idempotency-Key is required.");

    auto const text = base::trim(*value);
    auto key = text.starts_with('"') ? unquoted(text) : std::string(text);
    auto const is_printable = [](char c) { return c >= 0x20 && c < 0x7f; };
    if (!key || key->empty() || key->size() > max_key_bytes || !std::ranges::all_of(*key, is_printable) ||
        count_headers(request, "Idempotency-Key") != 1)
        return malformed("idempotency_key_invalid",
                         "Idempotency-Key must be 1 to 255 printable ASCII characters, quoted or not.");
    return std::move(*key);
}

}
