// SPDX-License-Identifier: Apache-2.0
#include "app/settings/setting_forms.hpp"
#include "app/settings/setting_groups.hpp"

#include <boost/asio/ip/address.hpp>

namespace app {
namespace {

using std::chrono::seconds;

}

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

}
