// SPDX-License-Identifier: Apache-2.0
#include "adapters/otlp/otlp.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace adapters::otlp {

std::optional<std::vector<Header>> parse_headers(std::string_view text)
{
    std::vector<Header> headers;
    while (!text.empty()) {
        auto const comma = std::min(text.find(','), text.size());
        auto const each = base::trim(text.substr(0, comma));
        text.remove_prefix(std::min(comma + 1, text.size()));
        auto const equals = each.find('=');
        bool const is_plain = std::ranges::all_of(each, [](char c) { return c >= 0x20 && c < 0x7f; });
        if (equals == each.npos || equals == 0 || !is_plain || each.substr(0, equals).find_first_of(" :") != each.npos)
            return std::nullopt;
        headers.emplace_back(each.substr(0, equals), each.substr(equals + 1));
    }
    return headers;
}

}
