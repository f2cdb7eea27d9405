// SPDX-License-Identifier: Apache-2.0
#include "forms/order_content.hpp"

#include "forms/fields.hpp"

namespace forms {

namespace {

using domain::DeliveryAddress;
using domain::LineItem;
using domain::OrderContent;
using domain::Payment;

void write_item(json::Writer& writer, LineItem const& item)
{
    writer.begin_object().member("item_id", item.item_id).member("item_name", item.item_name);
    writer.member("quantity", item.quantity).member("unit_price", item.unit_price.units);
    writer.member("total_price", item.total_price.units);
    if (!item.variants.empty()) {
        writer.key("variants").begin_array();
        for (auto const& variant : item.variants) {
            writer.begin_object().member("name", variant.name).member("price", variant.price.units).end_object();
        }
        writer.end_array();
    }
    writer.member("special_instructions", item.special_instructions).member("category_name", item.category_name);
    writer.member("image_url", item.image_url).end_object();
}

LineItem read_item(json::StoredReader& reader)
{
    LineItem item;
    item.item_id = reader.optional_text("item_id");
    item.item_name = reader.text("item_name");
    item.quantity = reader.integer("quantity");
    item.unit_price = amount(reader, "unit_price");
    item.total_price = amount(reader, "total_price");
    reader.array("variants", [&](json::StoredReader& variant) {
        auto& added = item.variants.emplace_back();
        added.name = variant.text("name");
        added.price = amount(variant, "price");
    });
    item.special_instructions = reader.optional_text("special_instructions");
    item.category_name = reader.optional_text("category_name");
    item.image_url = reader.optional_text("image_url");
    return item;
}

void write_coordinate_member(json::Writer& writer, std::string_view name, std::optional<domain::Coordinate> coordinate)
{
    if (!coordinate) return;
    writer.key(name);
    json::write_e7(writer, coordinate->e7);
}

void write_address(json::Writer& writer, DeliveryAddress const& address)
{
    writer.begin_object().member("street", address.street).member("city", address.city);
    writer.member("district", address.district).member("building_number", address.building_number);
    writer.member("floor", address.floor).member("apartment", address.apartment);
    writer.member("landmark", address.landmark).member("zip_code", address.zip_code);
    writer.member("country", address.country);
    write_coordinate_member(writer, "latitude", address.latitude);
    write_coordinate_member(writer, "longitude", address.longitude);
    writer.member("instructions", address.instructions).end_object();
}

DeliveryAddress read_address(json::StoredReader& reader)
{
    DeliveryAddress address;
    address.street = reader.text("street");
    address.city = reader.text("city");
    address.district = reader.optional_text("district");
    address.building_number = reader.optional_text("building_number");
    address.floor = reader.optional_text("floor");
    address.apartment = reader.optional_text("apartment");
    address.landmark = reader.optional_text("landmark");
    address.zip_code = reader.optional_text("zip_code");
    address.country = reader.optional_text("country");
    address.latitude = coordinate(reader, "latitude");
    address.longitude = coordinate(reader, "longitude");
    address.instructions = reader.optional_text("instructions");
    return address;
}

void write_payment(json::Writer& writer, Payment const& payment)
{
    writer.begin_object().member("method", payment.method).member("status", domain::to_text(payment.status));
    writer.member("transaction_id", payment.transaction_id).end_object();
}

Payment read_payment(json::StoredReader& reader)
{
    Payment payment;
    payment.method = reader.optional_text("method");
    payment.status = reader.parsed("status", domain::parse_payment_status);
    payment.transaction_id = reader.optional_text("transaction_id");
    return payment;
}

void write_amounts(json::Writer& writer, OrderContent const& content)
{
    writer.member("subtotal", content.subtotal.units).member("tax", content.tax.units);
    writer.member("prices_include_tax", content.prices_include_tax);
    writer.member("delivery_fee", content.delivery_fee.units).member("service_fee", content.service_fee.units);
    writer.member("discount", content.discount.units).member("tip", content.tip.units);
    writer.member("total_amount", content.total_amount.units);
}

void read_amounts(json::StoredReader& reader, OrderContent& content)
{
    content.subtotal = amount(reader, "subtotal");
    content.tax = amount(reader, "tax");
    content.prices_include_tax = reader.boolean("prices_include_tax");
    content.delivery_fee = amount(reader, "delivery_fee");
    content.service_fee = amount(reader, "service_fee");
    content.discount = amount(reader, "discount");
    content.tip = amount(reader, "tip");
    content.total_amount = amount(reader, "total_amount");
}

}

void write_content(json::Writer& writer, OrderContent const& content)
{
    writer.member("channel", content.channel).member("external_id", content.external_id);
    writer.member("customer_name", content.customer_name).member("customer_phone", content.customer_phone);
    writer.member("customer_email", content.customer_email).member("customer_id", content.customer_id);
    writer.key("items").begin_array();
    for (auto const& item : content.items) write_item(writer, item);
    writer.end_array();
    writer.member("delivery_type", domain::to_text(content.delivery_type));
    if (content.delivery_address) {
        writer.key("delivery_address");
        write_address(writer, *content.delivery_address);
    }
    writer.member("notes", content.notes).member("requested_delivery_time", content.requested_delivery_time);
    writer.key("payment");
    write_payment(writer, content.payment);
    write_amounts(writer, content);
    writer.member("test", content.test);
}

void read_content(json::StoredReader& reader, OrderContent& content)
{
    content.channel = reader.text("channel");
    content.external_id = reader.optional_text("external_id");
    content.customer_name = reader.text("customer_name");
    content.customer_phone = reader.text("customer_phone");
    content.customer_email = reader.optional_text("customer_email");
    content.customer_id = reader.optional_text("customer_id");
    reader.array("items", [&](json::StoredReader& item) { content.items.push_back(read_item(item)); });
    content.delivery_type = reader.parsed("delivery_type", domain::parse_delivery_type);
    reader.object("delivery_address",
                  [&](json::StoredReader& address) { content.delivery_address = read_address(address); });
    content.notes = reader.optional_text("notes");
    content.requested_delivery_time = reader.optional_instant("requested_delivery_time");
    reader.object("payment", [&](json::StoredReader& payment) { content.payment = read_payment(payment); });
    read_amounts(reader, content);
    content.test = reader.boolean("test");
}

}
