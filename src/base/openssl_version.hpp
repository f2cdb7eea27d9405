// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace base {

/// Of the OpenSSL library that the program runs with.
std::string_view openssl_version();

}
