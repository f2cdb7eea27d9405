// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

/// A fuzz target: one of these in each file. libFuzzer calls it with whatever it makes up, in one thread.
void fuzz(std::string_view input);

extern "C" inline __attribute__((used)) int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    fuzz({reinterpret_cast<char const*>(data), size});
    return 0;
}

/// Ends the run with the input kept when what must hold does not.
inline void require(bool holds, char const* what)
{
    if (holds) return;
    std::fprintf(stderr, "does not hold: %s\n", what);
    std::abort();
}

#define REQUIRE(condition) require(static_cast<bool>(condition), #condition)
