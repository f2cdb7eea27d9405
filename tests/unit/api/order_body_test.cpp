// SPDX-License-Identifier: Apache-2.0
#include "api/bodies/order_body.hpp"

#include "bodies.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace {

using api_test::described;
using api_test::merged;

constexpr std::string_view good = R"({
    "business_id": "biz_0190b8a0-1111-7222-8333-444455556666", "channel": "web-shop", "external_id": "A-1",
    "customer_name": "سارة", "customer_phone": "+9647801234567", "customer_email": "sara@example.com",
    "items": [{"item_id": "i1", "item_name": "Pizza", "quantity": 2, "unit_price": 1000, "total_price": 2600,
               "variants": [{"name": "Large", "price": 300}], "special_instructions": "no onion",
               "category_name": "Pizza", "image_url": "https://example.com/p.png"}],
    "delivery_type": "delivery",
    "delivery_address": {"street": "Street 62", "city": "Baghdad", "latitude": 33, "longitude": -44},
    "notes": "Ring twice", "requested_delivery_time": "2026-11-24T20:00:00+03:00",
    "payment": {"method": "card", "status": "paid", "transaction_id": "tx"},
    "subtotal": 2600, "tax": 100, "delivery_fee": 500, "service_fee": 20, "discount": 10, "tip": 5,
    "total_amount": 3215})";

auto parsed(std::string_view body, std::optional<std::string> const& business = {})
{
    return api::parse_new_order(body, business);
}

TEST(NewOrderBody, IsReadInFull)
{
    auto const order = parsed(good);
    ASSERT_TRUE(order) << described(order);
    EXPECT_EQ(order->business->text(), "biz_0190b8a0-1111-7222-8333-444455556666");
    auto const& content = order->content;
    EXPECT_EQ(content.channel, "web-shop");
    EXPECT_EQ(content.customer_name, "سارة");
    ASSERT_EQ(content.items.size(), 1u);
    EXPECT_EQ(content.items[0].quantity, 2);
    EXPECT_EQ(content.items[0].variants.at(0).price.units, 300);
    EXPECT_EQ(content.delivery_type, domain::DeliveryType::delivery);
    EXPECT_EQ(content.delivery_address->latitude->e7, 330'000'000);
    EXPECT_EQ(content.delivery_address->longitude->e7, -440'000'000);
    EXPECT_EQ(base::format_instant(*content.requested_delivery_time), "2026-11-24T17:00:00.000Z");
    EXPECT_EQ(content.payment.status, domain::PaymentStatus::paid);
    EXPECT_EQ(content.total_amount.units, 3215);
    EXPECT_TRUE(domain::check_totals(content));
}

TEST(NewOrderBody, HasDefaults)
{
    auto const order = parsed(R"({"customer_name":"A","customer_phone":"0780123456","delivery_type":"pickup",
        "items":[{"item_name":"x","quantity":3,"unit_price":2,"total_price":6},
                 {"item_name":"y","quantity":1,"unit_price":0,"total_price":0}],"total_amount":6})");
    ASSERT_TRUE(order) << described(order);
    EXPECT_FALSE(order->business);
    EXPECT_EQ(order->content.channel, "");
    EXPECT_EQ(order->content.subtotal.units, 6) << "the sum of the lines";
    EXPECT_EQ(order->content.payment, domain::Payment{});
    EXPECT_FALSE(order->content.prices_include_tax);
    EXPECT_FALSE(order->content.test);
    EXPECT_TRUE(domain::check_totals(order->content));
}

TEST(NewOrderBody, TakesEverySampleOrder)
{
    std::ifstream file(REPOSITORY "/tests/data/orders.jsonl");
    std::size_t count = 0;
    for (std::string line; std::getline(file, line); ++count) {
        auto const start = line.find(R"("order":)") + 8;
        auto const body = line.substr(start, line.size() - start - 1);
        auto const order = parsed(body);
        ASSERT_TRUE(order) << described(order) << body;
        EXPECT_EQ(described(domain::check_totals(order->content)), "good") << body;
    }
    EXPECT_EQ(count, 400u);
}

