// SPDX-License-Identifier: Apache-2.0
#include "app/setting_forms.hpp"

#include <array>

namespace app {
namespace {

struct Unit {
    char letter;
    std::chrono::seconds size;
};
constexpr std::array units{Unit{'d', std::chrono::days(1)}, Unit{'h', std::chrono::hours(1)},
                           Unit{'m', std::chrono::minutes(1)}, Unit{'s', std::chrono::seconds(1)}};

}

std::expected<std::chrono::seconds, std::string> parse_duration(std::string_view text)
{
    constexpr auto wrong = "is not a time";
    std::chrono::seconds unit(1);
    for (auto const& candidate : units) {
        if (!text.ends_with(candidate.letter)) continue;
        unit = candidate.size;
        text.remove_suffix(1);
        break;
    }
    // Ten digits of days still fit.
    auto const count = base::parse_number<std::int64_t>(text);
    if (!count || *count < 0 || text.size() > 10) return std::unexpected(wrong);
    return *count * unit;
}

std::string format_duration(std::chrono::seconds duration)
{
    if (duration.count() != 0)
        for (auto const& unit : units)
            if (duration % unit.size == std::chrono::seconds(0))
                return fmt::format("{}{}", duration / unit.size, unit.letter);
    return "0s";
}

}
