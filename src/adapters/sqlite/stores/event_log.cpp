// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/stores/event_log.hpp"

#include "adapters/sqlite/engine/rows.hpp"
#include "adapters/sqlite/stores/trim.hpp"
#include "base/pause.hpp"

namespace adapters::sqlite {

namespace {

constexpr std::size_t trimmed_at_once = 500;
constexpr std::chrono::milliseconds between_slices{20};  ///< Lets orders pass.

}

base::Task<base::Result<ports::LogPosition>> SqliteEventLog::position(domain::BusinessId business)
{
    co_return readers_.run_consistently<ports::LogPosition>(
        [&](Database& database) -> base::Result<ports::LogPosition> {
            auto row = find_log(database, business);
            if (!row) return std::unexpected(business_not_found());
            return std::move(row->position);
        });
}

base::Task<base::Result<ports::LogPage>> SqliteEventLog::read(domain::BusinessId business, std::uint64_t after,
                                                              std::size_t max_events, std::size_t max_bytes)
{
    co_return readers_.run_consistently<ports::LogPage>([&](Database& database) -> base::Result<ports::LogPage> {
        auto row = find_log(database, business);
        if (!row) return std::unexpected(business_not_found());
        ports::LogPage page{std::move(row->position), {}};

        // Below `oldest` lie only rows that are kept as the text of some order.
        auto const first = std::max(after + 1, page.position.oldest);
        auto query =
            database.query("SELECT e.seq, e.type, e.body, o.posted_by FROM events e LEFT JOIN orders o ON o.id = "
                           "e.order_id WHERE e.business = ? AND e.seq >= ? ORDER BY e.seq LIMIT ?");
        query.bind(row->business).bind(first).bind(static_cast<std::int64_t>(max_events));
        std::size_t bytes = 0;
        while (query.step()) {
            auto const text = query.text(2);
            bytes += text.size();
            if (!page.entries.empty() && bytes > max_bytes) break;
            page.entries.push_back({query.unsigned_integer(0), static_cast<domain::EventType>(query.integer(1)),
                                    std::make_shared<std::string const>(text), domain::ApiKeyId::parse(query.text(3))});
        }
        return page;
    });
}

base::Task<base::Result<std::size_t>> SqliteEventLog::trim(base::Instant before)
{
    std::size_t total = 0;
    for (;;) {
        auto const slice =
            co_await writer_.run<std::size_t>([before](WriteAccess& access) -> base::Result<std::size_t> {
                return trim_log(access, before, trimmed_at_once);
            });
        if (!slice) co_return std::unexpected(slice.error());
        total += *slice;
        if (*slice < trimmed_at_once) co_return total;
        co_await base::pause(between_slices);
    }
}

}