TEST(NewOrderBody, NamesTheFieldThatIsWrong)
{
    for (api_test::Refusal const& refusal : std::initializer_list<api_test::Refusal>{
             {R"({"customer_name": null})", "/customer_name", "required"},
             {R"({"customer_name": "null!"})", "/customer_name", "null_not_allowed"},
             {R"({"customer_name": 5})", "/customer_name", "wrong_type"},
             {R"({"customer_name": ""})", "/customer_name", "too_short"},
             {R"({"customer_phone": "12345"})", "/customer_phone", "invalid"},
             {R"({"customer_phone": "٠١٢٣٤٥٦٧٨٩"})", "/customer_phone", "invalid"},
             {R"({"customer_phone": null})", "/customer_phone", "required"},
             {R"({"customer_email": "nobody"})", "/customer_email", "invalid"},
             {R"({"channel": "Web Shop"})", "/channel", "invalid"},
             {R"({"channel": ""})", "/channel", "too_short"},
             {R"({"channel": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})", "/channel", "too_long"},
             {R"({"external_id": ""})", "/external_id", "too_short"},
             {R"({"items": null})", "/items", "required"},
             {R"({"items": "null!"})", "/items", "null_not_allowed"},
             {R"({"items": []})", "/items", "too_short"},
             {R"({"items": {"a": 1}})", "/items", "wrong_type"},
             {R"({"items": [7]})", "/items/0", "wrong_type"},
             {R"({"delivery_type": null})", "/delivery_type", "required"},
             {R"({"delivery_type": "drone"})", "/delivery_type", "invalid"},
             {R"({"delivery_address": null})", "/delivery_address", "required"},
             {R"({"delivery_address": "null!"})", "/delivery_address", "required"},
             {R"({"delivery_address": {"street": null}})", "/delivery_address/street", "required"},
             {R"({"delivery_address": {"city": ""}})", "/delivery_address/city", "too_short"},
             {R"({"delivery_address": {"latitude": 91}})", "/delivery_address/latitude", "out_of_range"},
             {R"({"delivery_address": {"latitude": "33"}})", "/delivery_address/latitude", "wrong_type"},
             {R"({"delivery_address": {"planet": "x"}})", "/delivery_address/planet", "unknown_field"},
             {R"({"requested_delivery_time": "tomorrow"})", "/requested_delivery_time", "invalid"},
             {R"({"payment": {"status": "maybe"}})", "/payment/status", "invalid"},
             {R"({"payment": 1})", "/payment", "wrong_type"},
             {R"({"total_amount": null})", "/total_amount", "required"},
             {R"({"total_amount": -1})", "/total_amount", "out_of_range"},
             {R"({"total_amount": 9007199254740992})", "/total_amount", "out_of_range"},
             {R"({"tax": "100"})", "/tax", "wrong_type"},
             {R"({"test": 1})", "/test", "wrong_type"},
             {R"({"status": "confirmed"})", "/status", "unknown_field"},
             {R"({"business_id": 7})", "/business_id", "wrong_type"},
         }) {
        auto const order = parsed(merged(good, refusal.patch));
        EXPECT_EQ(described(order), std::string(refusal.pointer) + ' ' + std::string(refusal.code) + '\n')
            << refusal.patch;
    }
}

