// SPDX-License-Identifier: Apache-2.0
#include "base/openssl_version.hpp"

#include <openssl/crypto.h>

namespace base {

std::string_view openssl_version() { return OpenSSL_version(OPENSSL_VERSION_STRING); }

}
