// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/stores/notification_list.hpp"

#include "adapters/sqlite/engine/rows.hpp"

#include <algorithm>

namespace adapters::sqlite {

namespace {

/// Events that a page may read in vain, because it runs on a core. Marks are looked at without end: they are small,
/// and unread events must be found wherever they are.
constexpr std::size_t look_limit = 5'000;

/// The marks on rising or falling seqs, read alongside.
class MarkCursor {
public:
    MarkCursor(Database& database, LogRow const& log, std::uint64_t first, std::uint64_t last, bool is_rising)
        : query_(database.query(
              is_rising ? "SELECT seq, is_deleted FROM notification_marks WHERE business = ? AND seq BETWEEN ? AND ? "
                          "ORDER BY seq"
                        : "SELECT seq, is_deleted FROM notification_marks WHERE business = ? AND seq BETWEEN ? AND ? "
                          "ORDER BY seq DESC")),
          read_up_to_(log.marks.read_up_to),
          is_rising_(is_rising)
    {
        query_.bind(log.business).bind(first).bind(last);
        has_row_ = query_.step();
    }

    struct Mark {
        bool is_read;
        bool is_deleted;
    };
    Mark at(std::uint64_t seq)
    {
        while (has_row_ && is_behind(seq)) has_row_ = query_.step();
        bool const is_marked = has_row_ && query_.unsigned_integer(0) == seq;
        return {is_marked || seq <= read_up_to_, is_marked && query_.integer(1) != 0};
    }

private:
    bool is_behind(std::uint64_t seq) const
    {
        auto const row = query_.unsigned_integer(0);
        return is_rising_ ? row < seq : row > seq;
    }

    Query query_;
    std::uint64_t read_up_to_;
    bool is_rising_;
    bool has_row_ = false;
};

class PageBuilder {
public:
    PageBuilder(Database& database, ports::NotificationQuery const& query, LogRow log)
        : database_(database), query_(query), log_(std::move(log))
    {
    }

    /// False: nothing more fits.
    bool consider(std::uint64_t seq, MarkCursor::Mark mark)
    {
        if (mark.is_deleted && !query_.with_deleted) return true;
        if (mark.is_read && query_.unread_only) return true;
        if (found_.size() == query_.max_events || looked_ == look_limit) return false;

        auto event = database_.query("SELECT type, order_id, body FROM events WHERE business = ? AND seq = ?");
        if (!event.bind(log_.business).bind(seq).step())
            throw DatabaseError(SQLITE_CORRUPT, "an event between oldest and head is not there");
        ++looked_;
        if (!is_wanted(event)) return true;
        auto const text = event.text(2);
        bytes_ += text.size();
        if (!found_.empty() && bytes_ > query_.max_bytes) return false;
        found_.push_back({seq, std::make_shared<std::string const>(text), mark.is_read, mark.is_deleted});
        return true;
    }

    ports::NotificationPage rising(std::uint64_t looked_to) &&
    {
        return {std::move(log_.position), log_.marks, std::move(found_), looked_to};
    }

    ports::NotificationPage falling() &&
    {
        std::ranges::reverse(found_);
        auto const head = log_.position.head;
        return {std::move(log_.position), log_.marks, std::move(found_), head};
    }

private:
    bool is_wanted(Query const& event)
    {
        auto const type = static_cast<domain::EventType>(event.integer(0));
        if (!query_.types.empty() && std::ranges::find(query_.types, type) == query_.types.end()) return false;
        if (!query_.posted_by) return true;
        if (event.is_null(1)) return false;
        auto const order = find_order(database_, domain::OrderId{event.uuid(1)});
        return order && domain::ApiKeyId::parse(order->posted_by) == query_.posted_by;
    }

    Database& database_;
    ports::NotificationQuery const& query_;
    LogRow log_;
    std::vector<ports::Notification> found_;
    std::size_t looked_ = 0;
    std::size_t bytes_ = 0;
};

/// Where events begin that the query may want.
std::uint64_t first_seq(ports::NotificationQuery const& query, LogRow const& log)
{
    auto first = std::max(log.position.oldest, query.after.value_or(0) + 1);
    return query.unread_only ? std::max(first, log.marks.read_up_to + 1) : first;
}

ports::NotificationPage following(Database& database, ports::NotificationQuery const& query, LogRow log)
{
    auto const head = log.position.head;
    if (*query.after >= head) return {std::move(log.position), log.marks, {}, *query.after};
    auto const first = first_seq(query, log);
    MarkCursor marks(database, log, first, head, true);
    PageBuilder page(database, query, std::move(log));
    for (auto seq = first; seq <= head; ++seq)
        if (!page.consider(seq, marks.at(seq))) return std::move(page).rising(seq - 1);
    return std::move(page).rising(head);
}

ports::NotificationPage newest(Database& database, ports::NotificationQuery const& query, LogRow log)
{
    auto const first = first_seq(query, log);
    auto const head = log.position.head;
    MarkCursor marks(database, log, first, head, false);
    PageBuilder page(database, query, std::move(log));
    for (auto seq = head; seq >= first; --seq)
        if (!page.consider(seq, marks.at(seq))) break;
    return std::move(page).falling();
}

}

base::Result<ports::NotificationPage> read_notifications(Database& database, ports::NotificationQuery const& query)
{
    auto log = find_log(database, query.business);
    if (!log) return std::unexpected(business_not_found());
    return query.after ? following(database, query, std::move(*log)) : newest(database, query, std::move(*log));
}

}
