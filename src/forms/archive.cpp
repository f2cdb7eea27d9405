// SPDX-License-Identifier: Apache-2.0
#include "forms/archive.hpp"

#include "forms/business.hpp"
#include "json/writer.hpp"

#include <type_traits>

namespace forms {

namespace {

constexpr std::string_view format_name = "order-receiver-export";
constexpr std::string_view end_prefix = R"({"kind":"end",)";

template <typename T>
std::optional<std::int64_t> micros(std::optional<T> const& instant)
{
    return instant ? std::optional(base::to_micros(*instant)) : std::nullopt;
}

template <typename Id>
std::optional<std::string> text_of(std::optional<Id> const& id)
{
    return id ? std::optional(id->text()) : std::nullopt;
}

template <typename Bytes>
std::optional<std::string> hex(std::optional<Bytes> const& bytes)
{
    return bytes ? std::optional(base::to_hex(*bytes)) : std::nullopt;
}

void append(json::Writer& writer, domain::ArchivedUser const& user)
{
    writer.member("id", user.id.text()).member("email", user.email).member("password_hash", user.password_hash);
    writer.member("phone", user.phone).member("owner_name", user.owner_name).member("admin", user.is_admin);
    writer.member("created_at", base::to_micros(user.created_at));
    writer.member("email_verified_at", micros(user.email_verified_at));
}

void append(json::Writer& writer, domain::ArchivedBusiness const& business)
{
    std::string body;
    append_business(body, business.business);
    writer.member("oldest", business.oldest).member("read_version", business.read_version);
    writer.member("read_up_to", business.read_up_to).member("marked_above", business.marked_above);
    writer.key("text").raw(body);
}

void append(json::Writer& writer, domain::ArchivedMembership const& membership)
{
    writer.member("user", membership.user.text()).member("business", membership.business.text());
    writer.member("role", domain::to_text(membership.role));
    writer.member("joined_at", base::to_micros(membership.joined_at));
}

void append(json::Writer& writer, domain::ArchivedApiKey const& key)
{
    writer.member("id", key.id.text()).member("business", key.business.text()).member("name", key.name);
    writer.key("scopes").begin_array();
    for (auto const scope : {domain::Scope::orders_write, domain::Scope::orders_read})
        if (key.scopes.has(scope)) writer.value(domain::to_text(scope));
    writer.end_array().member("hash", base::to_hex(key.hash));
    writer.member("created_at", base::to_micros(key.created_at)).member("last_used_at", micros(key.last_used_at));
}

void append(json::Writer& writer, domain::ArchivedEvent const& event)
{
    writer.member("business", event.business.text()).member("seq", event.seq);
    writer.member("type", domain::to_text(event.type)).member("occurred_at", base::to_micros(event.occurred_at));
    writer.member("last_number", event.last_number).member("order", text_of(event.order));
    writer.member("id", text_of(event.id));
    if (event.text) writer.key("text").raw(*event.text);
}

void append(json::Writer& writer, domain::ArchivedOrder const& order)
{
    writer.member("id", order.id.text()).member("business", order.business.text());
    writer.member("created_seq", order.created_seq).member("latest_seq", order.latest_seq);
    writer.member("created_at", base::to_micros(order.created_at)).member("status", domain::to_text(order.status));
    writer.member("version", order.version).member("posted_by", order.posted_by);
    writer.member("idempotency", hex(order.idempotency)).member("external", hex(order.external));
    writer.member("fingerprint", base::to_hex(order.fingerprint));
    writer.member("first_seen_at", micros(order.first_seen_at)).member("first_seen_by", order.first_seen_by);
    writer.member("first_seen_device", order.first_seen_device).member("due_at", micros(order.due_at));
    writer.member("reminded", order.reminded).member("anonymised_at", micros(order.anonymised_at));
}

void append(json::Writer& writer, domain::ArchivedMark const& mark)
{
    writer.member("business", mark.business.text()).member("seq", mark.seq).member("deleted", mark.is_deleted);
}

}

void append_archive_header(std::string& out, ArchiveHeader const& header)
{
    json::Writer(out)
        .begin_object()
        .member("kind", "header")
        .member("format", format_name)
        .member("version", header.version)
        .member("program", header.program)
        .member("exported_at", base::to_micros(header.exported_at))
        .end_object();
}

void append_archive_record(std::string& out, domain::ArchiveRecord const& record)
{
    json::Writer writer(out);
    writer.begin_object().member("kind", domain::kind_of(record));
    std::visit([&writer](auto const& value) { append(writer, value); }, record);
    writer.end_object();
}

void append_archive_end(std::string& out, ArchiveEnd const& end)
{
    json::Writer writer(out);
    writer.begin_object().member("kind", "end").key("counts").begin_object();
    for (auto const& [kind, count] : end.counts) writer.member(kind, count);
    writer.end_object().member("digest", end.digest).end_object();
}

bool is_archive_end(std::string_view line) { return line.starts_with(end_prefix); }

std::string archive_digest(std::string_view before, std::string_view line)
{
    std::string text(before);
    text += line;
    return base::to_hex(base::sha256(text));
}

}
