// SPDX-License-Identifier: Apache-2.0
#include "api/bodies/order_body.hpp"
#include "api/bodies/query.hpp"
#include "domain/failures.hpp"

#include <algorithm>

namespace api {

namespace {

base::Result<std::vector<domain::OrderStatus>> parse_statuses(std::vector<std::string_view> const& words)
{
    std::vector<domain::OrderStatus> result;
    for (auto const word : words) {
        auto const status = domain::parse_order_status(word);
        if (!status) return std::unexpected(domain::query_invalid("status", "must be statuses of an order."));
        if (std::ranges::find(result, *status) == result.end()) result.push_back(*status);
    }
    return result;
}

}

base::Result<ports::OrderQuery> parse_order_query(http::Request const& request, domain::BusinessId business)
{
    auto const query = Query::read(request, {{"status", true}, {"from"}, {"to"}, {"query"}, {"cursor"}, {"limit"}});
    if (!query) return std::unexpected(query.error());
    auto statuses = parse_statuses(query->words("status"));
    if (!statuses) return std::unexpected(statuses.error());
    auto const from = query->instant("from");
    if (!from) return std::unexpected(from.error());
    auto const to = query->instant("to");
    if (!to) return std::unexpected(to.error());
    auto text = query->text("query", 100);
    if (!text) return std::unexpected(text.error());
    auto cursor = query->cursor();
    if (!cursor) return std::unexpected(cursor.error());
    auto const limit = query->limit(20, 100);
    if (!limit) return std::unexpected(limit.error());

    ports::OrderQuery result;
    result.business = business;
    result.statuses = std::move(*statuses);
    result.from = *from;
    result.to = *to;
    result.text = std::move(*text);
    result.cursor = std::move(*cursor);
    result.limit = *limit;
    return result;
}

}
