// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace http {

/// What was received and is not yet used. Bytes are only looked at where they lie, until they have to outlive that
/// place: then `keep` copies what is left of them. Without such a rest it keeps at most 4 KiB of memory.
class Input {
public:
    Input() = default;
    Input(Input const&) = delete;
    Input& operator=(Input const&) = delete;

    /// `bytes` come behind what is there; they stay where they are until `keep`.
    void add(std::string_view bytes);

    void keep();
    void clear() { rest_ = {}; }

    /// Gives back what memory it keeps without a rest.
    void release_memory();

    std::string_view rest() const { return rest_; }
    void consume(std::size_t bytes) { rest_.remove_prefix(bytes); }

private:
    std::string kept_;
    std::string_view rest_;  ///< In `kept_`, or borrowed.
};

}
