// SPDX-License-Identifier: Apache-2.0
#include "forms/business.hpp"
#include "forms/event.hpp"
#include "forms/order.hpp"
#include "json/document.hpp"
#include "unit/domain/arbitrary.hpp"
#include "unit/domain/samples.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace {

using samples::noon;

std::string text_of(domain::Order const& order)
{
    std::string text;
    forms::append_order(text, order);
    return text;
}

std::string stored_text_of(domain::Business const& business)
{
    std::string text;
    forms::append_business(text, business);
    return text;
}

std::string replaced(std::string text, std::string_view what, std::string_view by)
{
    auto const at = text.find(what);
    EXPECT_NE(at, text.npos) << what;
    return text.replace(at, what.size(), by);
}

RC_GTEST_PROP(OrderJson, ReadsBackExactly, ())
{
    auto const order = arbitrary::order();
    auto const read = forms::parse_stored_order(text_of(order));
    RC_ASSERT(read.has_value());
    RC_ASSERT(*read == order);
}

RC_GTEST_PROP(BusinessJson, ReadsBackExactly, ())
{
    auto const business = arbitrary::business();
    auto const read = forms::parse_stored_business(stored_text_of(business));
    RC_ASSERT(read.has_value());
    RC_ASSERT(*read == business);
}

TEST(OrderJson, IsWhatTheApiPromises)
{
    auto content = samples::brought_margherita();
    content.delivery_address->street = "شارع 62";
    content.delivery_address->city = "Baghdad";
    content.delivery_address->latitude = domain::Coordinate{293782260};
    EXPECT_EQ(
        text_of(samples::placed(content)),
        R"({"id":"ord_00000000-0000-0000-0000-000000000007","business_id":"biz_00000000-0000-0000-0000-000000000001",)"
        R"("number":1,"order_number":"PIZ0001","status":"pending","version":1,)"
        R"("allowed_next":["confirmed","cancelled"],"currency":"IQD","currency_digits":0,"items_count":3,)"
        R"("channel":"web","customer_name":"Sara","customer_phone":"+9647801234567",)"
        R"("items":[{"item_name":"Margherita","quantity":2,"unit_price":7000,"total_price":15000,)"
        R"("variants":[{"name":"extra cheese","price":500}]},)"
        R"({"item_name":"Cola","quantity":1,"unit_price":1500,"total_price":1500}],"delivery_type":"delivery",)"
        R"("delivery_address":{"street":"شارع 62","city":"Baghdad","latitude":29.378226},)"
        R"("payment":{"status":"paid"},"subtotal":16500,"tax":0,"prices_include_tax":false,"delivery_fee":0,)"
        R"("service_fee":0,"discount":0,"tip":2000,"total_amount":18500,"test":false,)"
        R"("created_at":"2026-11-24T12:00:00.000Z","updated_at":"2026-11-24T12:00:00.000Z",)"
        R"("accept_from":"2026-11-24T12:00:00.000Z","accept_by":"2026-11-24T12:08:00.000Z","estimated_ready_time":"2026-11-24T12:30:00.000Z",)"
        R"("estimated_delivery_time":"2026-11-24T12:50:00.000Z",)"
        R"("status_history":[{"status":"pending","at":"2026-11-24T12:00:00.000Z","by":"key_1"}]})");
}

TEST(OrderJson, RefusesWhatItDidNotWrite)
{
    auto const text = text_of(samples::placed(samples::margherita()));
    ASSERT_TRUE(forms::parse_stored_order(text));
    std::string const broken[] = {
        "",
        "[]",
        "{}",
        "null",
        text.substr(0, text.size() - 1),
        text + "x",
        replaced(text, "\"ord_", "\"biz_"),
        replaced(text, "\"pending\"", "\"lost\""),
        replaced(text, "\"number\":1", "\"number\":-1"),
        replaced(text, "\"version\":1", "\"version\":4294967296"),
        replaced(text, "\"tip\":2000", "\"tip\":\"2000\""),
        replaced(text, "\"tip\":2000,", ""),
        replaced(text, "\"tip\":2000", "\"tip\":2000,\"x\":1"),
        replaced(text, "\"test\":false", "\"test\":0"),
        replaced(text, "2026-11-24T12:00:00.000Z", "yesterday"),
        replaced(text, "2026-11-24T12:00:00.000Z", "2026-11-24T12:00:00.0009Z"),
        replaced(text, "\"items\":[{", "\"items\":[5,{"),
        replaced(text, "\"items\":[{", "\"items\":[{\"x\":1,"),
        replaced(text, "\"by\":\"key_1\"", "\"by\":\"key_1\",\"x\":1"),
        text.substr(0, text.size() - 1) + ",\"x\":1}",
    };
    for (auto const& each : broken) {
        auto const read = forms::parse_stored_order(each);
        ASSERT_FALSE(read) << each;
        EXPECT_EQ(read.error().kind, base::FailureKind::invalid);
    }
}

