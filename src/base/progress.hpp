// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

namespace base {

/// How far a long piece of work is. One thread does it; others look, and may ask it to stop. A look in the moment in
/// which one step follows another may see some of both.
class Progress {
public:
    struct State {
        std::string_view step;    ///< "copying"; empty before the first.
        std::uint64_t done = 0;
        std::uint64_t total = 0;  ///< 0: not known.

        bool operator==(State const&) const = default;
    };

    /// `step` is a literal.
    void begin(char const* step, std::uint64_t total)
    {
        done_ = 0;
        total_ = total;
        step_ = step;
    }
    void reach(std::uint64_t done) { done_ = done; }

    State state() const { return {step_.load(), done_, total_}; }

    /// The work ends when it next looks; what it had made is taken away again.
    void cancel() { is_cancelled_ = true; }
    bool is_cancelled() const { return is_cancelled_; }

private:
    std::atomic<char const*> step_{""};
    std::atomic<std::uint64_t> done_{0};
    std::atomic<std::uint64_t> total_{0};
    std::atomic<bool> is_cancelled_{false};
};

}
