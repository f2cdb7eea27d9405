// SPDX-License-Identifier: Apache-2.0
#include "app/settings/setting_forms.hpp"
#include "app/settings/setting_groups.hpp"

namespace app {
namespace {

using usecases::RateQuotas;

constexpr std::uint32_t most_requests = 1'000'000;

std::expected<domain::Quota, std::string> parse_quota(std::string_view text)
{
    auto const slash = text.find('/');
    if (slash == text.npos) return std::unexpected("is not a number and a time");
    auto const limit = base::parse_number<std::uint32_t>(text.substr(0, slash));
    if (!limit || *limit < 1 || *limit > most_requests) return std::unexpected("is not 1 to 1000000 requests");
    auto const window = parse_duration(text.substr(slash + 1));
    if (!window || *window < std::chrono::seconds(1) || *window > std::chrono::days(1))
        return std::unexpected("is not a time from 1s to 1d");
    return domain::Quota{*limit, *window};
}

SettingDescriptor quota_setting(std::string_view name, std::string_view help, domain::Quota RateQuotas::* quota)
{
    auto assign = [quota](Settings& settings, std::string_view text) -> std::expected<void, std::string> {
        auto const parsed = parse_quota(text);
        if (!parsed) return std::unexpected(parsed.error());
        settings.rate.*quota = *parsed;
        return {};
    };
    auto show = [quota](Settings const& settings) {
        auto const& [limit, window] = settings.rate.*quota;
        return fmt::format("{}/{}", limit, format_duration(window));
    };
    return {name,           "Rate limits",
            help,           "requests (1 to 1000000) and the time (1s to 1d) in which they come back, like 1000/1h",
            false,          std::move(assign),
            std::move(show)};
}

}

void add_rate_settings(std::vector<SettingDescriptor>& table)
{
    constexpr auto group = "Rate limits";
    table.push_back(
        switch_setting({"rate_limit", group, "Whether requests are counted; see docs/rate-limits.md"}, AT(rate.is_on)));
    table.push_back(quota_setting(
        "rate_auth", "Sign-ups, sign-ins, lost passwords and refused refreshes of one address", &RateQuotas::auth));
    table.push_back(quota_setting("rate_api", "Other requests under /api/v1 of one address without a good credential",
                                  &RateQuotas::api));
    table.push_back(quota_setting("rate_default", "Whatever else one address asks for without a good credential",
                                  &RateQuotas::other));
    table.push_back(quota_setting("rate_account", "Wrong passwords for one account", &RateQuotas::account));
    table.push_back(
        quota_setting("rate_user", "Requests of one person, and refreshes of one session", &RateQuotas::user));
    table.push_back(quota_setting("rate_api_key", "Requests with one API key", &RateQuotas::api_key));
    table.push_back(quota_setting("rate_stream",
                                  "Polls with a cursor and opened streams of one device that count to "
                                  "nobody",
                                  &RateQuotas::stream));
    table.push_back(number_setting(
        {"rate_entries", group, "Counters kept of addresses and accounts, and as many of credentials; 24 bytes each"},
        1000, 10'000'000, AT(rate_entries)));
}

}