TEST(NewOrderBody, NamesTheFieldOfAnItemThatIsWrong)
{
    constexpr std::string_view item =
        R"({"item_name": "Pizza", "quantity": 1, "unit_price": 2600, "total_price": 2600})";
    for (api_test::Refusal const& refusal : std::initializer_list<api_test::Refusal>{
             {R"({"item_name": null})", "/item_name", "required"},
             {R"({"quantity": 0})", "/quantity", "out_of_range"},
             {R"({"quantity": 10000})", "/quantity", "out_of_range"},
             {R"({"unit_price": -5})", "/unit_price", "out_of_range"},
             {R"({"total_price": null})", "/total_price", "required"},
             {R"({"variants": [{"price": 1}]})", "/variants/0/name", "required"},
             {R"({"variants": [{"name": "L"}]})", "/variants/0/price", "required"},
             {R"({"variants": [{"name": "L", "price": -1}]})", "/variants/0/price", "out_of_range"},
             {R"({"variants": [{"name": "L", "price": 1, "size": 1}]})", "/variants/0/size", "unknown_field"},
             {R"({"image_url": "javascript://x"})", "/image_url", "invalid"},
             {R"({"price": 1})", "/price", "unknown_field"},
         }) {
        auto const items = R"({"items": [)" + std::string(item) + ',' + merged(item, refusal.patch) + "]}";
        auto const order = parsed(merged(good, items));
        EXPECT_EQ(described(order), "/items/1" + std::string(refusal.pointer) + ' ' + std::string(refusal.code) + '\n')
            << refusal.patch;
    }
}

TEST(NewOrderBody, TakesWholeNumbersOnly)
{
    for (std::string_view const field : {"/quantity", "/unit_price", "/total_price"}) {
        auto const patch = "{\"" + std::string(field.substr(1)) + "\": 1.5}";
        auto const item = merged(R"({"item_name": "x", "quantity": 1, "unit_price": 1, "total_price": 1})", patch);
        auto const text = described(parsed(merged(good, "{\"items\": [" + item + "]}")));
        EXPECT_TRUE(text.starts_with("/items/0" + std::string(field) + ' ')) << text;
    }
}

TEST(NewOrderBody, HasLimits)
{
    auto const with_text = [](std::string_view field, std::size_t size) {
        return described(parsed(merged(good, "{\"" + std::string(field) + "\": \"" + std::string(size, 'x') + "\"}")));
    };
    EXPECT_EQ(with_text("customer_name", 100), "good");
    EXPECT_EQ(with_text("customer_name", 101), "/customer_name too_long\n");
    EXPECT_EQ(with_text("external_id", 100), "good");
    EXPECT_EQ(with_text("external_id", 101), "/external_id too_long\n");
    EXPECT_EQ(with_text("notes", 1000), "good");
    EXPECT_EQ(with_text("notes", 1001), "/notes too_long\n");
    EXPECT_EQ(with_text("channel", 40), "good");

    boost::json::array items(200, {{"item_name", "x"}, {"quantity", 1}, {"unit_price", 1}, {"total_price", 1}});
    auto const with_items = [&] {
        return described(parsed(merged(good, boost::json::serialize(boost::json::object{{"items", items}}))));
    };
    EXPECT_EQ(with_items(), "good");
    items.push_back(items.front());
    EXPECT_EQ(with_items(), "/items too_long\n");
}

TEST(NewOrderBody, NamesTheBusinessOnce)
{
    std::string const other = "biz_0190b8a0-1111-7222-8333-444455557777";
    std::string const same = "biz_0190b8a0-1111-7222-8333-444455556666";
    EXPECT_EQ(described(parsed(good, other)), "/business_id invalid\n");
    EXPECT_EQ(described(parsed(good, same)), "good");
    auto const in_query = parsed(merged(good, R"({"business_id": null})"), other);
    ASSERT_TRUE(in_query);
    EXPECT_EQ(in_query->business->text(), other);
}

TEST(NewOrderBody, NamesABusinessIdThatIsNone)
{
    EXPECT_EQ(described(parsed(merged(good, R"({"business_id": "ord_1"})"))), "/business_id invalid\n");
    EXPECT_EQ(described(parsed(merged(good, R"({"business_id": null})"), "biz_1")), "/business_id invalid\n");
}

TEST(NewOrderBody, IsRefusedWhenItIsNoObject)
{
    EXPECT_EQ(described(parsed("[]")).substr(0, 11), " wrong_type");
    for (std::string_view const text : {"", "{", "{\"a\":1}x", "{\"a\":1,}", "nul", "{\"notes\":\"\xff\"}"}) {
        auto const order = parsed(text);
        ASSERT_FALSE(order);
        EXPECT_EQ(order.error().kind, base::FailureKind::malformed) << text;
    }
    EXPECT_EQ(described(parsed(R"({"notes":"a","notes":"b"})")), "json_duplicate_key");
    EXPECT_EQ(described(parsed(std::string(40, '[') + std::string(40, ']'))), "json_too_deep");
}

TEST(NewOrderBody, NamesEveryFieldThatIsWrongAtOnce)
{
    auto const order = parsed(merged(good, R"({"customer_name": null, "notes": 1, "colour": "red"})"));
    EXPECT_EQ(described(order), "/customer_name required\n/notes wrong_type\n/colour unknown_field\n");
}

}
