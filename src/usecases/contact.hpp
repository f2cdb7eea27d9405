// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// How people and businesses are reached: what such texts must look like.
namespace usecases {

/// local@domain in ASCII (RFC 5321 without quoted locals and address literals), at least two domain labels.
bool is_email(std::string_view text);

/// 10–15 digits with an optional +.
bool is_phone_number(std::string_view text);

/// An http or https URL with a host and without white space, as far as a look at the text can say.
bool is_web_address(std::string_view text);

}
