// SPDX-License-Identifier: Apache-2.0
#include "adapters/local/local.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <string>

namespace adapters::local {

namespace {

bool is_name_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_+-/").contains(c);
}

/// The letters leave no dot, so that no name climbs out of the folder. Zones begin upper case; what the folder
/// holds besides (`posix/`, `right/`, `localtime`, `posixrules`) does not.
bool is_zone_name(std::string_view name)
{
    return !name.empty() && name.size() <= 64 && name.front() >= 'A' && name.front() <= 'Z' && !name.ends_with('/') &&
           !name.contains("//") && std::ranges::all_of(name, is_name_character);
}

class ZoneFolder final : public ports::TimeZones {
public:
    explicit ZoneFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

    bool exists(std::string_view name) const override
    {
        if (name == "UTC") return true;
        if (!is_zone_name(name) || name == "Factory") return false;
        auto const path = folder_ / name;
        std::error_code ignored;
        if (!std::filesystem::is_regular_file(path, ignored)) return false;

        std::ifstream file(path, std::ios::binary);
        std::array<char, 4> magic{};
        file.read(magic.data(), magic.size());
        return file && std::string_view(magic.data(), magic.size()) == "TZif";
    }

private:
    std::filesystem::path folder_;
};

}

std::unique_ptr<ports::TimeZones> make_time_zones(std::filesystem::path folder)
{
    return std::make_unique<ZoneFolder>(std::move(folder));
}

}
