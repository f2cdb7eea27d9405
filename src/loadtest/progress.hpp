// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadtest/clock.hpp"

#include <cstdint>
#include <string>

namespace loadtest {

/// One line on stderr that is written over while work goes on; nothing when stderr is no terminal.
class Progress {
public:
    /// `what`: "orders answered". `total` 0: not known.
    Progress(std::string what, std::uint64_t total);
    /// Wipes the line.
    ~Progress();
    Progress(Progress const&) = delete;
    Progress& operator=(Progress const&) = delete;

    /// Shown at most ten times a second.
    void show(std::uint64_t done);

private:
    std::string what_;
    std::uint64_t total_;
    bool is_shown_ = false;
    Nanos next_;
};

}
