// SPDX-License-Identifier: Apache-2.0
#include "loadtest/process_memory.hpp"

#include <fmt/format.h>

#include <fstream>
#include <stdexcept>
#include <string>

namespace loadtest {

std::int64_t proportional_bytes(std::int32_t process)
{
    constexpr std::int64_t kibibyte = 1024;
    auto const name = fmt::format("/proc/{}/smaps_rollup", process);
    std::ifstream file{name};
    for (std::string word; file >> word;) {
        std::int64_t size = 0;
        if (word == "Pss:" && file >> size) return size * kibibyte;
    }
    throw std::runtime_error("cannot read " + name);
}

}
