// SPDX-License-Identifier: Apache-2.0
#include "app/commands/command_line.hpp"

#include "app/commands/loadtest_command.hpp"
#include "app/commands/maintenance_command.hpp"
#include "app/operations/operations.hpp"
#include "app/settings/setting_table.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

namespace app {
namespace {

void add_setting(CLI::App& command, CommandLine& line, SettingDescriptor const& setting)
{
    static Settings const defaults;
    auto const value = setting.show(defaults);
    auto const store = [&line, name = std::string(setting.name)](std::string const& text) {
        line.settings[name] = text;
    };
    command.add_option_function<std::string>(setting.flag(), store, std::string(setting.help))
        ->group(std::string(setting.group))
        ->option_text(value.empty() ? "VALUE" : "(" + value + ")");
}

void add_config_file(CLI::App& command, CommandLine& line)
{
    command.add_option("--config", line.config_file, "TOML file with settings (CONFIG_FILE)")
        ->type_name("FILE")
        ->option_text("FILE");
}

void add_settings(CLI::App& command, CommandLine& line)
{
    add_config_file(command, line);
    for (auto const& setting : setting_table()) add_setting(command, line, setting);
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
    add_command(app, line, Command::routes, "routes", "Print each route that the server has, and who may call it")
        .add_flag("--json", line.json, "As JSON");
    add_command(
        app, line, Command::doctor, "doctor",
        "Look over settings, secrets, data folder and machine, also while a server runs: exit 1 if a check failed")
        .add_flag("--json", line.json, "As JSON");
    add_command(app, line, Command::healthcheck, "healthcheck",
                "Ask a running server whether it is ready: exit 0 ready, 1 not ready, 4 unreachable");
    add_loadtest(app, line);
    app.add_subcommand("openapi", "Print the OpenAPI document of the API")->callback([&line] {
        line.command = Command::openapi;
    });
    add_command(app, line, Command::version, "version", "Print the version")
        .add_flag("--json", line.json, "As JSON, with the libraries' versions");
}

void add_transfer(CLI::App& app, CommandLine& line, Command command, std::string const& name, std::string const& help,
                  std::string const& file)
{
    auto& added = *app.add_subcommand(name, help);
    added.add_option("file", line.transfer_file, file)->required();
    added.add_flag("--json", line.json, "As JSON");
    add_config_file(added, line);
    add_setting(added, line, *find_setting("data_dir"));
    added.callback([&line, command] { line.command = command; });
}

void add_transfers(CLI::App& app, CommandLine& line)
{
    add_transfer(app, line, Command::export_store, "export",
                 "Write everything of the store as JSON lines, also while a server runs",
                 "File to write; - for the standard output");
    add_transfer(app, line, Command::import_store, "import",
                 "Read such a file into an empty data folder that no server uses", "File of an export");
}

std::string dashed(std::string_view name)
{
    std::string result(name);
    std::ranges::replace(result, '_', '-');
    return result;
}

void add_argument(CLI::App& command, OperationCall& call, OperationArgument const& argument)
{
    using Kind = OperationArgument::Kind;
    std::string const name(argument.name);
    std::string const help(argument.help);
    auto const store = [&call, name](std::string const& text) { call.texts[name] = text; };
    switch (argument.kind) {
    case Kind::positional: command.add_option_function<std::string>(dashed(name), store, help)->required(); break;
    case Kind::required:
        command.add_option_function<std::string>("--" + dashed(name), store, help)->required()->option_text("TEXT");
        break;
    case Kind::optional:
        command.add_option_function<std::string>("--" + dashed(name), store, help)->option_text("TEXT");
        break;
    case Kind::flag:
        command.add_flag_callback("--" + dashed(name), [&call, name] { call.flags.push_back(name); }, help);
        break;
    case Kind::secret: command.footer("Reads " + name + " from standard input: " + help); break;
    }
}

void add_operation(CLI::App& group, CommandLine& line, Operation const& operation, std::string const& verb)
{
    auto& command = *group.add_subcommand(verb, std::string(operation.help));
    for (auto const& argument : operation.arguments) add_argument(command, line.operation, argument);
    command.add_flag("--json", line.json, "As JSON");
    add_config_file(command, line);
    add_setting(command, line, *find_setting("data_dir"));
    command.callback([&line, &operation] {
        line.command = Command::operate;
        line.operation.name = operation.name;
        for (auto const& argument : operation.arguments)
            if (argument.kind == OperationArgument::Kind::secret) line.operation.secrets.emplace_back(argument.name);
    });
}

void add_operations(CLI::App& app, CommandLine& line)
{
    std::map<std::string, CLI::App*> groups;
    for (auto const& operation : operations()) {
        auto const space = operation.name.find(' ');
        if (space == operation.name.npos) continue;
        auto*& group = groups[std::string(operation.name.substr(0, space))];
        if (group == nullptr) {
            group = app.add_subcommand(std::string(operation.name.substr(0, space)),
                                       "Look after what is in the data folder, also of a running server");
            group->require_subcommand(1);
        }
        add_operation(*group, line, operation, std::string(operation.name.substr(space + 1)));
    }
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
    add_operations(app, line);
    for (auto* command : add_maintenance(app, line)) {
        add_config_file(*command, line);
        add_setting(*command, line, *find_setting("data_dir"));
    }
    add_transfers(app, line);
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
