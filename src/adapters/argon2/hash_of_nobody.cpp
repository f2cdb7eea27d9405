// SPDX-License-Identifier: Apache-2.0
#include "adapters/argon2/hash_of_nobody.hpp"

#include <fmt/format.h>

namespace adapters::argon2 {

std::string hash_of_nobody(HasherOptions const& options)
{
    // 16 bytes of salt and 32 of hash, all zero, in base64.
    return fmt::format("$argon2id$v=19$m={},t={},p={}${:A<22}${:A<43}", options.memory_kib, options.passes,
                       options.lanes, "", "");
}

}
