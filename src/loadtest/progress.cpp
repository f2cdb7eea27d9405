// SPDX-License-Identifier: Apache-2.0
#include "loadtest/progress.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <limits>

#include <unistd.h>

namespace loadtest {

namespace {

constexpr auto start_of_empty_line = "\r\x1b[K";

}

Progress::Progress(std::string what, std::uint64_t total)
    : what_(std::move(what)), total_(total), next_(isatty(STDERR_FILENO) != 0 ? 0 : std::numeric_limits<Nanos>::max())
{
}

Progress::~Progress()
{
    if (is_shown_) fmt::print(stderr, "{}", start_of_empty_line);
}

void Progress::show(std::uint64_t done)
{
    if (next_ == std::numeric_limits<Nanos>::max() || now() < next_) return;
    next_ = now() + second / 10;
    is_shown_ = true;
    auto const of = total_ == 0 ? "" : fmt::format(" of {}", total_);
    fmt::print(stderr, "{}… {}{} {}", start_of_empty_line, done, of, what_);
}

}
