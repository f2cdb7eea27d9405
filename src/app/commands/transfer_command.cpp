// SPDX-License-Identifier: Apache-2.0
#include "app/commands/transfer_command.hpp"

#include "app/commands/progress_line.hpp"
#include "app/commands/run_operation.hpp"
#include "app/operations/transfer.hpp"
#include "app/server/server_process.hpp"
#include "base/random.hpp"
#include "json/writer.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include <fstream>
#include <future>
#include <iostream>

namespace app {
namespace {

OperationRequest export_request(std::filesystem::path const& file)
{
    OperationRequest request{"export", ""};
    json::Writer(request.arguments).begin_object().member("file", file.string()).end_object();
    return request;
}

/// A name in the data folder for what goes to the standard output, as long as this lives.
class PassingFile {
public:
    explicit PassingFile(std::filesystem::path const& folder)
        : path_(std::filesystem::absolute(folder) / (".export-" + base::random_token(9)))
    {
    }
    ~PassingFile()
    {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    PassingFile(PassingFile const&) = delete;
    PassingFile& operator=(PassingFile const&) = delete;

    std::filesystem::path const& path() const { return path_; }

private:
    std::filesystem::path path_;
};

ExitCode export_to_output(Settings const& settings)
{
    PassingFile const passing(settings.data_dir);
    auto const answer = ask_or_run(settings, export_request(passing.path()));
    if (!answer) return ExitCode::unreachable;
    if (!answer->succeeded) return show(*answer, false);
    std::ifstream const file(passing.path(), std::ios::binary);
    std::cout << file.rdbuf() << std::flush;
    return std::cout ? ExitCode::ok : ExitCode::failed;
}

base::Result<forms::ArchiveEnd> import_here(Settings const& settings, std::filesystem::path const& file)
{
    base::Progress progress;
    auto const checked =
        watched(std::async(std::launch::async, [&] { return check_export(file, progress); }), progress);
    if (!checked) return checked;

    telemetry::Log log({.level = telemetry::Level::error, .format = settings.log_format});
    auto importing = settings;
    importing.store.for_import = true;
    // Its key signs nothing.
    ServerProcess server(importing, base::random_token(32), log,
                         [](std::string const& reason) { std::cerr << "order-receiver: " << reason << '\n'; });
    auto import =
        boost::asio::co_spawn(server.cores().context(0),
                              import_store(server.upkeep().archive, file, *checked, progress), boost::asio::use_future);
    auto const imported = watched(std::move(import), progress);
    if (!imported) return std::unexpected(imported.error());
    return checked;
}

}

ExitCode run_export(Settings const& settings, std::string const& file, bool as_json)
{
    if (file == "-") return export_to_output(settings);
    return run_operation(settings, export_request(std::filesystem::absolute(file)), as_json);
}

ExitCode run_import(Settings const& settings, std::string const& file, bool as_json)
{
    try {
        auto const imported = import_here(settings, file);
        if (!imported) return show(refusal(imported.error()), as_json);
        return show({true, export_report(file, *imported)}, as_json);
    } catch (CannotStart const& error) {
        std::cerr << "order-receiver: " << error.what() << '\n';
        return ExitCode::failed;
    }
}

}
