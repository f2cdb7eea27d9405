// SPDX-License-Identifier: Apache-2.0
#include "http/authority.hpp"

#include <algorithm>

namespace http {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_host_character(char c)
{
    constexpr std::string_view others = "-._~!$&'()*+,;=%";
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || others.contains(c);
}

bool is_port(std::string_view text) { return text.size() <= 5 && std::ranges::all_of(text, is_digit); }

}

bool is_valid_authority(std::string_view text)
{
    std::size_t host_end = 0;
    if (text.starts_with('[')) {
        host_end = text.find(']');
        if (host_end == std::string_view::npos || host_end < 3) return false;
        auto const address = text.substr(1, host_end - 1);
        if (!std::ranges::all_of(address, [](char c) { return c == ':' || is_host_character(c); })) return false;
        ++host_end;
    } else {
        host_end = std::min(text.find(':'), text.size());
        if (host_end == 0 || !std::ranges::all_of(text.substr(0, host_end), is_host_character)) return false;
    }
    auto const rest = text.substr(host_end);
    return rest.empty() || (rest.front() == ':' && is_port(rest.substr(1)));
}

}
