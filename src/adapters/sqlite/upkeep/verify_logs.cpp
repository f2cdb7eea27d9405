// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/upkeep/verify.hpp"
#include "domain/event.hpp"
#include "forms/order.hpp"
#include "json/document.hpp"
#include "json/reader.hpp"

#include <fmt/format.h>

#include <limits>

namespace adapters::sqlite {

namespace {

using domain::EventType;

constexpr auto most = std::numeric_limits<std::int64_t>::max();

/// A row of `events`, while the query stands on it.
struct EventRow {
    std::uint64_t seq, last_number;
    EventType type;
    std::int64_t position;
    std::optional<base::Uuid> order;
    std::optional<base::Uuid> id;
    std::uint64_t data_begin, data_size;
    std::optional<std::string_view> body;

    bool is_of_order() const { return type <= EventType::order_cancelled; }
};

EventRow read_row(Query const& row)
{
    auto const uuid = [&](int column) { return row.is_null(column) ? std::nullopt : std::optional(row.uuid(column)); };
    return {.seq = row.unsigned_integer(1),
            .last_number = row.unsigned_integer(3),
            .type = static_cast<EventType>(row.integer(2)),
            .position = row.integer(9),
            .order = uuid(4),
            .id = uuid(8),
            .data_begin = row.unsigned_integer(5),
            .data_size = row.unsigned_integer(6),
            .body = row.is_null(7) ? std::nullopt : std::optional(row.text(7))};
}

/// Walks one business's log from its first row to its last.
class LogWalk {
public:
    LogWalk(Inspection& inspection, Inspection::Business& business)
        : inspection_(inspection), business_(business), expected_(business.oldest)
    {
    }

    void visit(EventRow const& row)
    {
        bool const is_retained = row.seq >= business_.oldest;
        auto const code = check_text(row, is_retained);
        if (is_retained) check_hole(row);
        check_number(row, code == "restored");
        check_projection(row);
        before_ = {row.seq, row.last_number};
        business_.head = row.seq;
    }

private:
    struct Before {
        std::uint64_t seq = 0, last_number = 0;
    };

    void find(EventRow const& row, char const* code, std::string detail)
    {
        inspection_.find(code, fmt::format("{} event {}", business_.id.text(), row.seq), std::move(detail));
    }

    void check_hole(EventRow const& row)
    {
        if (row.seq > expected_)
            inspection_.find("log_hole", business_.id.text(),
                             row.seq == expected_ + 1
                                 ? fmt::format("event {} is missing", expected_)
                                 : fmt::format("events {} to {} are missing", expected_, row.seq - 1));
        expected_ = row.seq + 1;
    }

    void check_number(EventRow const& row, bool is_recorded_jump)
    {
        bool const follows = row.seq == before_.seq + 1;
        auto const before = before_.last_number;
        auto const least = row.type == EventType::order_created ? before + 1 : before;
        if (row.last_number < least)
            find(row, "number_repeated",
                 fmt::format("the order number is {} after {} was given", row.last_number, before));
        else if (follows && row.last_number > least && !is_recorded_jump)
            find(row, "number_jump",
                 fmt::format("the order number goes from {} to {} and nothing says why", before, row.last_number));
    }

    /// The order that the event says is the latest, or something newer, must be what `orders` points at.
    void check_projection(EventRow const& row)
    {
        if (!row.is_of_order()) return;
        if (!row.order) return find(row, "event_differs", "it names no order");
        auto query = inspection_.database.query("SELECT latest FROM orders WHERE id = ?");
        if (!query.bind(*row.order).step())
            find(row, "order_missing", domain::OrderId{*row.order}.text() + " is not among the orders");
        else if (query.integer(0) < row.position)
            find(row, "order_behind", domain::OrderId{*row.order}.text() + " is listed as it was before this event");
    }

    /// Returns the `code` of a system message.
    std::string check_text(EventRow const& row, bool is_retained)
    {
        if (!row.body) {
            if (is_retained) find(row, "event_text_missing", "it has no text");
            return {};
        }
        auto const document = json::Document::parse(*row.body);
        if (!document) {
            find(row, "event_unreadable", document.error().detail);
            return {};
        }
        auto code = check_envelope(row, *document);
        if (row.data_begin > row.body->size() || row.data_size > row.body->size() - row.data_begin)
            find(row, "event_differs", "its data lies outside its text");
        else if (row.is_of_order())
            check_order(row, row.body->substr(row.data_begin, row.data_size));
        return code;
    }

    std::string check_envelope(EventRow const& row, json::Document const& document)
    {
        json::Errors errors;
        json::ObjectReader reader(document, errors);
        auto const seq = static_cast<std::uint64_t>(reader.required_integer("seq", 1, most));
        auto const id = domain::EventId::parse(reader.required_text("id", {}));
        auto const type = domain::parse_event_type(reader.required_text("type", {}));
        std::string code;
        reader.object("data", [&](json::ObjectReader& data) {
            if (row.type == EventType::system_message) code = data.required_text("code", {});
        });
        if (!errors.empty())
            find(row, "event_unreadable", std::move(errors).failure().detail);
        else if (seq != row.seq || type != row.type || !id || id->uuid != row.id.value_or(base::Uuid{}))
            find(row, "event_differs", "its columns say something else than its text");
        return code;
    }

    void check_order(EventRow const& row, std::string_view text)
    {
        auto const order = forms::parse_stored_order(text);
        if (!order)
            find(row, "event_unreadable", order.error().detail);
        else if (order->id.uuid != row.order.value_or(base::Uuid{}) || order->business_id != business_.id)
            find(row, "event_differs", "its text is about another order");
        else if (row.type == EventType::order_created && order->number != row.last_number)
            find(row, "event_differs",
                 fmt::format("its order has the number {}, not {}", order->number, row.last_number));
    }

    Inspection& inspection_;
    Inspection::Business& business_;
    std::uint64_t expected_;
    Before before_;
};

void check_ends(Inspection& inspection)
{
    for (auto const& [number, business] : inspection.businesses)
        if (business.head < business.oldest && (business.head > 0 || business.oldest > 1))
            inspection.find("log_hole", business.id.text(),
                            fmt::format("event {} and what followed it are missing", business.oldest));
}

}

void check_logs(Inspection& inspection)
{
    inspection.progress.begin("logs", inspection.count("SELECT count(*) FROM events"));
    auto rows = inspection.database.query(
        "SELECT business, seq, type, last_number, order_id, data_begin, data_size, body, id, position FROM events "
        "INDEXED BY events_by_seq ORDER BY business, seq");
    std::optional<LogWalk> walk;
    std::int64_t number = 0;
    for (std::uint64_t done = 0; rows.step() && !inspection.progress.is_cancelled();) {
        if (done == 0 || rows.integer(0) != number) {
            number = rows.integer(0);
            walk.reset();
            if (auto* const business = inspection.business(number, "event_of_nobody", "events"))
                walk.emplace(inspection, *business);
        }
        if (walk) walk->visit(read_row(rows));
        inspection.progress.reach(++done);
    }
    check_ends(inspection);
}

}
