// SPDX-License-Identifier: Apache-2.0
#include "api/resources/order_history.hpp"

#include "json/writer.hpp"

#include <algorithm>

namespace api {

namespace {

void write_actor(json::Writer& writer, base::Instant at, domain::Actor const& by, domain::OrderStatus status)
{
    writer.member("at", at).member("by", by.credential).member("device", by.device);
    writer.member("status", domain::to_text(status));
}

void write_status_change(json::Writer& writer, domain::StatusChange const& change)
{
    writer.begin_object();
    write_actor(writer, change.at, change.by, change.status);
    if (auto const& reason = change.reason) {
        writer.key("reason").begin_object().member("code", reason->code).member("text", reason->text).end_object();
    }
    writer.end_object();
}

void write_edit(json::Writer& writer, domain::Edit const& edit)
{
    writer.begin_object();
    write_actor(writer, edit.at, edit.by, edit.status);
    writer.key("fields").begin_array();
    for (auto const& field : edit.fields) writer.value(field);
    writer.end_array().end_object();
}

/// An order is in each status at most once, so its edits belong behind the change to the status they name.
void write_changes(json::Writer& writer, domain::Order const& order)
{
    writer.key("history").begin_array();
    for (auto const& change : order.status_history) {
        write_status_change(writer, change);
        for (auto const& edit : order.edits)
            if (edit.status == change.status) write_edit(writer, edit);
    }
    writer.end_array();
}

std::optional<base::Instant> accepted_at(domain::Order const& order)
{
    auto const& changes = order.status_history;
    auto const found = std::ranges::find(changes, domain::OrderStatus::confirmed, &domain::StatusChange::status);
    return found == changes.end() ? std::nullopt : std::optional(found->at);
}

}

std::string order_history_text(usecases::Orders::History const& history)
{
    auto const& order = history.order;
    std::string text;
    json::Writer writer(text);
    writer.begin_object().member("order_id", order.id.text()).member("order_number", order.order_number);
    write_changes(writer, order);
    writer.member("accepted_at", accepted_at(order));
    if (auto const& seen = history.seen) {
        writer.member("first_seen_at", seen->at).member("first_seen_by", seen->by.credential);
        writer.member("first_seen_device", seen->by.device);
    }
    writer.end_object();
    return text;
}

}
