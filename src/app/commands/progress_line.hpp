// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/progress.hpp"

#include <chrono>
#include <future>

namespace app {

/// One line on stderr that is written over while work goes on; nothing when stderr is no terminal.
class ProgressLine {
public:
    ProgressLine();
    /// Wipes the line.
    ~ProgressLine();
    ProgressLine(ProgressLine const&) = delete;
    ProgressLine& operator=(ProgressLine const&) = delete;

    void show(base::Progress::State const& state);

private:
    bool is_terminal_;
    bool is_shown_ = false;
};

/// What `work` gives, its progress shown meanwhile.
template <typename T>
T watched(std::future<T> work, base::Progress const& progress)
{
    constexpr std::chrono::milliseconds pace{100};
    ProgressLine line;
    while (work.wait_for(pace) != std::future_status::ready) line.show(progress.state());
    return work.get();
}

}
