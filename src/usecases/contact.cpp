// SPDX-License-Identifier: Apache-2.0
#include "usecases/contact.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace usecases {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_atom_character(char c)
{
    return is_letter(c) || is_digit(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").contains(c);
}

bool is_domain_label(std::string_view label)
{
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
           std::ranges::all_of(label, [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

/// Whether there is at least one part, and `holds` for every part between dots.
template <typename Predicate>
bool all_parts(std::string_view text, Predicate holds)
{
    while (true) {
        auto const dot = text.find('.');
        if (!holds(text.substr(0, dot))) return false;
        if (dot == text.npos) return true;
        text.remove_prefix(dot + 1);
    }
}

bool is_dot_atom(std::string_view text)
{
    return all_parts(
        text, [](std::string_view part) { return !part.empty() && std::ranges::all_of(part, is_atom_character); });
}

}

bool is_email(std::string_view text)
{
    auto const at = text.find('@');
    if (text.size() > 254 || at == text.npos || at > 64) return false;
    auto const domain = text.substr(at + 1);
    auto const last_dot = domain.rfind('.');
    return is_dot_atom(text.substr(0, at)) && all_parts(domain, is_domain_label) && last_dot != domain.npos &&
           is_letter(domain[last_dot + 1]);
}

bool is_phone_number(std::string_view text)
{
    if (text.starts_with('+')) text.remove_prefix(1);
    return text.size() >= 10 && text.size() <= 15 && std::ranges::all_of(text, is_digit);
}

bool is_web_address(std::string_view text)
{
    auto const scheme_end = text.find("://");
    if (scheme_end == text.npos) return false;
    auto const scheme = text.substr(0, scheme_end);
    auto const rest = text.substr(scheme_end + 3);
    return (base::equals_ignoring_case(scheme, "https") || base::equals_ignoring_case(scheme, "http")) &&
           !rest.empty() && !std::string_view("/?#").contains(rest.front()) &&
           std::ranges::all_of(rest, [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7f; });
}

}
