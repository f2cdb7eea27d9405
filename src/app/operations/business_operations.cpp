// SPDX-License-Identifier: Apache-2.0
#include "api/bodies/body.hpp"
#include "app/operations/operation_arguments.hpp"
#include "app/operations/operations.hpp"
#include "app/wiring/use_cases.hpp"
#include "forms/business.hpp"
#include "json/writer.hpp"

namespace app {
namespace {

using domain::BusinessStatus;
using Kind = OperationArgument::Kind;

constexpr std::size_t page_size = 100;

base::Result<domain::BusinessId> parse_id(std::string_view arguments)
{
    return api::parse_body<domain::BusinessId>(
        arguments, [](json::ObjectReader& reader, auto& id, auto&) { id = read_id<domain::BusinessId>(reader, "id"); });
}

base::Result<ports::BusinessStore::Query> parse_query(std::string_view arguments)
{
    return api::parse_body<ports::BusinessStore::Query>(arguments, [](json::ObjectReader& reader, auto& query, auto&) {
        query.status = reader.word("status", domain::parse_business_status, "pending, approved, suspended");
        query.text = reader.text("query", {1, 200});
        query.limit = page_size;
    });
}

void append_row(json::Writer& writer, domain::Business const& business)
{
    writer.begin_object().member("id", business.id.text()).member("status", domain::to_text(business.status));
    writer.member("type", domain::to_text(business.type)).member("name", business.name);
    writer.member("created_at", business.created_at).end_object();
}

base::Task<base::Result<std::string>> list(UseCases& use_cases, std::string arguments)
{
    auto query = parse_query(arguments);
    if (!query) co_return std::unexpected(query.error());
    std::string text;
    json::Writer writer(text);
    writer.begin_object().key("businesses").begin_array();
    do {
        auto const page = co_await use_cases.platform.list(by_operator(), *query);
        if (!page) co_return std::unexpected(page.error());
        for (auto const& business : page->businesses) append_row(writer, business);
        query->cursor = page->next;
    } while (query->cursor);
    writer.end_array().end_object();
    co_return text;
}

std::string to_text(UseCases& use_cases, domain::Business const& business)
{
    std::string text;
    forms::append_business(text, business, use_cases.businesses.intake_of(business));
    return text;
}

base::Task<base::Result<std::string>> show(UseCases& use_cases, std::string arguments)
{
    auto const id = parse_id(arguments);
    if (!id) co_return std::unexpected(id.error());
    auto const business = co_await use_cases.businesses.find(by_operator(), *id);
    if (!business) co_return std::unexpected(business.error());
    co_return to_text(use_cases, *business);
}

template <BusinessStatus status>
base::Task<base::Result<std::string>> set_status(UseCases& use_cases, std::string arguments)
{
    auto const id = parse_id(arguments);
    if (!id) co_return std::unexpected(id.error());
    auto const business = co_await use_cases.platform.set_status(by_operator(), *id, status);
    if (!business) co_return std::unexpected(business.error());
    std::string text;
    json::Writer writer(text);
    append_row(writer, *business);
    co_return text;
}

}

std::vector<Operation> business_operations()
{
    OperationArgument const id{"id", Kind::positional, "The business (biz_…)"};
    return {
        {"business list",
         "Every business, newest first",
         {{"status", Kind::optional, "pending, approved or suspended"}, {"query", Kind::optional, "Part of the name"}},
         list},
        {"business show", "One business", {id}, show},
        {"business approve", "Let it take orders", {id}, set_status<BusinessStatus::approved>},
        {"business suspend",
         "Take no new orders for it; members still finish the open ones",
         {id},
         set_status<BusinessStatus::suspended>},
    };
}

}
