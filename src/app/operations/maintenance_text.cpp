// SPDX-License-Identifier: Apache-2.0
#include "app/operations/maintenance_text.hpp"

#include "json/writer.hpp"

namespace app {
namespace {

void append_counts(json::Writer& writer, int schema, ports::Holdings const& holdings)
{
    writer.member("schema", schema)
        .member("users", holdings.users)
        .member("businesses", holdings.businesses)
        .member("orders", holdings.orders)
        .member("events", holdings.events);
}

void append_logs(json::Writer& writer, ports::Holdings const& holdings)
{
    writer.key("logs").begin_array();
    for (auto const& log : holdings.logs)
        writer.begin_object()
            .member("business", log.business.text())
            .member("epoch", log.epoch)
            .member("oldest", log.oldest)
            .member("seq", log.seq)
            .member("last_number", log.last_number)
            .end_object();
    writer.end_array();
}

}

std::string to_text(adapters::sqlite::Backup const& backup, std::filesystem::path const& file,
                    std::chrono::milliseconds took)
{
    std::string text;
    json::Writer writer(text);
    writer.begin_object()
        .member("file", file.string())
        .member("bytes", backup.bytes)
        .member("duration_ms", std::int64_t{took.count()})
        .member("version", backup.version)
        .member("taken_at", backup.taken_at);
    append_counts(writer, backup.holdings.schema, backup.holdings);
    append_logs(writer, backup.holdings);
    writer.end_object();
    return text;
}

std::string to_text(adapters::sqlite::FileVerification const& verification, std::string_view of,
                    std::chrono::milliseconds took)
{
    std::string text;
    json::Writer writer(text);
    writer.begin_object()
        .member("verified", of)
        .member("sound", verification.findings_total == 0)
        .member("duration_ms", std::int64_t{took.count()});
    append_counts(writer, verification.schema, verification.holdings);
    writer.member("only_integrity", verification.is_only_integrity)
        .member("findings_total", verification.findings_total)
        .key("findings")
        .begin_array();
    for (auto const& finding : verification.findings)
        writer.begin_object()
            .member("code", finding.code)
            .member("where", finding.where)
            .member("detail", finding.detail)
            .end_object();
    writer.end_array();
    append_logs(writer, verification.holdings);
    writer.end_object();
    return text;
}

std::string to_text(adapters::sqlite::Restoration const& restoration, adapters::sqlite::RestoreOptions const& options,
                    std::chrono::milliseconds took)
{
    std::string text;
    json::Writer writer(text);
    writer.begin_object()
        .member("file", options.file.string())
        .member("data_dir", options.folder.string())
        .member("duration_ms", std::int64_t{took.count()})
        .member("version", restoration.version)
        .member("backup_schema", restoration.backup_schema)
        .member("taken_at", restoration.taken_at)
        .member("numbers_skipped", options.skip_numbers);
    if (restoration.kept) writer.member("kept", restoration.kept->string());
    append_counts(writer, restoration.holdings.schema, restoration.holdings);
    writer.member("sessions", restoration.sessions).member("api_keys", restoration.api_keys);
    append_logs(writer, restoration.holdings);
    writer.end_object();
    return text;
}

}
