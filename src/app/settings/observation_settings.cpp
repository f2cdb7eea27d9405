// SPDX-License-Identifier: Apache-2.0
#include "adapters/otlp/otlp.hpp"
#include "app/settings/setting_forms.hpp"
#include "app/settings/setting_groups.hpp"

namespace app {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

}

void add_log_settings(std::vector<SettingDescriptor>& table)
{
    using telemetry::Level;
    using telemetry::LogFormat;
    constexpr auto group = "Log";
    table.push_back(choice_setting<Level>(
        {"log_level", group, "The least that is logged"},
        {{"debug", Level::debug}, {"info", Level::info}, {"warning", Level::warning}, {"error", Level::error}},
        AT(log_level)));
    table.push_back(choice_setting<LogFormat>(
        {"log_format", group, "auto: text on a terminal, else JSON lines"},
        {{"auto", LogFormat::automatic}, {"json", LogFormat::json}, {"text", LogFormat::text}}, AT(log_format)));
    table.push_back(switch_setting({"log_requests", group, "One line per request"}, AT(log_requests)));
    table.push_back(duration_setting(
        {"slow_operation", group, "A request, write or report that takes longer is a warning in the log"}, seconds(0),
        hours(1), AT(slow_operation)));
}

void add_metrics_settings(std::vector<SettingDescriptor>& table)
{
    constexpr auto group = "Metrics";
    table.push_back(secret_setting({"metrics_token", group,
                                    "Opens /metrics, /api/v1/metrics and /health/detailed to other machines; default: "
                                    "to this one only"},
                                   16, 1024, AT(metrics_token)));
    table.push_back(secret_file_setting({"metrics_token_file", group, "File that holds the metrics token instead"},
                                        "metrics_token"));
}

void add_trace_settings(std::vector<SettingDescriptor>& table)
{
    constexpr auto group = "Traces";
    table.push_back(url_setting({"otlp_endpoint", group,
                                 "Collector that gets a span for each request, over OTLP/HTTP with JSON; without one "
                                 "nothing is exported"},
                                {"http", "https"}, "an address like http://localhost:4318", AT(otlp_endpoint)));
    auto headers = secret_setting({"otlp_headers", group, "Headers for the collector"}, 3, 4096, AT(otlp_headers));
    headers.accepts = "name=value, separated by commas";
    headers.assign = [assign = headers.assign](Settings& settings,
                                               std::string_view text) -> std::expected<void, std::string> {
        if (!adapters::otlp::parse_headers(text)) return std::unexpected("is not a list of name=value");
        return assign(settings, text);
    };
    table.push_back(std::move(headers));
    table.push_back(
        secret_file_setting({"otlp_headers_file", group, "File that holds those headers instead"}, "otlp_headers"));
    table.push_back(number_setting(
        {"trace_percent", group, "Of the requests that come without a trace so many in 100 are exported"}, 0, 100,
        AT(trace_percent)));
    table.push_back(number_setting({"trace_queue", group, "Spans that may wait for the collector; more are dropped"}, 1,
                                   1'000'000, AT(trace_queue)));
}

}
