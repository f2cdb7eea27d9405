// SPDX-License-Identifier: Apache-2.0
#include "app/commands/run_command.hpp"

#include "app/commands/doctor_command.hpp"
#include "app/commands/healthcheck.hpp"
#include "app/commands/loadtest_command.hpp"
#include "app/commands/maintenance_command.hpp"
#include "app/commands/routes_command.hpp"
#include "app/commands/run_operation.hpp"
#include "app/commands/transfer_command.hpp"
#include "app/server/demo.hpp"
#include "app/server/docs_routes.hpp"
#include "app/server/server_process.hpp"
#include "app/server/stop_signal.hpp"
#include "app/settings/jwt_secret.hpp"
#include "app/settings/load_settings.hpp"
#include "app/settings/mail_settings.hpp"
#include "app/settings/settings_report.hpp"
#include "app/settings/tls_files.hpp"
#include "app/version.hpp"

#include <iostream>

namespace app {
namespace {

/// Keeps the demo apart from real orders unless somebody says where it goes.
constexpr auto demo_folder = "data/demo";

/// Whoever looks around signs in again and again.
constexpr domain::Quota demo_sign_ins{1000, std::chrono::minutes(5)};

constexpr std::chrono::seconds healthcheck_timeout{3};

ExitCode complain(ExitCode code, std::string_view line)
{
    std::cerr << "order-receiver: " << line << '\n';
    return code;
}

base::Result<LoadedSettings> load(CommandLine const& line)
{
    SettingSources sources;
    sources.flags = line.settings;
    sources.environment = environment_variable;
    sources.config_file = line.config_file;
    if (line.command == Command::demo) {
        sources.defaults.data_dir = demo_folder;
        sources.defaults.rate.auth = demo_sign_ins;
    }
    return load_settings(sources);
}

void print(std::string_view text) { std::cout << text << std::flush; }

/// Until a signal ends it, or a failure that the process must not outlive.
void serve_until_stopped(Settings const& settings, std::string secret, std::shared_ptr<http::TlsContext const> tls,
                         bool with_demo, telemetry::Log& log, std::string& failure)
{
    StopSignal stop;
    ServerProcess server(settings, std::move(secret), log, [&](std::string const& reason) { stop.fail(reason); });
    std::optional<Demo> demo;
    if (with_demo)
        demo.emplace(server.cores().context(0), server.use_cases(), settings.data_dir, settings.demo_orders_per_minute,
                     log);
    server.listen(std::move(tls));
    if (server.has_tls()) stop.on_hangup([&] { server.reload_tls(); });
    if (demo) print(demo_text(demo->access(), server.url()));
    failure = stop.wait();
    if (demo) demo->stop();
    server.drain();
}

ExitCode serve(Settings const& settings, bool with_demo)
{
    auto const secret = given_jwt_secret(settings);
    if (!secret) return complain(ExitCode::configuration, secret.error().detail);
    if (auto const checked = check_mail_settings(settings); !checked)
        return complain(ExitCode::configuration, checked.error().detail);

    auto const tls = load_tls(settings);
    if (!tls) return complain(ExitCode::configuration, tls.error().detail);

    telemetry::Log log({.level = settings.log_level, .format = settings.log_format});
    std::string failure;
    try {
        serve_until_stopped(settings, secret->value_or(""), *tls, with_demo, log, failure);
    } catch (CannotStart const& error) {
        log.flush();
        return complain(ExitCode::failed, error.what());
    }
    if (failure.empty()) return ExitCode::ok;
    log.flush();
    return complain(ExitCode::failed, failure);
}

ExitCode print_settings(CommandLine const& line, LoadedSettings const& loaded)
{
    print(line.json ? settings_as_json(loaded) : settings_as_text(loaded));
    return ExitCode::ok;
}

}

ExitCode run_command(CommandLine const& line)
{
    if (line.command == Command::version) {
        print(version_text(line.json));
        return ExitCode::ok;
    }
    if (line.command == Command::openapi) {
        print(openapi_document());
        return ExitCode::ok;
    }
    if (line.command == Command::config && line.markdown) {
        print(settings_as_markdown());
        return ExitCode::ok;
    }
    if (line.command == Command::loadtest) return run_loadtest(line.loadtest);
    auto const loaded = load(line);
    if (line.command == Command::doctor) return run_doctor(loaded, line.json);
    if (!loaded) return complain(ExitCode::configuration, loaded.error().detail);

    switch (line.command) {
    case Command::serve:
    case Command::demo: return serve(loaded->values, line.command == Command::demo);
    case Command::config: return print_settings(line, *loaded);
    case Command::routes: return print_routes(loaded->values, line.json);
    case Command::healthcheck: return check_health(loaded->values, healthcheck_timeout);
    case Command::operate:
        return run_operation(loaded->values, {line.operation.name, operation_arguments(line.operation)}, line.json);
    case Command::backup:
    case Command::restore:
    case Command::verify: return run_maintenance(line, loaded->values);
    case Command::export_store: return run_export(loaded->values, line.transfer_file, line.json);
    case Command::import_store: return run_import(loaded->values, line.transfer_file, line.json);
    case Command::doctor:
    case Command::loadtest:
    case Command::openapi:
    case Command::version: break;
    }
    return ExitCode::failed;
}

}
