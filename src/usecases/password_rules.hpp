// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace usecases {

inline constexpr std::size_t max_password_bytes = 1024;

/// What is wrong with a new password, ready to show: at least 8 characters with an upper-case letter, a lower-case
/// letter and a digit (ASCII), at most 1 KiB, none of the common ones. Nothing when it will do.
std::optional<std::string_view> weakness_of(std::string_view password);

/// Whether it is one of the passwords that are tried first, in any case.
bool is_common_password(std::string_view password);

}
