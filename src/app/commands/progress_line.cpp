// SPDX-License-Identifier: Apache-2.0
#include "app/commands/progress_line.hpp"

#include <fmt/format.h>

#include <cstdio>

#include <unistd.h>

namespace app {
namespace {

constexpr auto start_of_empty_line = "\r\x1b[K";

}

ProgressLine::ProgressLine() : is_terminal_(::isatty(STDERR_FILENO) != 0) {}

ProgressLine::~ProgressLine()
{
    if (is_shown_) fmt::print(stderr, "{}", start_of_empty_line);
}

void ProgressLine::show(base::Progress::State const& state)
{
    if (!is_terminal_ || state.step.empty()) return;
    is_shown_ = true;
    auto const share = state.total == 0 ? "" : fmt::format(" {} %", state.done * 100 / state.total);
    fmt::print(stderr, "{}… {}{}", start_of_empty_line, state.step, share);
    std::fflush(stderr);
}

}
