// SPDX-License-Identifier: Apache-2.0
#include "app/commands/routes_command.hpp"

#include "app/server/server_process.hpp"
#include "base/random.hpp"
#include "json/writer.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <iterator>

namespace app {
namespace {

/// A folder that is gone when this is.
class PassingFolder {
public:
    PassingFolder()
    {
        auto name = (std::filesystem::temp_directory_path() / "order-receiver-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw CannotStart("cannot make a temporary folder: " + name);
        path_ = name;
    }
    ~PassingFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    PassingFolder(PassingFolder const&) = delete;
    PassingFolder& operator=(PassingFolder const&) = delete;

    std::filesystem::path const& path() const { return path_; }

private:
    std::filesystem::path path_;
};

std::string as_text(std::vector<http::Route const*> const& routes)
{
    std::size_t width = 0;
    for (auto const* route : routes) width = std::max(width, route->path.size());
    std::string out;
    for (auto const* route : routes)
        fmt::format_to(std::back_inserter(out), "{:<7} {:<{}}  {}\n", http::method_name(route->method), route->path,
                       width, route->note);
    return out;
}

std::string as_json_text(std::vector<http::Route const*> const& routes)
{
    std::string out;
    json::Writer writer(out);
    writer.begin_object().key("routes").begin_array();
    for (auto const* route : routes)
        writer.begin_object()
            .member("method", http::method_name(route->method))
            .member("path", route->path)
            .member("callers", route->note)
            .end_object();
    writer.end_array().end_object();
    return out + "\n";
}

}

ExitCode print_routes(Settings settings, bool as_json)
{
    PassingFolder const folder;
    settings.data_dir = folder.path();
    settings.cores = 1;
    telemetry::Log log({.level = telemetry::Level::error, .format = settings.log_format});
    // The whole server, with nothing that listens; its key signs nothing.
    ServerProcess const server(settings, base::random_token(32), log,
                               [](std::string const& reason) { std::cerr << "order-receiver: " << reason << '\n'; });
    auto const routes = server.router().routes();
    std::cout << (as_json ? as_json_text(routes) : as_text(routes)) << std::flush;
    return ExitCode::ok;
}

}
