// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/upkeep/backup_file.hpp"
#include "json/document.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"

#include <limits>

namespace adapters::sqlite {

namespace {

constexpr int format = 1;
constexpr std::string_view product = "order-receiver";
constexpr auto most = std::numeric_limits<std::int64_t>::max();
constexpr std::size_t most_logs = 10'000'000;
/// Each log is an object of five members.
constexpr std::size_t most_values = most_logs * 6;

std::uint64_t read_count(json::ObjectReader& reader, std::string_view name)
{
    return static_cast<std::uint64_t>(reader.required_integer(name, 0, most));
}

ports::LogReach read_log(json::ObjectReader& reader)
{
    ports::LogReach log;
    auto const id = domain::BusinessId::parse(reader.required_text("business", {1, 64}));
    if (!id) reader.note("business", "invalid", "is not the id of a business");
    log.business = id.value_or(domain::BusinessId{});
    log.epoch = reader.required_text("epoch", {1, 64});
    log.oldest = read_count(reader, "oldest");
    log.seq = read_count(reader, "seq");
    log.last_number = read_count(reader, "last_number");
    reader.finish();
    return log;
}

Manifest read_manifest(json::ObjectReader& reader)
{
    Manifest manifest;
    reader.required_integer("format", format, format);
    if (reader.required_text("product", {}) != product) reader.note("product", "invalid", "is another one");
    manifest.version = reader.required_text("version", {1, 64});
    auto const taken_at = reader.instant("taken_at");
    if (!taken_at) reader.note_required("taken_at");
    manifest.taken_at = taken_at.value_or(base::Instant{});
    manifest.database_bytes = read_count(reader, "database_bytes");
    auto& holdings = manifest.holdings;
    holdings.schema = static_cast<int>(reader.required_integer("schema", 1, 1'000'000));
    holdings.users = read_count(reader, "users");
    holdings.businesses = read_count(reader, "businesses");
    holdings.orders = read_count(reader, "orders");
    holdings.events = read_count(reader, "events");
    bool const has_logs =
        reader.array("logs", 0, most_logs, [&](json::ObjectReader& log) { holdings.logs.push_back(read_log(log)); });
    if (!has_logs) reader.note_required("logs");
    reader.finish();
    return manifest;
}

}

std::string to_json(Manifest const& manifest)
{
    std::string text;
    json::Writer writer(text);
    auto const& holdings = manifest.holdings;
    writer.begin_object()
        .member("format", format)
        .member("product", product)
        .member("version", manifest.version)
        .member("taken_at", manifest.taken_at)
        .member("database_bytes", manifest.database_bytes)
        .member("schema", holdings.schema)
        .member("users", holdings.users)
        .member("businesses", holdings.businesses)
        .member("orders", holdings.orders)
        .member("events", holdings.events)
        .key("logs")
        .begin_array();
    for (auto const& log : holdings.logs)
        writer.begin_object()
            .member("business", log.business.text())
            .member("epoch", log.epoch)
            .member("oldest", log.oldest)
            .member("seq", log.seq)
            .member("last_number", log.last_number)
            .end_object();
    writer.end_array().end_object();
    return text;
}

base::Result<Manifest> parse_manifest(std::string_view text)
{
    auto const refuse = [](base::Failure const& why) {
        auto detail = why.fields.empty() ? why.detail : why.fields.front().pointer + " " + why.fields.front().detail;
        return base::failure(base::FailureKind::invalid, "not_a_backup", "its manifest cannot be read: " + detail);
    };
    auto const document = json::Document::parse(text, {.values = most_values});
    if (!document) return refuse(document.error());
    json::Errors errors;
    json::ObjectReader reader(*document, errors);
    auto manifest = read_manifest(reader);
    if (!errors.empty()) return refuse(std::move(errors).failure());
    return manifest;
}

}
