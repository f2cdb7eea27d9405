// SPDX-License-Identifier: Apache-2.0
#include "app/commands/loadtest_command.hpp"

#include "app/server/embedded.hpp"
#include "loadtest/endpoint.hpp"
#include "loadtest/run.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <iostream>

namespace app {
namespace {

using loadtest::Mode;
using loadtest::Options;

constexpr auto about = "Put a server under load and say what was seen";

constexpr auto what_it_leaves =
    "\nWithout --accounts it registers a user with businesses of its own, named \"Load test ...\", and leaves them and "
    "their orders there: aim it at a server of which you may spoil the data. Exit 1: something was refused, lost or "
    "doubled; 4: nobody answers. order-receiver loadtest MODE --help says more.";

constexpr auto by_the_clock =
    "\nWith --rate requests are due by the clock, and a latency counts from the instant at which its request was due, "
    "whether or not a connection was free (open loop). Without it each connection sends when it has its answer.";

template <typename T>
CLI::Option* add(CLI::App& command, char const* flag, T& value, char const* help)
{
    return command.add_option(flag, value, help)->capture_default_str();
}

CLI::App& add_mode(CLI::App& command, CommandLine& line, Mode mode, char const* name, std::string const& help)
{
    auto& options = line.loadtest;
    auto& added = *command.add_subcommand(name, help);
    added.callback([&options, mode] { options.mode = mode; });
    add(added, "--target", options.target, "The server: http://host:port");
    added.add_flag("--allow-remote", options.allow_remote, "The server may be another machine");
    added.add_flag("--json", options.json, "The result as one line of JSON");
    return added;
}

void add_accounts(CLI::App& mode, Options& options)
{
    add(mode, "--accounts", options.accounts_file,
        "JSON file of a user, businesses and API keys; made when it is not there")
        ->option_text("FILE");
    add(mode, "--businesses", options.businesses, "Use or make so many")->check(CLI::PositiveNumber);
    add(mode, "--samples", options.samples_file, "Orders to post, as JSON lines, instead of the program's own")
        ->option_text("FILE");
}

void add_pace(CLI::App& mode, Options& options)
{
    auto& pace = options.pace;
    add(mode, "--connections", pace.connections, "One request in flight on each")->check(CLI::PositiveNumber);
    add(mode, "--rate", pace.rate, "Requests per second by the clock; 0: as fast as answers come")
        ->check(CLI::NonNegativeNumber);
    add(mode, "--warmup", pace.warmup, "Seconds before anything is measured")->check(CLI::NonNegativeNumber);
    add(mode, "--seconds", pace.seconds, "Seconds that are measured")->check(CLI::PositiveNumber);
    mode.add_option("--count", pace.count, "Stop after so many requests instead, and measure them all");
}

void add_devices(CLI::App& mode, Options& options)
{
    add(mode, "--devices", options.devices, "WebSockets, spread evenly")->check(CLI::PositiveNumber);
    add(mode, "--at-once", options.at_once, "So many open at the same time")->check(CLI::PositiveNumber);
}

void add_requests(CLI::App& command, CommandLine& line)
{
    auto& options = line.loadtest;
    auto& get = add_mode(command, line, Mode::get, "get", "One GET again and again");
    add(get, "--path", options.path, "What to get");
    add_pace(get, options);

    auto& orders = add_mode(command, line, Mode::orders, "orders", "Post orders");
    add_accounts(orders, options);
    add_pace(orders, options);

    auto& mixed = add_mode(command, line, Mode::mixed, "mixed",
                           "40 % lists, 40 % single orders, 10 % new orders, 10 % status changes");
    add_accounts(mixed, options);
    add(mixed, "--list-limit", options.list_limit, "Orders on a page")->check(CLI::Range(1, 100));
    add_pace(mixed, options);
    for (auto* mode : {&get, &orders, &mixed}) mode->footer(by_the_clock);
}

void add_device_tests(CLI::App& command, CommandLine& line)
{
    auto& options = line.loadtest;
    auto& devices = add_mode(command, line, Mode::devices, "devices",
                             "Post orders and time their arrival on devices, from the 201 and from the instant due");
    add_accounts(devices, options);
    add_devices(devices, options);
    add_pace(devices, options);
    devices.footer(by_the_clock);

    auto& resume = add_mode(command, line, Mode::resume, "resume",
                            "Open devices, wait until you restart the server, time until all have what they missed");
    add_accounts(resume, options);
    add_devices(resume, options);
    add(resume, "--behind", options.behind, "Events that each device missed");
    add(resume, "--patience", options.patience, "Seconds for the server to go, and as many to come back");

    auto& idle = add_mode(command, line, Mode::idle, "idle",
                          "Open devices, give each one event, and say what the server's memory (PSS) rose by");
    add_accounts(idle, options);
    add_devices(idle, options);
    idle.add_option("--server-process", options.server_process, "The server's process id, on this machine")->required();

    auto& fanout = add_mode(command, line, Mode::fanout, "fanout",
                            "Post to channels of another kind of server, such as nchan, and time the arrival on plain "
                            "WebSockets; {} in a path stands for the channel's number");
    add(fanout, "--publish-path", options.publish_path, "POST goes there")->required();
    add(fanout, "--subscribe-path", options.subscribe_path, "WebSockets open there")->required();
    add(fanout, "--channels", options.businesses, "So many")->check(CLI::PositiveNumber);
    add(fanout, "--bytes", options.bytes, "Of a message");
    add_devices(fanout, options);
    add_pace(fanout, options);
    fanout.footer(by_the_clock);
}

ExitCode complain(ExitCode code, std::exception const& error)
{
    std::cerr << "order-receiver: " << error.what() << '\n';
    return code;
}

}

void add_loadtest(CLI::App& app, CommandLine& line)
{
    auto& command = *app.add_subcommand("loadtest", about);
    command.require_subcommand(1);
    command.footer(what_it_leaves);
    command.callback([&line] { line.command = Command::loadtest; });
    auto& setup = add_mode(command, line, Mode::setup, "setup", "Make businesses and API keys for later tests");
    add_accounts(setup, line.loadtest);
    setup.get_option("--accounts")->required();
    add_requests(command, line);
    add_device_tests(command, line);
}

ExitCode run_loadtest(Options const& options)
{
    try {
        auto const outcome = loadtest::run(options, embedded("src/app/server/demo_orders.jsonl"));
        std::cout << outcome.text << std::flush;
        return outcome.all_went_well ? ExitCode::ok : ExitCode::failed;
    } catch (loadtest::BadTarget const& error) {
        return complain(ExitCode::usage, error);
    } catch (loadtest::RemoteTarget const& error) {
        return complain(ExitCode::usage, error);
    } catch (loadtest::Unreachable const& error) {
        return complain(ExitCode::unreachable, error);
    }
}

}
