// SPDX-License-Identifier: Apache-2.0
#include "app/command_line.hpp"

#include "app/loadtest_command.hpp"
#include "app/setting_table.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

namespace app {
namespace {

void add_settings(CLI::App& command, CommandLine& line)
{
    static Settings const defaults;
    command.add_option("--config", line.config_file, "TOML file with settings (CONFIG_FILE)")
        ->type_name("FILE")
        ->option_text("FILE");
    for (auto const& setting : setting_table()) {
        auto const value = setting.show(defaults);
        auto const store = [&line, name = std::string(setting.name)](std::string const& text) {
            line.settings[name] = text;
        };
        command.add_option_function<std::string>(setting.flag(), store, std::string(setting.help))
            ->group(std::string(setting.group))
            ->option_text(value.empty() ? "VALUE" : "(" + value + ")");
    }
}

CLI::App& add_command(CLI::App& app, CommandLine& line, Command command, std::string const& name,
                      std::string const& help)
{
    auto& added = *app.add_subcommand(name, help);
    added.callback([&line, command] { line.command = command; });
    if (command != Command::version) add_settings(added, line);
    return added;
}

void add_commands(CLI::App& app, CommandLine& line)
{
    add_command(app, line, Command::serve, "serve", "Take orders and show them");
    add_command(app, line, Command::demo, "demo", "Serve a demo business with a trickle of orders");
    auto& config = add_command(app, line, Command::config, "config", "Print each setting and where it comes from");
    config.add_flag("--json", line.json, "As JSON");
    config.add_flag("--markdown", line.markdown, "The reference of all settings, as in docs/settings.md");
    add_command(app, line, Command::healthcheck, "healthcheck",
                "Ask a running server whether it is ready: exit 0 ready, 1 not ready, 4 unreachable");
    add_loadtest(app, line);
    add_command(app, line, Command::version, "version", "Print the version")
        .add_flag("--json", line.json, "As JSON, with the libraries' versions");
}

/// "serve" of `order-receiver serve --prot 1`, for the hint.
std::string command_name(CLI::App const& app)
{
    auto const commands = app.get_subcommands();
    return commands.empty() ? "" : commands.front()->get_name() + " ";
}

/// The flag or word that nobody asked for; empty when the mistake is another one.
std::string unknown_word(CLI::App const& app)
{
    auto const words = app.remaining(true);
    auto const flag = std::ranges::find_if(words, [](std::string const& word) { return word.starts_with("--"); });
    if (flag != words.end()) return flag->substr(0, flag->find('='));
    return words.empty() ? "" : words.front();
}

std::string hint_for(std::string const& word)
{
    if (!word.starts_with("--")) return {};
    auto name = word.substr(2);
    std::ranges::replace(name, '-', '_');
    auto const meant = nearest_setting(name);
    return meant.empty() ? "" : fmt::format(" Did you mean {}?", find_setting(meant)->flag());
}

ExitCode complain(CLI::App const& app, CLI::ParseError const& error)
{
    auto const word = unknown_word(app);
    auto const problem = word.empty() ? std::string(error.what()) : word + " is not known here.";
    std::cerr << fmt::format("order-receiver: {}{} See order-receiver {}--help\n", problem, hint_for(word),
                             command_name(app));
    return ExitCode::usage;
}

}

std::expected<CommandLine, ExitCode> parse_command_line(int argc, char const* const* argv)
{
    CommandLine line;
    CLI::App app("Takes orders from channels and puts them in front of the counter.", "order-receiver");
    app.require_subcommand(1);
    app.get_formatter()->column_width(38);
    add_commands(app, line);
    try {
        app.parse(argc, argv);
    } catch (CLI::Success const& help) {
        app.exit(help);
        return std::unexpected(ExitCode::ok);
    } catch (CLI::ParseError const& error) {
        return std::unexpected(complain(app, error));
    }
    return line;
}

}
