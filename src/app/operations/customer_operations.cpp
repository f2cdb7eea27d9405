// SPDX-License-Identifier: Apache-2.0
#include "api/bodies/body.hpp"
#include "app/operations/operation_arguments.hpp"
#include "app/operations/operations.hpp"
#include "app/wiring/use_cases.hpp"
#include "json/writer.hpp"

namespace app {
namespace {

using Kind = OperationArgument::Kind;
using usecases::PersonalData;

base::Result<PersonalData::Request> parse_erasure(std::string_view arguments)
{
    return api::parse_body<PersonalData::Request>(arguments, [](json::ObjectReader& reader, auto& request, auto&) {
        auto& customer = request.customer;
        customer.phone = reader.text("phone", {1, 64});
        customer.email = reader.text("email", {1, 254});
        customer.customer_id = reader.text("customer_id", {1, 255});
        if (!customer.phone && !customer.email && !customer.customer_id)
            reader.note("phone", "required", "(or --email, or --customer-id) must say whose orders are meant");
        request.business = read_optional_id<domain::BusinessId>(reader, "business");
        request.including_open = reader.boolean("including_open").value_or(false);
        request.only_count = reader.boolean("dry_run").value_or(false);
    });
}

base::Task<base::Result<std::string>> erase(UseCases& use_cases, std::string arguments)
{
    auto const request = parse_erasure(arguments);
    if (!request) co_return std::unexpected(request.error());
    auto const report = co_await use_cases.personal_data.erase(by_operator(), *request);
    if (!report) co_return std::unexpected(report.error());

    std::string text;
    json::Writer writer(text);
    writer.begin_object().member("dry_run", request->only_count);
    writer.member("orders", std::uint64_t{report->orders}).member("events", std::uint64_t{report->events});
    writer.member("open_orders_left", std::uint64_t{report->open_orders});
    writer.member("unreadable_orders", std::uint64_t{report->unreadable}).end_object();
    co_return text;
}

}

std::vector<Operation> customer_operations()
{
    return {
        {"customer erase",
         "Take what is personal out of every order of a customer, for ever; backups keep it",
         {{"phone", Kind::optional, "Orders with this phone number, by its digits"},
          {"email", Kind::optional, "And those with this email address"},
          {"customer_id", Kind::optional, "And those with this customer_id of a channel"},
          {"business", Kind::optional, "Only orders of this business (biz_…)"},
          {"including_open", Kind::flag, "Open orders too; else they are left and counted"},
          {"dry_run", Kind::flag, "Only count"}},
         erase},
    };
}

}
