// SPDX-License-Identifier: Apache-2.0
#include "adapters/local/local.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>

#include <date/tz.h>

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

class DatabaseZone final : public domain::TimeZone {
public:
    explicit DatabaseZone(date::time_zone const& zone) : zone_(zone) {}

    domain::LocalTime to_local(base::Instant instant) const override
    {
        return domain::LocalTime(zone_.to_local(instant).time_since_epoch());
    }

    base::Instant to_instant(domain::LocalTime local) const override
    {
        auto const info = zone_.get_info(date::local_time<std::chrono::microseconds>(local.time_since_epoch()));
        if (info.result == date::local_info::nonexistent) return info.first.end;
        return base::Instant(local.time_since_epoch() - info.first.offset);
    }

private:
    date::time_zone const& zone_;
};

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

    domain::TimeZone const& find(std::string_view name) const override
    {
        {
            std::shared_lock const lock(mutex_);
            if (auto const known = zones_.find(name); known != zones_.end()) return *known->second;
        }
        auto zone = open(name);
        if (!zone) return domain::utc();
        std::unique_lock const lock(mutex_);
        return *zones_.try_emplace(std::string(name), std::move(zone)).first->second;
    }

private:
    std::unique_ptr<domain::TimeZone> open(std::string_view name) const
    {
        if (name == "UTC" || !exists(name)) return nullptr;
        try {
            return std::make_unique<DatabaseZone>(*date::locate_zone(name));
        } catch (std::exception const&) {
            return nullptr;  // a file in the folder that the library cannot read
        }
    }

    std::filesystem::path folder_;
    mutable std::shared_mutex mutex_;
    mutable std::map<std::string, std::unique_ptr<domain::TimeZone>, std::less<>> zones_;
};

}

std::unique_ptr<ports::TimeZones> make_time_zones(std::filesystem::path folder)
{
    return std::make_unique<ZoneFolder>(std::move(folder));
}

}
