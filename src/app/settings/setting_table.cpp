// SPDX-License-Identifier: Apache-2.0
#include "app/settings/setting_table.hpp"

#include "adapters/otlp/otlp.hpp"
#include "app/settings/rate_settings.hpp"
#include "app/settings/setting_forms.hpp"
#include "usecases/contact.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

// The member of a Settings, const or not, as the forms want it.
#define AT(member) [](auto& settings) -> auto& { return settings.member; }

namespace app {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::uint64_t kib = 1024;
constexpr std::uint64_t mib = 1024 * kib;

void add_server_settings(std::vector<SettingDescriptor>& table)
{
    constexpr auto group = "Server";
    table.push_back(choice_setting<Environment>(
        {"environment", group, "What the server is run for; production insists on a JWT secret"},
        {{"development", Environment::development},
         {"production", Environment::production},
         {"test", Environment::test}},
        AT(environment)));
    SettingDescriptor host{"host", group, "Address to listen on; 0.0.0.0 or :: for all", "an IP address", false,
                           {},     {}};
    host.show = [](Settings const& settings) { return settings.host; };
    host.assign = [](Settings& settings, std::string_view text) -> std::expected<void, std::string> {
        boost::system::error_code error;
        boost::asio::ip::make_address(std::string(text == "localhost" ? "127.0.0.1" : text), error);
        if (error) return std::unexpected("is not an address");
        settings.host = text == "localhost" ? "127.0.0.1" : text;
        return {};
    };
    table.push_back(std::move(host));
    table.push_back(number_setting({"port", group, "Port to listen on; 0 takes any free one"}, 0, 65535, AT(port)));
    table.push_back(url_setting({"public_url", group,
                                 "Where people reach this server, for the links in mails; default: "
                                 "this machine"},
                                {"http", "https"}, "an address like https://orders.example.org", AT(public_url)));
    table.push_back(choice_setting<DocsVisibility>(
        {"docs", group, "Whether /openapi.json and /docs are there; auto: everywhere but in production"},
        {{"auto", DocsVisibility::automatic}, {"on", DocsVisibility::on}, {"off", DocsVisibility::off}}, AT(docs)));
    table.push_back(number_setting({"cores", group, "Threads that serve connections; 0: one per core of the machine"},
                                   0, 256, AT(cores)));
    table.push_back(path_setting({"data_dir", group, "Folder of the database and the secrets; created when missing"},
                                 "a folder", AT(data_dir)));
    table.push_back(duration_setting({"drain_timeout", group, "How long requests may finish after SIGTERM"}, seconds(0),
                                     seconds(20), AT(drain_timeout)));
    table.push_back(number_setting({"demo_orders_per_minute", group, "Orders that trickle in under `demo`"}, 0, 600,
                                   AT(demo_orders_per_minute)));
}

void add_identity_settings(std::vector<SettingDescriptor>& table)
{
    constexpr auto group = "Sign-in";
    table.push_back(secret_setting({"jwt_secret", group, "Signs access tokens; default: made once, kept in data_dir"},
                                   32, 1024, AT(jwt_secret)));
    table.push_back(
        secret_file_setting({"jwt_secret_file", group, "File that holds the JWT secret instead"}, "jwt_secret"));
    table.push_back(secret_setting(
        {"jwt_secret_previous", group, "The secret before this one: what it signed stays good, nothing new is signed"},
        32, 1024, AT(jwt_secret_previous)));
    table.push_back(secret_file_setting(
        {"jwt_secret_previous_file", group, "File that holds the previous JWT secret instead"}, "jwt_secret_previous"));
    table.push_back(duration_setting({"access_token_lifetime_s", group, "How long an access token is good"}, seconds(1),
                                     hours(24), AT(access_token_lifetime_s)));
    table.push_back(duration_setting(
        {"refresh_grace", group, "How long a refresh token that was used up still gives its successor"}, seconds(0),
        minutes(5), AT(refresh_grace)));
    table.push_back(choice_setting<usecases::BusinessApproval>(
        {"business_approval", group, "Whether a new business takes orders at once or waits for an admin"},
        {{"auto", usecases::BusinessApproval::automatic}, {"manual", usecases::BusinessApproval::manual}},
        AT(business_approval)));
    table.push_back(
        number_setting({"password_threads", group, "Threads that hash passwords"}, 1, 16, AT(password_threads)));
    table.push_back(number_setting({"password_queue", group, "Passwords that may wait to be hashed; more: 503"}, 1,
                                   4096, AT(password_queue)));
}

void add_order_settings(std::vector<SettingDescriptor>& table)
{
    constexpr auto group = "Orders";
    table.push_back(duration_setting(
        {"acceptance_grace", group, "After a start no order is cancelled for not being accepted for so long"},
        seconds(0), hours(1), AT(acceptance_grace)));
    table.push_back(duration_setting(
        {"no_device_after", group, "No device listens to a business that takes orders for so long: a warning"},
        seconds(1), hours(24), AT(no_device_after)));
}

void add_mail_settings(std::vector<SettingDescriptor>& table)
{
    using adapters::smtp::Tls;
    constexpr auto group = "Mail";
    table.push_back(url_setting({"smtp_url", group, "Mail server; without one links are not mailed"}, {"smtp", "smtps"},
                                "smtp://host:port or smtps://host:port", AT(mail.url)));
    table.push_back(choice_setting<Tls>(
        {"smtp_tls", group, "STARTTLS, or TLS at once with smtps; off only for a relay on the same machine"},
        {{"required", Tls::required}, {"off", Tls::off}}, AT(mail.tls)));
    SettingDescriptor from{"smtp_from", group, "Address that mails come from", "an email address", false, {}, {}};
    from.show = [](Settings const& settings) { return settings.mail.from; };
    from.assign = [](Settings& settings, std::string_view text) -> std::expected<void, std::string> {
        if (!usecases::is_email(text)) return std::unexpected("is not an email address");
        settings.mail.from = text;
        return {};
    };
    table.push_back(std::move(from));
    table.push_back(text_setting({"smtp_user", group, "Name to sign in with at the mail server"}, 256, AT(mail.user)));
    table.push_back(secret_setting({"smtp_password", group, "Password for it"}, 1, 1024, AT(mail.password)));
    table.push_back(
        secret_file_setting({"smtp_password_file", group, "File that holds that password instead"}, "smtp_password"));
    table.push_back(path_setting({"smtp_ca_file", group,
                                  "Certificates (PEM) that the mail server's must come from; "
                                  "default: the system's authorities"},
                                 "a file", AT(mail.ca_file)));
    table.push_back(
        number_setting({"mail_queue", group, "Mails that may wait to be sent"}, 1, 100'000, AT(mail.queue)));
}

void add_store_settings(std::vector<SettingDescriptor>& table)
{
    using adapters::sqlite::Synchronous;
    constexpr auto group = "Storage";
    table.push_back(duration_setting(
        {"retention", group, "How long events stay in a log, and idempotency keys are remembered at least"}, days(7),
        days(3650), AT(retention)));
    table.push_back(duration_setting(
        {"personal_data_retention", group, "After how long without a change a closed order is anonymised; 0: never"},
        std::chrono::seconds(0), days(3650), AT(personal_data_retention)));
    table.push_back(choice_setting<Synchronous>(
        {"synchronous", group, "SQLite's synchronous; NORMAL may lose acknowledged orders in a power cut"},
        {{"FULL", Synchronous::full}, {"NORMAL", Synchronous::normal}}, AT(store.synchronous)));
    table.push_back(
        number_setting({"write_queue", group, "Writes that may wait; more: 503"}, 1, 1'000'000, AT(store.queue_limit)));
    table.push_back(
        number_setting({"write_batch", group, "Writes in one transaction"}, 1, 100'000, AT(store.batch_limit)));
    table.push_back(number_setting({"checkpoint_pages", group, "WAL pages of 4 KiB between checkpoints under load"},
                                   100, 1'000'000, AT(store.checkpoint_pages)));
    table.push_back(
        number_setting({"read_connections", group, "Read connections that are kept open"}, 1, 256, AT(store.readers)));
    table.push_back(
        number_setting({"report_threads", group, "Threads that compute statistics"}, 1, 16, AT(store.report_threads)));
    table.push_back(number_setting({"report_queue", group, "Statistics that may wait to be computed; more: 503"}, 1,
                                   4096, AT(store.report_queue)));
    table.push_back(number_setting({"order_bytes", group, "Size of a stored order; more: 422"}, 4 * kib, mib,
                                   AT(store.order_bytes)));
}

void add_tls_settings(std::vector<SettingDescriptor>& table)
{
    constexpr auto group = "TLS and trust";
    table.push_back(path_setting(
        {"tls_certificate_file", group,
         "Certificate and what leads from it to a root: with it the server speaks HTTPS only; read again on SIGHUP"},
        "a PEM file", AT(tls_certificate_file)));
    table.push_back(path_setting({"tls_key_file", group, "Key of the certificate; read again on SIGHUP"},
                                 "a PEM file without a passphrase", AT(tls_key_file)));
}

void add_edge_settings(std::vector<SettingDescriptor>& table)
{
    constexpr auto group = "TLS and trust";
    table.push_back(list_setting<std::string>(
        {"allowed_hosts", group, "Hosts that requests may name; empty: any. *.example.org: whatever is under it"},
        "host names, separated by commas", AT(edges.allowed_hosts),
        [](std::string_view text) { return parse_host_pattern(text); }, [](std::string const& host) { return host; }));
    table.push_back(list_setting<std::string>(
        {"cors_origins", group, "Origins whose pages may read answers and open WebSockets; *: any"},
        "origins like https://shop.example.org, separated by commas", AT(edges.cors_origins),
        [](std::string_view text) { return parse_origin(text); }, [](std::string const& origin) { return origin; }));
    table.push_back(list_setting<http::Network>(
        {"trusted_proxies", group, "Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed"},
        "addresses or networks like 10.0.0.0/8, separated by commas", AT(edges.trusted_proxies), http::parse_network,
        [](http::Network const& network) {
            return network.address.to_string() + "/" + std::to_string(network.prefix);
        }));
}

void add_limit_settings(std::vector<SettingDescriptor>& table)
{
    constexpr auto group = "HTTP limits";
    table.push_back(number_setting({"header_bytes", group, "Request line and header together; more: 431"}, kib, mib,
                                   AT(limits.header_bytes)));
    table.push_back(
        number_setting({"header_fields", group, "Header fields; more: 431"}, 1, 10'000, AT(limits.header_fields)));
    table.push_back(
        number_setting({"target_bytes", group, "Target of a request; more: 414"}, 256, mib, AT(limits.target_bytes)));
    table.push_back(
        number_setting({"body_bytes", group, "Request body; more: 413"}, kib, 64 * mib, AT(limits.body_bytes)));
    table.push_back(number_setting({"chunk_overhead_bytes", group, "Chunk sizes and trailers of one body; more: 413"},
                                   kib, 64 * mib, AT(limits.chunk_overhead_bytes)));
    table.push_back(number_setting({"websocket_message_bytes", group, "Inbound WebSocket message; more: close 1009"},
                                   kib, mib, AT(limits.websocket_message_bytes)));
    table.push_back(
        number_setting({"websocket_messages_per_second", group,
                        "Inbound messages, pings and pongs beyond one for each message sent; more: close 1008"},
                       1, 1'000'000, AT(limits.websocket_messages_per_second)));
    table.push_back(number_setting({"websocket_bytes_per_second", group, "Inbound on a WebSocket; more: close 1008"},
                                   kib, 1024 * mib, AT(limits.websocket_bytes_per_second)));
    table.push_back(duration_setting({"header_timeout", group, "From a request's first byte to the end of its header"},
                                     seconds(1), hours(1), AT(limits.header_timeout)));
    table.push_back(duration_setting({"body_timeout", group, "For the body of a request"}, seconds(1), hours(1),
                                     AT(limits.body_timeout)));
    table.push_back(number_setting({"body_bytes_per_second", group, "A body slower than this for 5 s is cut off: 408"},
                                   1, mib, AT(limits.body_bytes_per_second)));
    table.push_back(
        duration_setting({"answer_timeout", group, "For a peer to take an answer that it does not take at once"},
                         seconds(1), hours(1), AT(limits.answer_timeout)));
    table.push_back(duration_setting({"idle_timeout", group, "Between the requests of a connection"}, seconds(1),
                                     hours(24), AT(limits.idle_timeout)));
    table.push_back(duration_setting({"stall_timeout", group, "A peer that takes no byte for so long is cut off"},
                                     seconds(1), hours(1), AT(limits.stall_timeout)));
    table.push_back(
        duration_setting({"keepalive_after", group, "Silence after which TCP asks whether the peer is still there"},
                         seconds(1), hours(2), AT(limits.keepalive_after)));
    table.push_back(
        number_setting({"connections", group, "Open connections; more: 503"}, 1, 1'000'000, AT(limits.connections)));
    table.push_back(
        number_setting({"connections_per_address", group,
                        "Open connections of one address (IPv6: one /64) that is no trusted proxy; more: 503"},
                       1, 1'000'000, AT(limits.connections_per_address)));
    table.push_back(number_setting({"accepts_per_second", group, "New connections; more: 503, under TLS the close"}, 1,
                                   1'000'000, AT(limits.accepts_per_second)));
}

void add_stream_settings(std::vector<SettingDescriptor>& table)
{
    constexpr auto group = "Streams";
    table.push_back(number_setting({"sockets_per_business", group,
                                    "Open WebSockets and event streams; more: close "
                                    "4013, 429"},
                                   1, 100'000, AT(streams.sockets_per_business)));
    table.push_back(number_setting({"devices_per_credential", group, "Devices with a name; more: close 4013, 409"}, 1,
                                   10'000, AT(streams.devices_per_credential)));
    table.push_back(duration_setting({"stream_heartbeat", group, "Between the pings of an open stream"}, seconds(1),
                                     minutes(5), AT(streams.heartbeat)));
    table.push_back(duration_setting({"stream_max_age", group, "How long a stream stays open, a quarter more or less"},
                                     seconds(4), days(7), AT(streams.max_age)));
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

std::vector<SettingDescriptor> make_table()
{
    std::vector<SettingDescriptor> table;
    add_server_settings(table);
    add_identity_settings(table);
    add_order_settings(table);
    add_mail_settings(table);
    add_store_settings(table);
    add_tls_settings(table);
    add_edge_settings(table);
    add_rate_settings(table);
    add_limit_settings(table);
    add_stream_settings(table);
    add_log_settings(table);
    add_metrics_settings(table);
    add_trace_settings(table);
    return table;
}

std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        auto diagonal = row[0]++;
        for (std::size_t j = 0; j < b.size(); ++j) {
            auto const replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

}

std::string SettingDescriptor::flag() const
{
    auto result = "--" + std::string(name);
    std::ranges::replace(result, '_', '-');
    return result;
}

std::string SettingDescriptor::variable() const
{
    std::string result(name);
    for (auto& letter : result)
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    return result;
}

std::span<SettingDescriptor const> setting_table()
{
    static auto const table = make_table();
    return table;
}

SettingDescriptor const* find_setting(std::string_view name)
{
    auto const table = setting_table();
    auto const found = std::ranges::find(table, name, &SettingDescriptor::name);
    return found == table.end() ? nullptr : &*found;
}

std::string_view nearest(std::string_view word, std::span<std::string_view const> names)
{
    word = word.substr(0, 64);
    std::string_view best;
    auto best_distance = word.size() / 3 + 2;
    for (auto const name : names) {
        auto const distance = edit_distance(word, name);
        if (distance >= best_distance) continue;
        best_distance = distance;
        best = name;
    }
    return best;
}

std::string_view nearest_setting(std::string_view word)
{
    std::vector<std::string_view> names;
    for (auto const& setting : setting_table()) names.push_back(setting.name);
    return nearest(word, names);
}

}
