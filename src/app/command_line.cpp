// SPDX-License-Identifier: Apache-2.0
#include "app/command_line.hpp"

#include "app/setting_table.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

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

CLI::App& add_command(CLI::App& app, CommandLine& line, Command command, std::string const& name, std::string const& help)
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
    add_command(app, line, Command::version, "version", "Print the version")
        .add_flag("--json", line.json, "As JSON, with the libraries' versions");
}

/// "serve" of `order-receiver serve --prot 1`, for the hint.
std::string command_name(CLI::App const& app)
{
    auto const commands = app.get_subcommands();
    return commands.empty() ? "" : commands.front()->get_name() + " ";
}

ExitCode complain(CLI::App const& app, CLI::ParseError const& error, std::string_view wrong_word)
{
    std::string hint;
    if (wrong_word.starts_with("--")) {
        std::string name(wrong_word.substr(2, wrong_word.find('=') - 2));
        std::ranges::replace(name, '-', '_');
        if (auto const meant = nearest_setting(name); !meant.empty())
            hint = fmt::format(" Did you mean {}?", find_setting(meant)->flag());
    }
    std::cerr << fmt::format("{}.{} See order-receiver {}--help\n", error.what(), hint, command_name(app));
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
    }
    catch (CLI::Success const& help) {
        app.exit(help);
        return std::unexpected(ExitCode::ok);
    }
    catch (CLI::ParseError const& error) {
        auto const unknown = app.remaining(true);
        return std::unexpected(complain(app, error, unknown.empty() ? "" : unknown.front()));
    }
    return line;
}

}
