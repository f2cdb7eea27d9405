// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/engine/rows.hpp"
#include "adapters/sqlite/upkeep/verify.hpp"
#include "domain/event.hpp"
#include "forms/order.hpp"

#include <fmt/format.h>

namespace adapters::sqlite {

namespace {

/// The columns of `orders`, of its latest event and of its first.
constexpr auto rows_of_orders =
    "SELECT o.id, o.business, o.created_seq, o.created_at, o.status, o.version, o.idempotency, o.external, o.due_at, "
    "e.business, e.order_id, e.data_begin, e.data_size, e.body, c.type, c.order_id, c.last_number "
    "FROM orders o LEFT JOIN events e ON e.position = o.latest "
    "LEFT JOIN events c ON c.business = o.business AND c.seq = o.created_seq";
enum Column : std::uint8_t {
    id,
    business,
    created_seq,
    created_at,
    status,
    version,
    idempotency,
    external,
    due_at,
    latest_business,
    latest_order,
    data_begin,
    data_size,
    body,
    first_type,
    first_order,
    first_number
};

class OrderCheck {
public:
    OrderCheck(Inspection& inspection, Query const& row)
        : inspection_(inspection), row_(row), where_(domain::OrderId{row.uuid(id)}.text())
    {
    }

    void run()
    {
        auto const* const owner = inspection_.business(row_.integer(business), "order_of_nobody", where_);
        if (!owner) return;
        bool const is_pending = row_.integer(status) == static_cast<int>(domain::OrderStatus::pending);
        if (!is_pending && !row_.is_null(due_at)) find("order_differs", "it is due although it is not pending");
        if (row_.is_null(idempotency) && row_.unsigned_integer(created_seq) >= owner->oldest)
            find("key_missing", "its idempotency key is not there although its first event is");

        bool const has_first = !row_.is_null(first_type) &&
                               row_.integer(first_type) == static_cast<int>(domain::EventType::order_created) &&
                               has(first_order);
        if (!has_first)
            find("order_start_missing", fmt::format("event {} is not its order.created", row_.integer(created_seq)));
        if (row_.is_null(body)) return find("order_text_missing", "the event that it points at has no text");
        if (!has(latest_order) || row_.integer(latest_business) != row_.integer(business))
            return find("order_differs", "it points at an event of another order");
        check_text(*owner, has_first);
    }

private:
    void find(char const* code, std::string detail) { inspection_.find(code, where_, std::move(detail)); }
    bool has(Column column) const { return !row_.is_null(column) && row_.uuid(column) == row_.uuid(id); }

    void check_text(Inspection::Business const& owner, bool has_first)
    {
        auto const text = row_.text(body);
        auto const begin = row_.unsigned_integer(data_begin);
        if (begin > text.size()) return find("order_unreadable", "its data lies outside its text");
        auto const order = forms::parse_stored_order(text.substr(begin, row_.unsigned_integer(data_size)));
        if (!order) return find("order_unreadable", order.error().detail);
        if (static_cast<int>(order->status) != row_.integer(status)) find("order_differs", "its status is another one");
        if (order->version != row_.unsigned_integer(version)) find("order_differs", "its version is another one");
        if (base::to_micros(order->created_at) / 1'000 != row_.integer(created_at) / 1'000)
            find("order_differs", "it was created at another time");
        if (has_first && order->number != row_.unsigned_integer(first_number))
            find("order_differs", "its number is not the one of its order.created");
        check_external(owner, order->content);
    }

    void check_external(Inspection::Business const& owner, domain::OrderContent const& content)
    {
        if (!content.external_id) return;
        auto const key = external_key(owner.id, content.channel, *content.external_id);
        if (row_.is_null(external) || row_.bytes16(external) != key)
            find("external_id_lost", "its external_id would be taken again");
    }

    Inspection& inspection_;
    Query const& row_;
    std::string where_;
};

void check_unique(Inspection& inspection, char const* sql, char const* code, char const* detail)
{
    auto query = inspection.database.query(sql);
    while (query.step()) inspection.find(code, domain::OrderId{query.uuid(0)}.text(), detail);
}

}

void check_orders(Inspection& inspection)
{
    inspection.progress.begin("orders", inspection.count("SELECT count(*) FROM orders"));
    {
        auto rows = inspection.database.query(rows_of_orders);
        for (std::uint64_t done = 0; rows.step() && !inspection.progress.is_cancelled();) {
            OrderCheck(inspection, rows).run();
            inspection.progress.reach(++done);
        }
    }
    inspection.progress.begin("keys", 0);
    check_unique(inspection,
                 "SELECT max(id) FROM orders WHERE idempotency IS NOT NULL GROUP BY idempotency HAVING count(*) > 1",
                 "key_twice", "another order has the same idempotency key");
    check_unique(inspection,
                 "SELECT max(id) FROM orders WHERE external IS NOT NULL GROUP BY external HAVING count(*) > 1",
                 "external_id_twice", "another order of the channel has the same external_id");
}

void check_marks(Inspection& inspection)
{
    auto query = inspection.database.query(
        "SELECT b.number, b.read_up_to, b.marked_above, (SELECT count(*) FROM notification_marks m WHERE m.business = "
        "b.number AND m.seq > b.read_up_to) FROM businesses b");
    while (query.step()) {
        auto const* const owner = inspection.business(query.integer(0), "business_differs", "businesses");
        if (!owner) continue;
        auto const read_up_to = query.unsigned_integer(1);
        if (read_up_to > owner->head || read_up_to + 1 < owner->oldest)
            inspection.find("mark_outside", owner->id.text(),
                            fmt::format("read up to {}, the log is {} to {}", read_up_to, owner->oldest, owner->head));
        if (query.integer(2) != query.integer(3))
            inspection.find("marks_differ", owner->id.text(),
                            fmt::format("{} marks are counted, {} are there", query.integer(2), query.integer(3)));
    }
    auto marks = inspection.database.query("SELECT business, seq FROM notification_marks");
    while (marks.step()) {
        auto const* const owner = inspection.business(marks.integer(0), "mark_outside", "notification_marks");
        auto const seq = marks.unsigned_integer(1);
        if (owner && (seq < owner->oldest || seq > owner->head))
            inspection.find("mark_outside", fmt::format("{} event {}", owner->id.text(), seq),
                            "there is a mark for an event that is not in the log");
    }
}

}
