// SPDX-License-Identifier: Apache-2.0
#include "forms/event.hpp"

#include "domain/personal_data.hpp"
#include "forms/business.hpp"
#include "forms/order.hpp"
#include "json/writer.hpp"

namespace forms {

namespace {

constexpr int schema = 1;

std::size_t usual_size(domain::Event const& event)
{
    constexpr std::size_t frame = 1536;
    constexpr std::size_t line = 160;
    return frame + (event.order() == nullptr ? 0 : line * event.order()->content.items.size());
}

void append_subject(std::string& out, domain::Event const& event, domain::TimeZone const& zone)
{
    if (auto const* order = event.order()) return append_order(out, *order);
    if (auto const* business = event.business())
        return append_business(out, *business, domain::intake_at(*business, zone, event.occurred_at));
    json::Writer writer(out);
    if (auto const* reminder = event.reminder()) {
        writer.begin_object().member("order_id", reminder->order_id.text());
        writer.member("order_number", reminder->order_number);
        writer.member("level", reminder->is_escalated ? "escalation" : "reminder").member("n", reminder->n);
    } else {
        writer.begin_object().member("code", std::get<domain::SystemMessage>(event.subject).code);
    }
    writer.end_object();
}

/// The beginning of an event up to its data. A message that ends with what somebody wrote as the order's last reason
/// (domain::order_moved_text) ends before it.
std::string without_reason(std::string_view head, domain::Order const& order)
{
    auto const& reason = order.status_history.back().reason;
    if (!reason || !reason->text) return std::string(head);
    std::string written;
    json::Writer(written).value(": " + *reason->text);
    // Without the quote that opens it.
    auto const ending = written.substr(1) + ",\"data\":";
    if (!head.ends_with(ending)) return std::string(head);
    return std::string(head.substr(0, head.size() - ending.size())) + "\",\"data\":";
}

}

EncodedEvent encode_event(domain::Event const& event, domain::TimeZone const& zone)
{
    EncodedEvent encoded;
    auto& text = encoded.text;
    text.reserve(usual_size(event));

    json::Writer writer(text);
    writer.begin_object().member("seq", event.seq).member("id", event.id.text());
    writer.member("type", domain::to_text(event.type)).member("schema", schema);
    writer.member("priority", domain::to_text(event.priority));
    if (auto const order = event.order_id()) writer.member("order_id", order->text());
    writer.member("occurred_at", event.occurred_at).member("title", event.title).member("message", event.message);
    writer.key("data");
    encoded.data_begin = static_cast<std::uint32_t>(text.size());
    append_subject(text, event, zone);
    encoded.data_size = static_cast<std::uint32_t>(text.size()) - encoded.data_begin;
    writer.end_object();
    return encoded;
}

base::Result<EncodedEvent> anonymised_event(EncodedEvent const& event)
{
    auto order = parse_stored_order(event.data());
    if (!order) return std::unexpected(order.error());
    std::string_view const text = event.text;
    EncodedEvent result{without_reason(text.substr(0, event.data_begin), *order), 0, 0};
    result.data_begin = static_cast<std::uint32_t>(result.text.size());
    append_order(result.text, domain::anonymised(std::move(*order)));
    result.data_size = static_cast<std::uint32_t>(result.text.size()) - result.data_begin;
    result.text.append(text.substr(event.data_begin + event.data_size));
    return result;
}

}
