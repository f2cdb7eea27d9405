// SPDX-License-Identifier: Apache-2.0
#include "api/bodies/body.hpp"
#include "app/operations/operations.hpp"
#include "app/operations/transfer.hpp"
#include "app/server/server_process.hpp"
#include "json/writer.hpp"

namespace app {
namespace {

base::Result<std::filesystem::path> parse_file(std::string_view arguments)
{
    return api::parse_body<std::filesystem::path>(arguments, [](json::ObjectReader& reader, auto& file, auto&) {
        file = reader.required_text("file", {1, 4096});
        if (!file.is_absolute()) reader.note("file", "invalid", "must be an absolute path");
    });
}

base::Task<base::Result<std::string>> run_export(ServerProcess& server, std::string arguments,
                                                 std::shared_ptr<base::Progress> progress)
{
    auto const file = parse_file(arguments);
    if (!file) co_return std::unexpected(file.error());
    auto const exported = co_await export_store(server.archive(), *file, *progress);
    if (!exported) co_return std::unexpected(exported.error());
    co_return export_report(*file, *exported);
}

}

std::vector<Operation> transfer_operations()
{
    return {{"export", "Everything of the store as JSON lines", {}, nullptr, run_export}};
}

std::string export_report(std::filesystem::path const& file, forms::ArchiveEnd const& end)
{
    std::string text;
    json::Writer writer(text);
    writer.begin_object().member("file", file.string()).key("records").begin_object();
    for (auto const& [kind, count] : end.counts) writer.member(kind, count);
    writer.end_object().member("digest", end.digest).end_object();
    return text;
}

}
