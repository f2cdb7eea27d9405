// SPDX-License-Identifier: Apache-2.0
#include "api/resources/statistics_routes.hpp"

#include "api/bodies/query.hpp"
#include "api/routing/path.hpp"
#include "api/routing/problem.hpp"
#include "domain/failures.hpp"
#include "json/writer.hpp"

#include <fmt/format.h>

namespace api {

namespace {

using domain::Principal;
using domain::Statistics;
using http::Request;
using http::Response;

void write_sales(json::Writer& writer, domain::Sales const& sales)
{
    writer.member("sales_orders", sales.orders).member("sales", sales.amount.units);
}

void write_time_taken(json::Writer& writer, std::string_view name, domain::TimeTaken const& taken)
{
    writer.key(name).begin_object().member("orders", taken.orders);
    if (taken.orders > 0) {
        writer.member("average_ms", taken.average.count()).member("median_ms", taken.median.count());
        writer.member("p90_ms", taken.p90.count());
    }
    writer.end_object();
}

void write_by_status(json::Writer& writer, Statistics const& statistics)
{
    writer.key("by_status").begin_object();
    for (std::size_t i = 0; i < domain::order_status_count; ++i)
        writer.member(domain::to_text(static_cast<domain::OrderStatus>(i)), statistics.by_status[i]);
    writer.end_object();
}

void write_other_currencies(json::Writer& writer, Statistics const& statistics)
{
    writer.key("other_currencies").begin_array();
    for (auto const& other : statistics.other_currencies) {
        writer.begin_object().member("currency", other.currency.code);
        writer.member("currency_digits", other.currency.digits);
        write_sales(writer, other.sales);
        writer.end_object();
    }
    writer.end_array();
}

void write_top_items(json::Writer& writer, Statistics const& statistics)
{
    writer.key("top_items").begin_array();
    for (auto const& item : statistics.top_items) {
        writer.begin_object().member("item_name", item.item_name).member("quantity", item.quantity);
        writer.member("sales", item.amount.units).end_object();
    }
    writer.end_array();
}

void write_days(json::Writer& writer, Statistics const& statistics)
{
    writer.key("per_day").begin_array();
    for (auto const& day : statistics.days) {
        std::chrono::year_month_day const date(day.date);
        writer.begin_object().member("date", fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                                                         static_cast<unsigned>(date.month()),
                                                         static_cast<unsigned>(date.day())));
        writer.member("total", day.orders).member("cancelled", day.cancelled);
        write_sales(writer, day.sales);
        writer.end_object();
    }
    writer.end_array();
}

std::string to_json(usecases::Statistics::Found const& found)
{
    auto const& [query, report, age] = found;
    auto const& statistics = report->statistics;
    std::string body;
    json::Writer writer(body);
    writer.begin_object().member("business_id", query.business.text());
    writer.member("from", query.from).member("to", query.to).member("timezone", query.timezone);
    writer.member("as_of", report->as_of).member("total", statistics.total);
    write_by_status(writer, statistics);
    writer.member("active", statistics.active).member("currency", query.currency.code);
    writer.member("currency_digits", query.currency.digits);
    write_sales(writer, statistics.sales);
    writer.key("average");
    auto const average = domain::average(statistics.sales);
    average ? writer.value(average->units) : writer.null();
    write_other_currencies(writer, statistics);
    write_top_items(writer, statistics);
    write_time_taken(writer, "time_to_accept", statistics.to_accept);
    write_time_taken(writer, "time_to_seen", statistics.to_seen);
    write_days(writer, statistics);
    writer.end_object();
    return body;
}

/// `2026-11-24` or a time; nothing when the parameter was left out.
base::Result<std::optional<usecases::ReportEdge>> edge(Query const& query, std::string_view name)
{
    if (auto const date = query.date(name); date && *date) return **date;
    auto const instant = query.instant(name);
    if (!instant)
        return std::unexpected(domain::query_invalid(
            name, "must be a date like 2026-11-24 or a time like 2026-11-24T01:02:03Z (RFC 3339)."));
    if (!*instant) return std::nullopt;
    return **instant;
}

base::Task<Response> read(usecases::Statistics& statistics, Request& request, Principal const& caller)
{
    auto const query = Query::read(request, {{"from"}, {"to"}});
    if (!query) co_return problem(query.error(), request);
    auto const from = edge(*query, "from");
    if (!from) co_return problem(from.error(), request);
    auto const to = edge(*query, "to");
    if (!to) co_return problem(to.error(), request);
    auto const id = business_in_path(request);
    if (!id) co_return problem(id.error(), request);

    auto const found = co_await statistics.find(caller, *id, *from, *to);
    if (!found) co_return problem(found.error(), request);
    co_return http::json_response(http::Status::ok, to_json(*found)).with("Age", std::to_string(found->age.count()));
}

}

std::vector<Route> statistics_routes(usecases::Statistics& statistics)
{
    using enum http::Method;
    auto const read_bound = [&statistics](Request& request, Principal const& caller) {
        return read(statistics, request, caller);
    };
    return {
        {get, "/api/v1/businesses/{business_id}/stats", Callers::users, rates::usual, read_bound},
    };
}

}
