// SPDX-License-Identifier: Apache-2.0
#include "forms/order.hpp"

#include "forms/order_content.hpp"
#include "json/stored_reader.hpp"
#include "json/writer.hpp"

namespace forms {

namespace {

using domain::Order;
using domain::Reason;
using domain::StatusChange;

void write_status_change(json::Writer& writer, StatusChange const& change)
{
    writer.begin_object().member("status", domain::to_text(change.status)).member("at", change.at);
    writer.member("by", change.by.credential).member("device", change.by.device);
    if (change.reason) {
        writer.key("reason").begin_object().member("code", change.reason->code).member("text", change.reason->text);
        writer.end_object();
    }
    writer.end_object();
}

StatusChange read_status_change(json::StoredReader& reader)
{
    StatusChange change{};
    change.status = reader.parsed("status", domain::parse_order_status);
    change.at = reader.instant("at");
    change.by.credential = reader.text("by");
    change.by.device = reader.optional_text("device");
    reader.object("reason", [&](json::StoredReader& reason) {
        change.reason = Reason{reason.text("code"), std::nullopt};
        change.reason->text = reason.optional_text("text");
    });
    return change;
}

void write_driver(json::Writer& writer, domain::Driver const& driver)
{
    writer.key("driver").begin_object().member("name", driver.name).member("phone", driver.phone);
    writer.member("vehicle", driver.vehicle).member("tracking_url", driver.tracking_url).end_object();
}

domain::Driver read_driver(json::StoredReader& reader)
{
    domain::Driver driver;
    driver.name = reader.optional_text("name");
    driver.phone = reader.optional_text("phone");
    driver.vehicle = reader.optional_text("vehicle");
    driver.tracking_url = reader.optional_text("tracking_url");
    return driver;
}

void write_edits(json::Writer& writer, std::vector<domain::Edit> const& edits)
{
    if (edits.empty()) return;
    writer.key("edits").begin_array();
    for (auto const& edit : edits) {
        writer.begin_object().member("at", edit.at).member("by", edit.by.credential);
        writer.member("device", edit.by.device).member("status", domain::to_text(edit.status));
        writer.key("fields").begin_array();
        for (auto const& field : edit.fields) writer.value(field);
        writer.end_array().end_object();
    }
    writer.end_array();
}

domain::Edit read_edit(json::StoredReader& reader)
{
    domain::Edit edit;
    edit.at = reader.instant("at");
    edit.by.credential = reader.text("by");
    edit.by.device = reader.optional_text("device");
    edit.status = reader.parsed("status", domain::parse_order_status);
    edit.fields = reader.texts("fields");
    return edit;
}

std::int64_t count_items(domain::OrderContent const& content)
{
    std::int64_t count = 0;
    for (auto const& item : content.items) count += item.quantity;
    return count;
}

void write_identity(json::Writer& writer, Order const& order)
{
    writer.member("id", order.id.text()).member("business_id", order.business_id.text());
    writer.member("number", order.number).member("order_number", order.order_number);
    writer.member("status", domain::to_text(order.status)).member("version", order.version);
    writer.key("allowed_next").begin_array();
    for (auto const next : domain::allowed_next(order.status, domain::move_context(order, false))) {
        writer.value(domain::to_text(next));
    }
    writer.end_array();
    writer.member("currency", order.currency.code).member("currency_digits", order.currency.digits);
    writer.member("items_count", count_items(order.content));
}

void read_identity(json::StoredReader& reader, Order& order)
{
    order.id = reader.parsed("id", domain::OrderId::parse);
    order.business_id = reader.parsed("business_id", domain::BusinessId::parse);
    order.number = reader.unsigned_integer<std::uint64_t>("number");
    order.order_number = reader.text("order_number");
    order.status = reader.parsed("status", domain::parse_order_status);
    order.version = reader.unsigned_integer<std::uint32_t>("version");
    reader.skip("allowed_next");
    order.currency.code = reader.text("currency");
    order.currency.digits = reader.unsigned_integer<int>("currency_digits");
    reader.skip("items_count");
}

void write_progress(json::Writer& writer, Order const& order)
{
    writer.member("created_at", order.created_at).member("updated_at", order.updated_at);
    writer.member("accept_from", order.accept_from).member("accept_by", order.accept_by);
    writer.member("preparation_time_minutes", order.preparation_time_minutes);
    writer.member("estimated_ready_time", order.estimated_ready_time);
    writer.member("estimated_delivery_time", order.estimated_delivery_time);
    writer.member("business_notes", order.business_notes);
    if (order.driver) write_driver(writer, *order.driver);
    writer.key("status_history").begin_array();
    for (auto const& change : order.status_history) write_status_change(writer, change);
    writer.end_array();
    write_edits(writer, order.edits);
}

void read_progress(json::StoredReader& reader, Order& order)
{
    order.created_at = reader.instant("created_at");
    order.updated_at = reader.instant("updated_at");
    order.accept_from = reader.optional_instant("accept_from");
    order.accept_by = reader.optional_instant("accept_by");
    order.preparation_time_minutes = reader.optional_integer("preparation_time_minutes");
    order.estimated_ready_time = reader.optional_instant("estimated_ready_time");
    order.estimated_delivery_time = reader.optional_instant("estimated_delivery_time");
    order.business_notes = reader.optional_text("business_notes");
    reader.object("driver", [&](json::StoredReader& driver) { order.driver = read_driver(driver); });
    reader.array("status_history",
                 [&](json::StoredReader& change) { order.status_history.push_back(read_status_change(change)); });
    reader.array("edits", [&](json::StoredReader& edit) { order.edits.push_back(read_edit(edit)); });
}

}

void append_order(std::string& out, Order const& order)
{
    json::Writer writer(out);
    writer.begin_object();
    write_identity(writer, order);
    write_content(writer, order.content);
    write_progress(writer, order);
    writer.end_object();
}

base::Result<Order> parse_stored_order(std::string_view text)
{
    return json::read_stored<Order>(text, [](json::StoredReader& reader, Order& order) {
        read_identity(reader, order);
        read_content(reader, order.content);
        read_progress(reader, order);
    });
}

base::Bytes32 fingerprint(domain::OrderContent const& content)
{
    std::string text;
    text.reserve(1024);
    json::Writer writer(text);
    writer.begin_object();
    write_content(writer, content);
    writer.end_object();
    return base::sha256(text);
}

}
