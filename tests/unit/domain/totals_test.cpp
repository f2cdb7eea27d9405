// SPDX-License-Identifier: Apache-2.0
#include "domain/order.hpp"
#include "unit/domain/arbitrary.hpp"
#include "unit/domain/samples.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace {

using namespace domain;
// NOLINTNEXTLINE(modernize-use-using): an alias takes no __extension__.
__extension__ typedef __int128 Wide;
using Fields = std::vector<base::FieldError>;

Fields flaws(OrderContent const& content)
{
    auto const result = check_totals(content);
    return result ? Fields{} : result.error().fields;
}

/// Every amount of an order that the law binds, with the part of the law that it is in.
std::vector<Amount*> bound_amounts(OrderContent& content)
{
    std::vector<Amount*> result{&content.subtotal, &content.delivery_fee, &content.service_fee,
                                &content.discount, &content.tip,          &content.total_amount};
    if (!content.prices_include_tax) result.push_back(&content.tax);
    for (auto& item : content.items) {
        result.push_back(&item.unit_price);
        result.push_back(&item.total_price);
        for (auto& variant : item.variants) result.push_back(&variant.price);
    }
    return result;
}

TEST(Totals, AnOrderThatAddsUpIsTaken) { EXPECT_TRUE(check_totals(samples::margherita())); }

TEST(Totals, AWrongLineIsNamedAlone)
{
    auto content = samples::margherita();
    content.items[0].total_price = {14000};
    auto const result = check_totals(content);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, base::FailureKind::invalid);
    EXPECT_EQ(result.error().code, "validation_failed");
    EXPECT_EQ(result.error().fields, (Fields{{"/items/0/total_price", "total_mismatch", "must be 15000"}}));
}

TEST(Totals, EveryPartThatDoesNotAddUpIsNamed)
{
    auto content = samples::margherita();
    content.items[1].unit_price = {1600};
    EXPECT_EQ(flaws(content), (Fields{{"/items/1/total_price", "total_mismatch", "must be 1600"},
                                      {"/subtotal", "total_mismatch", "must be 16600"},
                                      {"/total_amount", "total_mismatch", "must be 18600"}}));
}

TEST(Totals, TaxThatPricesIncludeIsNotAdded)
{
    auto content = samples::margherita();
    content.tax = {1500};
    EXPECT_EQ(flaws(content), (Fields{{"/total_amount", "total_mismatch", "must be 20000"}}));
    content.prices_include_tax = true;
    EXPECT_TRUE(check_totals(content));
}

TEST(Totals, ADiscountAboveTheRestIsRefused)
{
    auto content = samples::margherita();
    content.discount = {18501};
    content.total_amount = {0};
    auto const fields = flaws(content);
    ASSERT_EQ(fields.size(), 1U);
    EXPECT_EQ(fields[0].pointer, "/total_amount");
    EXPECT_EQ(fields[0].code, "total_mismatch");
    EXPECT_NE(fields[0].detail.find("-1"), std::string::npos);
}

TEST(Totals, WhatOverflowsIsNamedOnce)
{
    auto content = samples::margherita();
    content.items[0].unit_price = max_amount;
    EXPECT_EQ(flaws(content), (Fields{{"/items/0/total_price", "overflow", "is more than 9007199254740991"}}));

    content.items[0].quantity = 9999;
    EXPECT_EQ(flaws(content).at(0).code, "overflow");

    content = samples::margherita();
    for (auto& item : content.items) {
        item = {.item_id = {},
                .item_name = "x",
                .quantity = 1,
                .unit_price = max_amount,
                .total_price = max_amount,
                .variants = {},
                .special_instructions = {},
                .category_name = {},
                .image_url = {}};
    }
    EXPECT_EQ(flaws(content), (Fields{{"/subtotal", "overflow", "is more than 9007199254740991"}}));

    content = samples::margherita();
    content.tip = max_amount;
    EXPECT_EQ(flaws(content), (Fields{{"/total_amount", "overflow", "is more than 9007199254740991"}}));
}

RC_GTEST_PROP(Totals, ARandomOrderThatAddsUpIsTaken, ()) { RC_ASSERT(check_totals(arbitrary::content()).has_value()); }

RC_GTEST_PROP(Totals, AnySingleAmountThatIsOffIsRefused, ())
{
    auto content = arbitrary::content();
    auto const amounts = bound_amounts(content);
    auto* amount = amounts[*rc::gen::inRange<std::size_t>(0, amounts.size())];
    auto const offset = *rc::gen::nonZero<std::int32_t>();
    amount->units += offset;
    RC_ASSERT(!check_totals(content).has_value());
    amount->units -= offset;
    RC_ASSERT(check_totals(content).has_value());
}

RC_GTEST_PROP(Totals, SettingEveryNamedPartToWhatItMustBeRepairsTheOrder, ())
{
    auto content = arbitrary::content();
    for (auto& item : content.items) item.total_price = arbitrary::amount();
    content.subtotal = arbitrary::amount();
    content.total_amount = arbitrary::amount();
    content.discount = {0};

    for (auto const& flaw : flaws(content)) {
        Amount const expected{std::stoll(flaw.detail.substr(std::string("must be ").size()))};
        if (flaw.pointer == "/subtotal") {
            content.subtotal = expected;
        } else if (flaw.pointer == "/total_amount") {
            content.total_amount = expected;
        } else {
            content.items.at(std::stoul(flaw.pointer.substr(std::string("/items/").size()))).total_price = expected;
        }
    }
    RC_ASSERT(check_totals(content).has_value());
}

RC_GTEST_PROP(Totals, NoAmountsMakeTheCheckWrapAround, ())
{
    auto content = arbitrary::content();
    auto const amounts = bound_amounts(content);
    auto const extreme = rc::gen::element(Amount{max_amount}, Amount{max_amount.units - 1}, Amount{0});
    for (auto* amount : amounts) {
        if (*rc::gen::arbitrary<bool>()) *amount = *extreme;
    }
    if (!check_totals(content)) return;
    Wide lines = 0;
    for (auto const& item : content.items) {
        Wide price = item.unit_price.units;
        for (auto const& variant : item.variants) price += variant.price.units;
        RC_ASSERT(price * item.quantity == item.total_price.units);
        lines += item.total_price.units;
    }
    RC_ASSERT(lines == content.subtotal.units);
}

}
