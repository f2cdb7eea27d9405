// SPDX-License-Identifier: Apache-2.0
#include "api/bodies/order_body.hpp"

#include "api/bodies/body.hpp"
#include "forms/fields.hpp"
#include "usecases/contact.hpp"

#include <algorithm>

namespace api {

namespace {

using json::ObjectReader;

constexpr std::int64_t max_quantity = 9999;

bool is_channel_name(std::string_view text)
{
    return std::ranges::all_of(
        text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; });
}

domain::Variant read_variant(ObjectReader& reader)
{
    domain::Variant variant;
    variant.name = reader.required_text("name", {1, 200});
    variant.price = forms::required_amount(reader, "price");
    reader.finish();
    return variant;
}

domain::LineItem read_item(ObjectReader& reader)
{
    domain::LineItem item;
    item.item_id = reader.text("item_id", {1, 100});
    item.item_name = reader.required_text("item_name", {1, 200});
    item.quantity = reader.required_integer("quantity", 1, max_quantity);
    item.unit_price = forms::required_amount(reader, "unit_price");
    item.total_price = forms::required_amount(reader, "total_price");
    reader.array("variants", 0, 50, [&](ObjectReader& each) { item.variants.push_back(read_variant(each)); });
    item.special_instructions = reader.text("special_instructions", {0, 500});
    item.category_name = reader.text("category_name", {0, 200});
    item.image_url = reader.text("image_url", {1, 2048});
    if (item.image_url && !usecases::is_web_address(*item.image_url))
        reader.note("image_url", "invalid", "must be an http or https address");
    reader.finish();
    return item;
}

void read_address(ObjectReader& reader, domain::DeliveryAddress& address)
{
    address.street = reader.required_text("street", {1, 200});
    address.city = reader.required_text("city", {1, 100});
    address.district = reader.text("district", {0, 100});
    address.building_number = reader.text("building_number", {0, 50});
    address.floor = reader.text("floor", {0, 50});
    address.apartment = reader.text("apartment", {0, 50});
    address.landmark = reader.text("landmark", {0, 200});
    address.zip_code = reader.text("zip_code", {0, 20});
    address.country = reader.text("country", {0, 100});
    address.latitude = forms::coordinate(reader, "latitude", 90);
    address.longitude = forms::coordinate(reader, "longitude", 180);
    address.instructions = reader.text("instructions", {0, 500});
    reader.finish();
}

void read_payment(ObjectReader& reader, domain::Payment& payment)
{
    payment.method = reader.text("method", {0, 50});
    payment.status = reader.word("status", domain::parse_payment_status, "pending, paid, partial, failed, refunded")
                         .value_or(domain::PaymentStatus::pending);
    payment.transaction_id = reader.text("transaction_id", {0, 200});
    reader.finish();
}

void read_customer(ObjectReader& reader, domain::OrderContent& content)
{
    content.customer_name = reader.required_text("customer_name", {1, 100});
    content.customer_phone = reader.required_text("customer_phone", {1, 16});
    if (!content.customer_phone.empty() && !usecases::is_phone_number(content.customer_phone))
        reader.note("customer_phone", "invalid", "must be 10 to 15 digits with an optional +");
    content.customer_email = reader.text("customer_email", {1, 254});
    if (content.customer_email && !usecases::is_email(*content.customer_email))
        reader.note("customer_email", "invalid", "is not an email address");
    content.customer_id = reader.text("customer_id", {1, 100});
}

void read_delivery(ObjectReader& reader, domain::OrderContent& content)
{
    auto const type = required_word(reader, "delivery_type", domain::parse_delivery_type, "pickup, delivery, dine_in");
    content.delivery_type = type.value_or(domain::DeliveryType::pickup);

    reader.object("delivery_address",
                  [&](ObjectReader& address) { read_address(address, content.delivery_address.emplace()); });
    if (type == domain::DeliveryType::delivery && is_absent(reader, "delivery_address"))
        reader.note_required("delivery_address");
    content.requested_delivery_time = reader.instant("requested_delivery_time");
}

/// What overflows is left to the check of the totals, which names the line.
domain::Amount sum_of_lines(std::vector<domain::LineItem> const& items)
{
    domain::Amount total;
    for (auto const& item : items) total = domain::sum(total, item.total_price).value_or(total);
    return total;
}

void read_amounts(ObjectReader& reader, domain::OrderContent& content)
{
    auto const or_nothing = [&](std::string_view name) {
        return forms::amount(reader, name).value_or(domain::Amount{});
    };
    auto const subtotal = forms::amount(reader, "subtotal");
    content.subtotal = subtotal ? *subtotal : sum_of_lines(content.items);
    content.tax = or_nothing("tax");
    content.prices_include_tax = reader.boolean("prices_include_tax").value_or(false);
    content.delivery_fee = or_nothing("delivery_fee");
    content.service_fee = or_nothing("service_fee");
    content.discount = or_nothing("discount");
    content.tip = or_nothing("tip");
    content.total_amount = forms::required_amount(reader, "total_amount");
}

void read_content(ObjectReader& reader, domain::OrderContent& content)
{
    content.external_id = reader.text("external_id", {1, 100});
    content.channel = reader.text("channel", {1, 40}).value_or(std::string());
    if (!is_channel_name(content.channel)) reader.note("channel", "invalid", "must be of a-z, 0-9, _ and -");
    read_customer(reader, content);
    reader.array("items", 1, 200, [&](ObjectReader& each) { content.items.push_back(read_item(each)); });
    note_if_missing(reader, "items");
    read_delivery(reader, content);
    content.notes = reader.text("notes", {0, 1000});
    reader.object("payment", [&](ObjectReader& payment) { read_payment(payment, content.payment); });
    read_amounts(reader, content);
    content.test = reader.boolean("test").value_or(false);
}

/// From the body or the query, which must not disagree.
std::optional<domain::BusinessId> read_business_id(ObjectReader& reader, std::optional<std::string> const& in_query)
{
    auto const in_body = reader.text("business_id", {1, 100});
    if (in_body && in_query && *in_body != *in_query)
        reader.note("business_id", "invalid", "is another one than in the query");
    if (!in_body && !in_query) return std::nullopt;
    auto const id = domain::BusinessId::parse(in_body ? *in_body : *in_query);
    if (!id) reader.note("business_id", "invalid", "is not the id of a business");
    return id;
}

}

base::Result<usecases::Orders::NewOrder> parse_new_order(std::string_view body,
                                                         std::optional<std::string> const& business)
{
    return parse_body<usecases::Orders::NewOrder>(body, [&](ObjectReader& reader, auto& order, auto&) {
        order.business = read_business_id(reader, business);
        read_content(reader, order.content);
    });
}

}