TEST(BusinessJson, ForAnswersSaysWhetherOrdersAreTaken)
{
    auto business = samples::pizzeria();
    std::string open;
    forms::append_business(open, business, {});
    EXPECT_NE(open.find(R"("intake":{"open":true,"accepting":true,"reasons":[]})"), open.npos);
    business.intake.open = false;
    std::string closed;
    forms::append_business(closed, business, {.is_accepting = false, .reasons = {{"closed", {}}}});
    EXPECT_NE(closed.find(R"("intake":{"open":false,"accepting":false,"reasons":[{"code":"closed"}]})"), closed.npos);
    EXPECT_NE(stored_text_of(business).find(R"("intake":{"open":false},"settings":{"order_prefix":"PIZ")"),
              std::string::npos);
}

TEST(Fingerprint, IsTheSameForTheSameOrderOnly)
{
    auto const content = samples::margherita();
    EXPECT_EQ(forms::fingerprint(content), forms::fingerprint(samples::margherita()));
    auto other = content;
    other.tip = {2001};
    EXPECT_NE(forms::fingerprint(content), forms::fingerprint(other));
    other = content;
    other.notes = "";
    EXPECT_NE(forms::fingerprint(content), forms::fingerprint(other));
    other = content;
    other.requested_delivery_time = noon;
    EXPECT_NE(forms::fingerprint(content), forms::fingerprint(other));
}

RC_GTEST_PROP(Fingerprint, DiffersWhereverContentsDiffer, ())
{
    auto const a = arbitrary::content();
    auto const b = *rc::gen::arbitrary<bool>() ? a : arbitrary::content();
    RC_ASSERT((forms::fingerprint(a) == forms::fingerprint(b)) == (a == b));
}

TEST(EventJson, HoldsTheOrderAndKnowsWhere)
{
    auto const event = *samples::decide(samples::pizzeria(), {.head = 41, .last_number = 7},
                                        samples::place(samples::margherita()), noon)
                            .event();
    auto const encoded = forms::encode_event(event, domain::utc());
    EXPECT_EQ(encoded.data(), text_of(*event.order()));
    EXPECT_EQ(encoded.text, R"({"seq":42,"id":"evt_00000000-0000-0000-0000-000000000008","type":"order.created",)"
                            R"("schema":1,"priority":"high","order_id":"ord_00000000-0000-0000-0000-000000000007",)"
                            R"("occurred_at":"2026-11-24T12:00:00.000Z","title":"New order PIZ0008",)"
                            R"("message":"3 items · 18,500 IQD · pickup","data":)" +
                                text_of(*event.order()) + "}");
}

TEST(EventJson, OfABusinessHoldsItAsAnswersShowIt)
{
    domain::ChangeBusiness command;
    command.patch.intake_open = false;
    auto const event = *samples::decide(samples::pizzeria(), {}, command, noon).event();
    auto const encoded = forms::encode_event(event, domain::utc());
    std::string expected;
    forms::append_business(expected, *event.business(), domain::intake_at(*event.business(), domain::utc(), noon));
    EXPECT_EQ(encoded.data(), expected);
    EXPECT_EQ(encoded.text.find("order_id"), std::string::npos);
}

RC_GTEST_PROP(EventJson, IsAlwaysJson, ())
{
    domain::Event event;
    event.seq = *rc::gen::arbitrary<std::uint64_t>();
    event.title = *arbitrary::text();
    event.message = *arbitrary::text();
    switch (*rc::gen::inRange(0, 3)) {
    case 0: break;
    case 1: event.subject = arbitrary::order(); break;
    default: event.subject = arbitrary::business(); break;
    }
    auto const encoded = forms::encode_event(event, domain::utc());
    RC_ASSERT(json::Document::parse(encoded.text).has_value());
    RC_ASSERT(json::Document::parse(encoded.data()).has_value());
}

}
