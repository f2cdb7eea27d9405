// SPDX-License-Identifier: Apache-2.0
#include "usecases/password_rules.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace usecases {

std::optional<std::string_view> weakness_of(std::string_view password)
{
    auto const has = [&](char first, char last) {
        return std::ranges::any_of(password, [=](char c) { return c >= first && c <= last; });
    };
    if (password.size() > max_password_bytes) return "must be at most 1024 bytes";
    if (base::count_code_points(password) < 8) return "must have at least 8 characters";
    if (!has('A', 'Z')) return "must have an upper-case letter (A-Z)";
    if (!has('a', 'z')) return "must have a lower-case letter (a-z)";
    if (!has('0', '9')) return "must have a digit (0-9)";
    if (is_common_password(password)) return "is one of the most common passwords";
    return std::nullopt;
}

}
