// SPDX-License-Identifier: Apache-2.0
#include "unit/domain/samples.hpp"

#include "forms/fields.hpp"
#include "forms/order.hpp"
#include "json/reader.hpp"

#include <gtest/gtest.h>

#include <fstream>

/// The orders from the street: tests/data/orders.jsonl.
namespace {

using domain::Amount;
using domain::OrderContent;
using json::ObjectReader;

domain::LineItem read_item(ObjectReader& reader)
{
    domain::LineItem item;
    item.item_name = reader.required_text("item_name", {1, 200});
    item.quantity = reader.required_integer("quantity", 1, 9999);
    item.unit_price = forms::required_amount(reader, "unit_price");
    item.total_price = forms::required_amount(reader, "total_price");
    reader.array("variants", 0, 20, [&](ObjectReader& variant) {
        item.variants.push_back({variant.required_text("name", {}), forms::required_amount(variant, "price")});
        variant.finish();
    });
    item.special_instructions = reader.text("special_instructions", {1, 500});
    item.category_name = reader.text("category_name", {});
    reader.finish();
    return item;
}

domain::DeliveryAddress read_address(ObjectReader& reader)
{
    domain::DeliveryAddress address;
    address.street = reader.required_text("street", {});
    address.city = reader.required_text("city", {});
    for (auto const& [name, field] : {std::pair("district", &address.district),
                                      {"floor", &address.floor},
                                      {"building_number", &address.building_number},
                                      {"apartment", &address.apartment},
                                      {"landmark", &address.landmark},
                                      {"zip_code", &address.zip_code},
                                      {"country", &address.country},
                                      {"instructions", &address.instructions}}) {
        *field = reader.text(name, {});
    }
    address.latitude = forms::coordinate(reader, "latitude", 90);
    address.longitude = forms::coordinate(reader, "longitude", 180);
    reader.finish();
    return address;
}

OrderContent read_content(ObjectReader& reader)
{
    OrderContent content;
    content.channel = reader.required_text("channel", {});
    content.customer_name = reader.required_text("customer_name", {1, 100});
    content.customer_phone = reader.required_text("customer_phone", {10, 16});
    for (auto const& [name, field] : {std::pair("external_id", &content.external_id),
                                      {"notes", &content.notes},
                                      {"customer_email", &content.customer_email},
                                      {"customer_id", &content.customer_id}}) {
        *field = reader.text(name, {1, 1000});
    }
    reader.array("items", 1, 200, [&](ObjectReader& item) { content.items.push_back(read_item(item)); });
    content.delivery_type = *reader.word("delivery_type", domain::parse_delivery_type, "");
    reader.object("delivery_address", [&](ObjectReader& address) { content.delivery_address = read_address(address); });
    content.requested_delivery_time = reader.instant("requested_delivery_time");
    reader.object("payment", [&](ObjectReader& payment) {
        content.payment.method = payment.text("method", {});
        content.payment.status = *payment.word("status", domain::parse_payment_status, "");
        content.payment.transaction_id = payment.text("transaction_id", {});
        payment.finish();
    });
    for (auto const& [name, field] : {std::pair("subtotal", &content.subtotal),
                                      {"tax", &content.tax},
                                      {"delivery_fee", &content.delivery_fee},
                                      {"service_fee", &content.service_fee},
                                      {"discount", &content.discount},
                                      {"tip", &content.tip},
                                      {"total_amount", &content.total_amount}}) {
        *field = forms::amount(reader, name).value_or(Amount{});
    }
    content.prices_include_tax = reader.boolean("prices_include_tax").value_or(false);
    reader.finish();
    return content;
}

struct Sample {
    std::string currency;
    OrderContent content;
};

Sample read_sample(std::string const& line)
{
    auto const document = json::Document::parse(line);
    EXPECT_TRUE(document) << line;
    json::Errors errors;
    ObjectReader reader(*document, errors);
    Sample sample;
    reader.required_text("business_type", {});
    sample.currency = reader.required_text("currency", {3, 3});
    reader.object("order", [&](ObjectReader& order) { sample.content = read_content(order); });
    reader.finish();
    EXPECT_TRUE(errors.empty()) << line << "\n" << std::move(errors).failure().detail;
    return sample;
}

std::vector<Sample> all_samples()
{
    std::ifstream file(REPOSITORY "/tests/data/orders.jsonl");
    std::vector<Sample> samples;
    for (std::string line; std::getline(file, line);) samples.push_back(read_sample(line));
    return samples;
}

TEST(SampleOrders, AreReadWholeAndAddUp)
{
    auto const samples = all_samples();
    EXPECT_EQ(samples.size(), 400U);
    for (auto const& sample : samples) {
        EXPECT_TRUE(domain::find_currency(sample.currency));
        EXPECT_TRUE(domain::check_totals(sample.content));
    }
}

TEST(SampleOrders, DoNotAddUpWhenAnAmountIsOffByOne)
{
    for (auto const& sample : all_samples()) {
        auto content = sample.content;
        for (auto* amount : {&content.subtotal, &content.total_amount, &content.items[0].total_price,
                             &content.items[0].unit_price, &content.tip, &content.discount, &content.delivery_fee}) {
            amount->units += 1;
            EXPECT_FALSE(domain::check_totals(content));
            amount->units -= 1;
        }
    }
}

TEST(SampleOrders, ReadBackFromTheirStoredForm)
{
    for (auto const& sample : all_samples()) {
        auto const order = samples::placed(sample.content);
        std::string text;
        forms::append_order(text, order);
        auto const read = forms::parse_stored_order(text);
        ASSERT_TRUE(read) << text;
        EXPECT_EQ(*read, order);
    }
}

}
