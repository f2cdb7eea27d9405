// SPDX-License-Identifier: Apache-2.0
#include "api/bodies/body.hpp"
#include "api/bodies/order_body.hpp"
#include "usecases/contact.hpp"

namespace api {

namespace {

using json::ObjectReader;

domain::DriverPatch read_driver(ObjectReader& reader)
{
    domain::DriverPatch driver;
    driver.name = patched_text(reader, "name", {1, 100});
    driver.phone = patched_text(reader, "phone", {1, 16});
    if (driver.phone && *driver.phone && !usecases::is_phone_number(**driver.phone))
        reader.note("phone", "invalid", "must be 10 to 15 digits with an optional +");
    driver.vehicle = patched_text(reader, "vehicle", {1, 100});
    driver.tracking_url = patched_text(reader, "tracking_url", {1, 2048});
    if (driver.tracking_url && *driver.tracking_url && !usecases::is_web_address(**driver.tracking_url))
        reader.note("tracking_url", "invalid", "must be an http or https address");
    reader.finish();
    return driver;
}

void read_patch(ObjectReader& reader, domain::OrderPatch& patch)
{
    refuse_null(reader, "preparation_time_minutes", "payment");
    patch.preparation_time_minutes = reader.integer("preparation_time_minutes", 1, 600);
    patch.business_notes = patched_text(reader, "business_notes", {0, 1000});
    reader.object("payment", [&](ObjectReader& payment) {
        patch.payment_status =
            required_word(payment, "status", domain::parse_payment_status, "pending, paid, partial, failed, refunded");
        payment.finish();
    });
    if (reader.is_null("driver")) patch.driver.emplace();
    reader.object("driver", [&](ObjectReader& driver) { patch.driver.emplace(read_driver(driver)); });
}

}

base::Result<domain::OrderPatch> parse_order_patch(std::string_view body)
{
    return parse_body<domain::OrderPatch>(
        body, [](ObjectReader& reader, domain::OrderPatch& patch, json::Errors&) { read_patch(reader, patch); });
}

}
