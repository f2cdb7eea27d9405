// SPDX-License-Identifier: Apache-2.0
#include "api/bodies/body.hpp"
#include "api/bodies/order_body.hpp"

namespace api {

namespace {

using json::ObjectReader;

constexpr std::string_view statuses =
    "pending, confirmed, preparing, ready, out_for_delivery, delivered, cancelled, refunded";

domain::Reason read_reason(ObjectReader& reader, std::optional<std::string_view> implied)
{
    domain::Reason reason;
    auto code = implied ? reader.text("code", {1, 64}) : reader.required_text("code", {1, 64});
    if (code && !code->empty() && !domain::is_cancel_reason(*code))
        reader.note("code", "invalid", "is not a known reason");
    reason.code = code ? std::move(*code) : std::string(implied.value_or(""));
    reason.text = reader.text("text", {0, 300});
    reader.finish();
    return reason;
}

void read_reason_of(ObjectReader& reader, std::optional<domain::StatusInput> const& input,
                    usecases::Orders::NewStatus& status, json::Errors& errors)
{
    auto const implied = input ? input->implied_reason : std::nullopt;
    reader.object("reason", [&](ObjectReader& object) { status.reason = read_reason(object, implied); });
    if (!input || input->status != domain::OrderStatus::cancelled || !is_absent(reader, "reason")) return;
    if (implied)
        status.reason = domain::Reason{std::string(*implied), std::nullopt};
    else
        errors.add("/reason/code", "required", "is required to cancel");
}

void read_status(ObjectReader& reader, usecases::Orders::NewStatus& status, json::Errors& errors)
{
    auto const to = required_word(reader, "status", domain::parse_status_input, statuses);
    if (to) status.to = to->status;
    auto const from = reader.word("from", domain::parse_status_input, statuses);
    if (from) status.from = from->status;
    if (!status.if_version && is_absent(reader, "from"))
        reader.note("from", "required", "is required: the status that you saw (or send If-Match)");

    read_reason_of(reader, to, status, errors);
    status.preparation_time_minutes = reader.integer("preparation_time_minutes", 1, 600);
    status.estimated_ready_time = reader.instant("estimated_ready_time");
    status.business_notes = reader.text("business_notes", {0, 1000});
}

}

base::Result<usecases::Orders::NewStatus> parse_new_status(std::string_view body,
                                                           std::optional<std::uint32_t> if_version)
{
    return parse_body<usecases::Orders::NewStatus>(
        body, [&](ObjectReader& reader, usecases::Orders::NewStatus& status, json::Errors& errors) {
            status.if_version = if_version;
            read_status(reader, status, errors);
        });
}

}
