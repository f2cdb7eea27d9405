// SPDX-License-Identifier: Apache-2.0
#include "app/commands/maintenance_command.hpp"

#include "adapters/local/local.hpp"
#include "adapters/sqlite/upkeep/offline.hpp"
#include "app/commands/progress_line.hpp"
#include "app/commands/run_operation.hpp"
#include "app/operations/control_socket.hpp"
#include "app/operations/maintenance_text.hpp"
#include "app/operations/operation_text.hpp"
#include "app/operations/operations.hpp"
#include "app/version.hpp"
#include "json/document.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <future>
#include <iostream>

namespace app {
namespace {

namespace sqlite = adapters::sqlite;

constexpr auto about_backup =
    "\nA running server does it, while orders come in, and writes FILE itself; without one the command does. FILE has "
    "everything that was answered before, readable by its owner only, but not the file jwt_secret. docs/recovery.md "
    "says how to restore it.";
constexpr auto about_restore =
    "\nNo server may run. The backup is checked first, and until the new data are durable nothing is touched. Each log "
    "gets a new epoch and an event that says so; order numbers go on behind those that may have been given since.";
constexpr auto about_verify =
    "\nChecks a backup FILE; without one the running server's store, or the data folder of one that does not run. "
    "Exit 1: something does not fit together, and is listed.";

/// Runs `work` (Progress& → Result<T>) and shows how far it is.
template <typename Work>
auto with_progress(Work const& work)
{
    base::Progress progress;
    return watched(std::async(std::launch::async, [&] { return work(progress); }), progress);
}

struct Timer {
    std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
    std::chrono::milliseconds took() const
    {
        return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
    }
};

ExitCode refused(base::Failure const& failure, bool as_json)
{
    auto const answer = refusal(failure);
    if (as_json)
        std::cerr << answer.text << '\n';
    else {
        std::cerr << fmt::format("order-receiver: {} ({})\n", failure.detail, failure.code);
        for (auto const& field : failure.fields)
            std::cerr << fmt::format("  {} {}: {}\n", field.code, field.pointer.substr(1), field.detail);
    }
    return ExitCode::failed;
}

ExitCode done(std::string text, bool as_json) { return show({true, std::move(text)}, as_json); }

/// The running server's answer; nothing when none runs.
base::Result<std::optional<OperationAnswer>> ask(Settings const& settings, OperationRequest const& request)
{
    ProgressLine line;
    auto const asked = ask_server(settings.data_dir, to_wire(request), [&](auto const& state) { line.show(state); });
    if (!asked) return std::unexpected(asked.error());
    if (!*asked) return std::nullopt;
    return parse_answer(**asked);
}

ExitCode unreachable(base::Failure const& failure)
{
    std::cerr << "order-receiver: " << failure.detail << '\n';
    return ExitCode::unreachable;
}

ExitCode back_up(CommandLine const& line, Settings const& settings)
{
    // The server stands in another folder.
    auto const file = std::filesystem::absolute(*line.maintenance.file).lexically_normal();
    std::string arguments;
    json::Writer(arguments).begin_object().member("file", file.string()).end_object();
    auto const asked = ask(settings, {"backup", arguments});
    if (!asked) return unreachable(asked.error());
    if (*asked) return show(**asked, line.json);

    Timer const timer;
    auto const clock = adapters::local::make_system_clock();
    auto const backup = with_progress([&](base::Progress& progress) {
        return sqlite::back_up_folder(settings.data_dir, file, std::string(version()), *clock, progress);
    });
    if (!backup) return refused(backup.error(), line.json);
    return done(to_text(*backup, file, timer.took()), line.json);
}

ExitCode restore(CommandLine const& line, Settings const& settings)
{
    sqlite::RestoreOptions const options{*line.maintenance.file, settings.data_dir, line.maintenance.skip_numbers,
                                         line.maintenance.replaces};
    Timer const timer;
    auto const clock = adapters::local::make_system_clock();
    auto const zones = adapters::local::make_time_zones();
    auto const restored = with_progress(
        [&](base::Progress& progress) { return sqlite::restore_backup(options, *clock, *zones, progress); });
    if (!restored) return refused(restored.error(), line.json);
    auto const code = done(to_text(*restored, options, timer.took()), line.json);
    std::cerr << "order-receiver: what was deleted, revoked or changed after "
              << base::format_instant(restored->taken_at)
              << " is as it was then: look at API keys, sessions and memberships\n";
    return code;
}

ExitCode judged(bool is_sound, std::string text, bool as_json)
{
    auto const shown = done(std::move(text), as_json);
    return is_sound ? shown : ExitCode::failed;
}

/// What the server says of its own store.
bool is_sound(std::string_view answer)
{
    auto const document = json::Document::parse(answer, answer_limits);
    if (!document) return false;
    json::Errors errors;
    return json::ObjectReader(*document, errors).boolean("sound").value_or(false);
}

ExitCode verify(CommandLine const& line, Settings const& settings)
{
    auto const& file = line.maintenance.file;
    if (!file) {
        auto const asked = ask(settings, {"verify", "{}"});
        if (!asked) return unreachable(asked.error());
        if (*asked && !(*asked)->succeeded) return show(**asked, line.json);
        if (*asked) return judged(is_sound((*asked)->text), (*asked)->text, line.json);
    }
    Timer const timer;
    auto const verification = with_progress([&](base::Progress& progress) {
        return file ? sqlite::verify_backup(*file, progress) : sqlite::verify_folder(settings.data_dir, progress);
    });
    if (!verification) return refused(verification.error(), line.json);
    return judged(verification->findings_total == 0,
                  to_text(*verification, (file ? *file : settings.data_dir).string(), timer.took()), line.json);
}

CLI::App* add(CLI::App& app, CommandLine& line, Command command, char const* name, char const* help, char const* about)
{
    auto* const added = app.add_subcommand(name, help);
    added->add_flag("--json", line.json, "As JSON");
    added->footer(about);
    added->callback([&line, command] { line.command = command; });
    return added;
}

}

std::vector<CLI::App*> add_maintenance(CLI::App& app, CommandLine& line)
{
    auto& options = line.maintenance;
    auto* const backup = add(app, line, Command::backup, "backup",
                             "Write everything into one file, also of a running server", about_backup);
    backup->add_option("file", options.file, "A file that is not there yet")->required()->option_text("FILE");

    auto* const restore = add(app, line, Command::restore, "restore",
                              "Make a backup the data of a server that does not run", about_restore);
    restore->add_option("file", options.file, "The backup")->required()->option_text("FILE");
    restore->add_option("--skip-numbers", options.skip_numbers, "Leave so many order numbers of each business out")
        ->check(CLI::Range(std::uint64_t{0}, std::uint64_t{1'000'000'000}))
        ->capture_default_str()
        ->option_text("N (1000)");
    restore->add_flag("--replace", options.replaces,
                      "Put the data aside that are there, in a folder before-restore-DATE");

    auto* const verify =
        add(app, line, Command::verify, "verify", "Check that everything that is stored fits together", about_verify);
    verify->add_option("file", options.file, "A backup, instead of the data folder")->option_text("[FILE]");
    return {backup, restore, verify};
}

ExitCode run_maintenance(CommandLine const& line, Settings const& settings)
{
    if (line.command == Command::backup) return back_up(line, settings);
    if (line.command == Command::restore) return restore(line, settings);
    return verify(line, settings);
}

}
