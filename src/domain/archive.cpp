// SPDX-License-Identifier: Apache-2.0
#include "domain/archive.hpp"

#include <array>

namespace domain {

std::string_view kind_of(ArchiveRecord const& record)
{
    static constexpr std::array<std::string_view, std::variant_size_v<ArchiveRecord>> kinds{
        "user", "business", "membership", "api_key", "event", "order", "mark"};
    return kinds[record.index()];
}

}
