// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace loadtest {

/// One HTTP/1.1 answer, read no further than a load generator needs. The views point into the bytes it was
/// read from.
struct Answer {
    int status = 0;
    std::string_view head;  ///< Status line and fields.
    std::string_view body;
    std::size_t size = 0;  ///< Bytes of head and body together.
};

/// The answer at the front of `bytes`, or nothing while it is incomplete.
/// Throws std::runtime_error for what is no HTTP/1.1 answer or does not state its length.
std::optional<Answer> read_answer(std::string_view bytes);

/// The text between `before` (for example `"id":"`) and the next quotation mark; empty when not found.
std::string_view text_after(std::string_view body, std::string_view before);

}
