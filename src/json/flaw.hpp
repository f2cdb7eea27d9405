// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json/document.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace json {

struct TextLimits {
    std::size_t min = 1;  ///< Code points.
    std::size_t max = 255;
};

/// What is wrong with a value, as a field error says it.
struct Flaw {
    std::string code;
    std::string detail;
};

/// `noun` names what is counted: "character".
std::optional<Flaw> size_flaw(std::size_t size, std::size_t min, std::size_t max, std::string_view noun);

std::optional<Flaw> text_flaw(Document::Node const& node, TextLimits limits);
std::optional<Flaw> integer_flaw(Document::Node const& node, std::int64_t min, std::int64_t max);

}
