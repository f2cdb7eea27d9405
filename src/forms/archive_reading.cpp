// SPDX-License-Identifier: Apache-2.0
#include "forms/archive.hpp"
#include "forms/business.hpp"
#include "json/stored_reader.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace forms {

namespace {

using namespace domain;

template <typename Bytes>
std::optional<Bytes> parse_hex(std::string_view text)
{
    auto const bytes = base::from_hex(text);
    Bytes result;
    if (!bytes || bytes->size() != result.size()) return std::nullopt;
    std::ranges::copy(*bytes, result.begin());
    return result;
}

base::Instant micros(json::StoredReader& reader, std::string_view name)
{
    return base::from_micros(reader.integer(name));
}

std::optional<base::Instant> optional_micros(json::StoredReader& reader, std::string_view name)
{
    auto const value = reader.optional_integer(name);
    return value ? std::optional(base::from_micros(*value)) : std::nullopt;
}

/// A member that `parse` reads, or that was left out.
template <typename Parse>
auto optional_parsed(json::StoredReader& reader, std::string_view name, Parse parse)
    -> decltype(parse(std::string_view()))
{
    auto const text = reader.optional_text(name);
    if (!text) return std::nullopt;
    auto value = parse(*text);
    if (!value) reader.reject();
    return value;
}

void read(json::StoredReader& reader, ArchivedUser& user)
{
    user.id = reader.parsed("id", UserId::parse);
    user.email = reader.text("email");
    user.password_hash = reader.text("password_hash");
    user.phone = reader.optional_text("phone");
    user.owner_name = reader.optional_text("owner_name");
    user.is_admin = reader.boolean("admin");
    user.created_at = micros(reader, "created_at");
    user.email_verified_at = optional_micros(reader, "email_verified_at");
}

void read(json::StoredReader& reader, ArchivedBusiness& business)
{
    business.oldest = reader.unsigned_integer<std::uint64_t>("oldest");
    business.read_version = reader.unsigned_integer<std::uint64_t>("read_version");
    business.read_up_to = reader.unsigned_integer<std::uint64_t>("read_up_to");
    business.marked_above = reader.unsigned_integer<std::uint64_t>("marked_above");
}

void read(json::StoredReader& reader, ArchivedMembership& membership)
{
    membership.user = reader.parsed("user", UserId::parse);
    membership.business = reader.parsed("business", BusinessId::parse);
    membership.role = reader.parsed("role", parse_role);
    membership.joined_at = micros(reader, "joined_at");
}

void read(json::StoredReader& reader, ArchivedApiKey& key)
{
    key.id = reader.parsed("id", ApiKeyId::parse);
    key.business = reader.parsed("business", BusinessId::parse);
    key.name = reader.text("name");
    for (auto const& text : reader.texts("scopes")) {
        auto const scope = parse_scope(text);
        if (scope)
            key.scopes = key.scopes.with(*scope);
        else
            reader.reject();
    }
    key.hash = reader.parsed("hash", parse_hex<base::Bytes32>);
    key.created_at = micros(reader, "created_at");
    key.last_used_at = optional_micros(reader, "last_used_at");
}

void read(json::StoredReader& reader, ArchivedEvent& event)
{
    event.business = reader.parsed("business", BusinessId::parse);
    event.seq = reader.unsigned_integer<std::uint64_t>("seq");
    event.type = reader.parsed("type", parse_event_type);
    event.occurred_at = micros(reader, "occurred_at");
    event.last_number = reader.unsigned_integer<std::uint64_t>("last_number");
    event.order = optional_parsed(reader, "order", OrderId::parse);
    event.id = optional_parsed(reader, "id", EventId::parse);
}

void read(json::StoredReader& reader, ArchivedOrder& order)
{
    order.id = reader.parsed("id", OrderId::parse);
    order.business = reader.parsed("business", BusinessId::parse);
    order.created_seq = reader.unsigned_integer<std::uint64_t>("created_seq");
    order.latest_seq = reader.unsigned_integer<std::uint64_t>("latest_seq");
    order.created_at = micros(reader, "created_at");
    order.status = reader.parsed("status", parse_order_status);
    order.version = reader.unsigned_integer<std::uint32_t>("version");
    order.posted_by = reader.text("posted_by");
    order.idempotency = optional_parsed(reader, "idempotency", parse_hex<base::Bytes16>);
    order.external = optional_parsed(reader, "external", parse_hex<base::Bytes16>);
    order.fingerprint = reader.parsed("fingerprint", parse_hex<base::Bytes32>);
    order.first_seen_at = optional_micros(reader, "first_seen_at");
    order.first_seen_by = reader.optional_text("first_seen_by");
    order.first_seen_device = reader.optional_text("first_seen_device");
    order.due_at = optional_micros(reader, "due_at");
    order.reminded = reader.integer("reminded");
    order.anonymised_at = optional_micros(reader, "anonymised_at");
}

void read(json::StoredReader& reader, ArchivedMark& mark)
{
    mark.business = reader.parsed("business", BusinessId::parse);
    mark.seq = reader.unsigned_integer<std::uint64_t>("seq");
    mark.is_deleted = reader.boolean("deleted");
}

std::unexpected<base::Failure> unreadable()
{
    return base::failure(base::FailureKind::invalid, "export_damaged", "is not a line of an export");
}

/// A line without the text at its end, and that text.
struct Parts {
    std::string line;
    std::optional<std::string_view> text;
};

Parts split(std::string_view line)
{
    // Inside a JSON string no quote follows a comma without a backslash before it.
    constexpr std::string_view marker = R"(,"text":)";
    auto const at = line.find(marker);
    if (at == line.npos || !line.ends_with('}')) return {std::string(line), std::nullopt};
    auto const begin = at + marker.size();
    return {std::string(line.substr(0, at)) + "}", line.substr(begin, line.size() - begin - 1)};
}

base::Result<void> take_text(ArchivedBusiness& business, std::optional<std::string_view> text)
{
    if (!text) return unreadable();
    auto parsed = parse_stored_business(*text);
    if (!parsed) return unreadable();
    business.business = std::move(*parsed);
    return {};
}

base::Result<void> take_text(ArchivedEvent& event, std::optional<std::string_view> text)
{
    if (!text) return {};
    auto const document = json::Document::parse(*text);
    if (!document || document->root().kind != json::Kind::object) return unreadable();
    event.text = *text;
    return {};
}

base::Result<void> take_text(auto&, std::optional<std::string_view> text)
{
    if (text) return unreadable();
    return {};
}

template <typename Record>
base::Result<ArchiveRecord> parse_as(std::string_view line)
{
    auto const parts = split(line);
    auto record = json::read_stored<Record>(parts.line, [](json::StoredReader& reader, Record& value) {
        reader.text("kind");
        read(reader, value);
    });
    if (!record) return unreadable();
    if (auto const taken = take_text(*record, parts.text); !taken) return unreadable();
    return ArchiveRecord(std::move(*record));
}

}

