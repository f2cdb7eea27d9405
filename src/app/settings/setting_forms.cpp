// SPDX-License-Identifier: Apache-2.0
#include "app/settings/setting_forms.hpp"

#include <algorithm>
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

std::optional<std::string> flaw_of_url(std::string_view text, std::vector<std::string_view> const& schemes)
{
    auto const scheme_end = text.find("://");
    if (scheme_end == text.npos) return "is not a URL";
    if (std::ranges::find(schemes, text.substr(0, scheme_end)) == schemes.end()) return "has another scheme";
    auto const rest = text.substr(scheme_end + 3);
    if (rest.empty() || rest.starts_with('/') || rest.starts_with(':')) return "has no host";
    if (rest.contains('@')) return "holds a user or a password";
    if (!std::ranges::all_of(rest, [](char c) { return c > 0x20 && c < 0x7f && c != '#' && c != '?'; }))
        return "has characters that do not belong there";
    return std::nullopt;
}

SettingDescriptor secret_file_setting(SettingNames names, std::string_view secret)
{
    auto assign = [secret](Settings& settings, std::string_view text) -> std::expected<void, std::string> {
        if (text.empty()) return std::unexpected("is empty");
        settings.secret_files.insert_or_assign(std::string(secret), std::filesystem::path(text));
        return {};
    };
    auto show = [secret](Settings const& settings) {
        auto const file = settings.secret_files.find(secret);
        return file == settings.secret_files.end() ? std::string() : file->second.string();
    };
    return {names.name, names.group, names.help, "a file", false, std::move(assign), std::move(show)};
}

std::string format_duration(std::chrono::seconds duration)
{
    if (duration.count() != 0)
        for (auto const& unit : units)
            if (duration % unit.size == std::chrono::seconds(0))
                return fmt::format("{}{}", duration / unit.size, unit.letter);
    return "0s";
}

std::optional<std::string> parse_host_pattern(std::string_view text)
{
    auto const name = text.starts_with("*.") ? text.substr(2) : text;
    auto const is_ours = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view(".-:[]").contains(c);
    };
    if (name.empty() || !std::ranges::all_of(name, is_ours)) return std::nullopt;
    return base::ascii_lower(text);
}

std::optional<std::string> parse_origin(std::string_view text)
{
    auto origin = base::ascii_lower(text);
    if (origin != "*" && !http::is_origin(origin)) return std::nullopt;
    return origin;
}

}
