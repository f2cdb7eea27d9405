// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadtest/options.hpp"

#include <stdexcept>
#include <string>
#include <string_view>

namespace loadtest {

/// The server is not on this machine and nobody said that this is meant.
class RemoteTarget : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct Outcome {
    bool all_went_well;  ///< Nothing was refused, lost, doubled or left unanswered.
    std::string text;    ///< One line of JSON, or a table for people.
};

/// Puts a server under load from one thread and says what was seen. Progress and complaints go to stderr.
/// `own_samples`: the orders to post when the options name no file (see parse_samples). Throws BadTarget,
/// RemoteTarget, Unreachable, or another std::runtime_error when the test itself cannot go on.
Outcome run(Options const& options, std::string_view own_samples);

}
