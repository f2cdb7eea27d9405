// SPDX-License-Identifier: Apache-2.0
#include "http/target.hpp"

#include "base/text.hpp"
#include "http/authority.hpp"

#include <algorithm>

namespace http {

namespace {

int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// The byte of the escape at `at`, or -1.
int escaped_byte(std::string_view text, std::size_t at)
{
    if (at + 2 >= text.size()) return -1;
    int const high = hex_value(text[at + 1]);
    int const low = hex_value(text[at + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

std::optional<std::string> decoded(std::string_view text, char plus, bool keeps_slashes)
{
    std::string result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            result += text[i] == '+' ? plus : text[i];
            continue;
        }
        int const byte = escaped_byte(text, i);
        if (byte < 0) return std::nullopt;
        if (byte == '/' && keeps_slashes)
            result += "%2F";
        else
            result += static_cast<char>(byte);
        i += 2;
    }
    return result;
}

bool is_sound(std::string_view text)
{
    if (std::ranges::any_of(text, [](unsigned char c) { return c == '#' || c <= 0x20 || c >= 0x7f; })) return false;
    if (!text.contains('%')) return true;
    auto const plain = percent_decoded(text);
    return plain && !plain->contains('\0') && base::is_valid_utf8(*plain);
}

/// Takes `scheme://authority` off the front.
bool strip_absolute(std::string_view& text, std::string_view& authority)
{
    auto const scheme_end = text.find("://");
    if (scheme_end == std::string_view::npos) return false;
    auto const scheme = text.substr(0, scheme_end);
    if (!base::equals_ignoring_case(scheme, "http") && !base::equals_ignoring_case(scheme, "https")) return false;
    text.remove_prefix(scheme_end + 3);
    authority = text.substr(0, text.find_first_of("/?"));
    text.remove_prefix(authority.size());
    return is_valid_authority(authority);
}

}

std::optional<Target> parse_target(std::string_view text)
{
    if (text == "*") return Target{.path = text, .authority = {}, .origin = text};
    if (!is_sound(text)) return std::nullopt;

    Target result;
    if (!text.starts_with('/') && !strip_absolute(text, result.authority)) return std::nullopt;
    result.origin = text;
    result.path = text.substr(0, text.find('?'));
    if (result.path.empty()) result.path = "/";
    return result;
}

std::optional<std::string> percent_decoded(std::string_view text) { return decoded(text, '+', false); }

std::optional<std::string> query_decoded(std::string_view text) { return decoded(text, ' ', false); }

std::string decoded_path(std::string_view path)
{
    if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    if (!path.contains('%')) return std::string(path);
    return decoded(path, '+', true).value_or(std::string(path));
}

}
