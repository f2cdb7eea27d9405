// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"

#include <algorithm>
#include <string>

namespace adapters::sqlite {

/// "2026-11-24T01-02-03-004Z": sorts by time, and no shell minds it.
inline std::string file_date(base::Instant instant)
{
    auto text = base::format_instant(instant);
    std::ranges::replace_if(text, [](char c) { return c == ':' || c == '.'; }, '-');
    return text;
}

}
