// SPDX-License-Identifier: Apache-2.0
//
// loadgen: puts a server under load and prints what it saw as one JSON object on stdout. See bench/README.md.

#include "load/counter_sockets.hpp"
#include "load/workloads.hpp"

#include <boost/json.hpp>
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <iostream>

namespace {

namespace json = boost::json;

struct Options {
    load::Endpoint endpoint;
    load::Pace pace;
    std::string path = "/health";
    std::string tenants_file;
    std::string samples_file = "tests/data/orders.jsonl";
    std::size_t businesses = 500;
    std::size_t list_limit = 20;
    std::size_t sockets = 1'000;
};

int print(std::string_view mode, json::object result, bool all_went_well)
{
    result["mode"] = mode;
    std::cout << json::serialize(result) << std::endl;
    return all_went_well ? 0 : 1;
}

int run_engine(std::string_view mode, Options const& options, load::Workload& workload)
{
    load::Poller poller;
    load::Engine engine{poller, options.endpoint, options.pace, workload};
    engine.run();
    return print(mode, engine.to_json(), engine.all_went_well());
}

int set_up(Options const& options)
{
    load::write_tenants(options.tenants_file, load::make_tenants(options.endpoint, options.businesses));
    return print("setup", {{"businesses", options.businesses}}, true);
}

int same_request(Options const& options)
{
    load::SameRequest workload{options.endpoint, options.path};
    return run_engine("http", options, workload);
}

int new_orders(Options const& options)
{
    auto const tenants = load::read_tenants(options.tenants_file);
    load::SampleOrders orders{options.samples_file, tenants, options.endpoint};
    load::NewOrders workload{orders};
    return run_engine("orders", options, workload);
}

int mixed(Options const& options)
{
    auto const tenants = load::read_tenants(options.tenants_file);
    load::SampleOrders orders{options.samples_file, tenants, options.endpoint};
    auto const token = load::log_in(options.endpoint, tenants);
    load::MixedRequests workload{options.endpoint,        tenants, orders, token, options.list_limit,
                                 options.pace.connections};
    load::Poller poller;
    load::Engine engine{poller, options.endpoint, options.pace, workload};
    engine.run();
    auto result = engine.to_json();
    result["by_act"] = workload.to_json();
    return print("mixed", result, engine.all_went_well());
}

int sockets(Options const& options)
{
    auto tenants = load::read_tenants(options.tenants_file);
    auto const token = load::log_in(options.endpoint, tenants);
    // Orders go only to the businesses that somebody watches.
    tenants.list.resize(std::min(tenants.list.size(), options.businesses));
    load::SampleOrders orders{options.samples_file, tenants, options.endpoint, true};
    load::Poller poller;
    load::CounterSockets counters{poller, options.endpoint, tenants, token, options.sockets, orders.external_prefix()};
    counters.open();
    load::WatchedOrders workload{orders, counters, options.pace.connections};
    load::Engine engine{poller, options.endpoint, options.pace, workload};
    counters.count_in(engine);
    engine.run();
    counters.wait_for_all();
    auto result = engine.to_json();
    result["sockets"] = counters.to_json();
    return print("sockets", result, engine.all_went_well() && counters.all_went_well());
}

void add_pace(CLI::App& command, load::Pace& pace)
{
    command.add_option("--connections", pace.connections, "Connections, one request in flight on each")
        ->capture_default_str();
    command.add_option("--rate", pace.rate, "Requests per second by the clock; 0: as fast as answers come")
        ->capture_default_str();
    command.add_option("--warmup", pace.warmup, "Seconds before anything is measured")->capture_default_str();
    command.add_option("--seconds", pace.seconds, "Measured seconds")->capture_default_str();
    command.add_option("--count", pace.count, "Stop after so many requests and measure them all");
}

int run(int argc, char** argv)
{
    Options options;
    CLI::App app{"Load generator of the order receiver. Results: one JSON object on stdout. Exit 1: something was "
                 "refused or lost."};
    app.require_subcommand(1);
    auto const command = [&](char const* name, char const* what, bool needs_tenants) {
        auto* const added = app.add_subcommand(name, what);
        added->add_option("--host", options.endpoint.host, "An IPv4 address")->capture_default_str();
        added->add_option("--port", options.endpoint.port)->required();
        if (needs_tenants)
            added->add_option("--tenants", options.tenants_file, "File of businesses and keys")->required();
        return added;
    };
    auto* const setup_command = command("setup", "Create businesses and keys and write them to --tenants", true);
    setup_command->add_option("--businesses", options.businesses)->capture_default_str();

    auto* const http_command = command("http", "One GET again and again", false);
    http_command->add_option("--path", options.path)->capture_default_str();
    auto* const orders_command = command("orders", "Place orders", true);
    auto* const mixed_command = command("mixed", "Lists, reads, orders and status changes", true);
    mixed_command->add_option("--list-limit", options.list_limit, "Orders on a page")->capture_default_str();
    auto* const sockets_command = command("sockets", "Place orders and watch them arrive on WebSockets", true);
    sockets_command->add_option("--sockets", options.sockets)->capture_default_str();
    sockets_command->add_option("--businesses", options.businesses, "Businesses watched, at most")
        ->capture_default_str();

    for (auto* const each : {http_command, orders_command, mixed_command, sockets_command})
        add_pace(*each, options.pace);
    for (auto* const each : {orders_command, mixed_command, sockets_command})
        each->add_option("--samples", options.samples_file, "JSON lines of sample orders")->capture_default_str();
    CLI11_PARSE(app, argc, argv);

    if (setup_command->parsed()) return set_up(options);
    if (http_command->parsed()) return same_request(options);
    if (orders_command->parsed()) return new_orders(options);
    if (mixed_command->parsed()) return mixed(options);
    return sockets(options);
}

}

int main(int argc, char** argv)
{
    try {
        return run(argc, argv);
    } catch (std::exception const& error) {
        fmt::print(stderr, "loadgen: {}\n", error.what());
        return 1;
    }
}
