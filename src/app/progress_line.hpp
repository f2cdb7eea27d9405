// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/progress.hpp"

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

}