base::Result<ArchiveHeader> parse_archive_header(std::string_view line)
{
    auto header = json::read_stored<ArchiveHeader>(line, [](json::StoredReader& reader, ArchiveHeader& value) {
        reader.text("kind");
        if (reader.text("format") != "order-receiver-export") reader.reject();
        value.version = reader.unsigned_integer<std::uint16_t>("version");
        value.program = reader.text("program");
        value.exported_at = micros(reader, "exported_at");
    });
    if (!header) return base::failure(base::FailureKind::invalid, "export_unknown", "does not begin like an export");
    if (header->version != archive_version)
        return base::failure(base::FailureKind::invalid, "export_version_unknown",
                             "is of version " + std::to_string(header->version) + ", this program reads version " +
                                 std::to_string(archive_version));
    return header;
}

base::Result<ArchiveRecord> parse_archive_record(std::string_view line)
{
    using Parse = base::Result<ArchiveRecord> (*)(std::string_view);
    static constexpr std::array<std::pair<std::string_view, Parse>, 7> parsers{{
        {R"({"kind":"user",)", parse_as<ArchivedUser>},
        {R"({"kind":"business",)", parse_as<ArchivedBusiness>},
        {R"({"kind":"membership",)", parse_as<ArchivedMembership>},
        {R"({"kind":"api_key",)", parse_as<ArchivedApiKey>},
        {R"({"kind":"event",)", parse_as<ArchivedEvent>},
        {R"({"kind":"order",)", parse_as<ArchivedOrder>},
        {R"({"kind":"mark",)", parse_as<ArchivedMark>},
    }};
    auto const found =
        std::ranges::find_if(parsers, [line](auto const& entry) { return line.starts_with(entry.first); });
    if (found == parsers.end()) return unreadable();
    return found->second(line);
}

base::Result<ArchiveEnd> parse_archive_end(std::string_view line)
{
    auto end = json::read_stored<ArchiveEnd>(line, [](json::StoredReader& reader, ArchiveEnd& value) {
        reader.text("kind");
        for (auto const* kind : {"api_key", "business", "event", "mark", "membership", "order", "user"})
            value.counts[kind] = 0;
        reader.object("counts", [&value](json::StoredReader& counts) {
            for (auto& [kind, count] : value.counts) count = counts.unsigned_integer<std::uint64_t>(kind);
        });
        value.digest = reader.text("digest");
    });
    if (!end) return unreadable();
    return end;
}

}
