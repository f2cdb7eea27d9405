// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/business.hpp"
#include "domain/order.hpp"
#include "unit/base/arbitrary_text.hpp"

#include <rapidcheck.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

/// Random values of the domain, as the API could let them in.
namespace arbitrary {

template <typename T>
rc::Gen<std::optional<T>> maybe(rc::Gen<T> gen)
{
    return rc::gen::mapcat(rc::gen::arbitrary<bool>(), [gen](bool there) -> rc::Gen<std::optional<T>> {
        if (!there) return rc::gen::just(std::optional<T>());
        return rc::gen::map(gen, [](T value) { return std::optional<T>(std::move(value)); });
    });
}

inline std::optional<std::string> maybe_text() { return *maybe(text()); }

template <typename Enum>
Enum one_of_first(int count)
{
    return static_cast<Enum>(*rc::gen::inRange(0, count));
}

inline base::Instant instant()
{
    // Milliseconds from 1970 to 2200.
    return base::from_micros(*rc::gen::inRange<std::int64_t>(0, 7'258'118'400'000) * 1000);
}

inline std::optional<base::Instant> maybe_instant()
{
    return *rc::gen::arbitrary<bool>() ? std::optional(instant()) : std::nullopt;
}

inline domain::Amount amount() { return {*rc::gen::inRange<std::int64_t>(0, 10'000'000)}; }

inline std::optional<domain::Coordinate> maybe_coordinate(std::int64_t degrees)
{
    if (!*rc::gen::arbitrary<bool>()) return std::nullopt;
    return domain::Coordinate{*rc::gen::inRange<std::int64_t>(-degrees * 10'000'000, degrees * 10'000'000 + 1)};
}

inline domain::LineItem item()
{
    domain::LineItem result;
    result.item_id = maybe_text();
    result.item_name = *text();
    result.quantity = *rc::gen::inRange<std::int64_t>(1, 10'000);
    result.unit_price = amount();
    auto price = result.unit_price.units;
    for (int n = *rc::gen::inRange(0, 3); n > 0; --n) {
        result.variants.push_back({*text(), amount()});
        price += result.variants.back().price.units;
    }
    result.total_price = {price * result.quantity};
    result.special_instructions = maybe_text();
    result.category_name = maybe_text();
    result.image_url = maybe_text();
    return result;
}

inline domain::DeliveryAddress address()
{
    domain::DeliveryAddress result;
    result.street = *text();
    result.city = *text();
    for (auto* field : {&result.district, &result.building_number, &result.floor, &result.apartment, &result.landmark,
                        &result.zip_code, &result.country, &result.instructions}) {
        *field = maybe_text();
    }
    result.latitude = maybe_coordinate(90);
    result.longitude = maybe_coordinate(180);
    return result;
}

/// Amounts that add up.
inline domain::OrderContent content()
{
    domain::OrderContent result;
    result.channel = *rc::gen::element<std::string>("web", "pos", "manual", "key_1");
    for (auto* field : {&result.external_id, &result.customer_email, &result.customer_id, &result.notes,
                        &result.payment.method, &result.payment.transaction_id}) {
        *field = maybe_text();
    }
    result.customer_name = *text();
    result.customer_phone = "+9647801234567";
    for (int n = *rc::gen::inRange(1, 5); n > 0; --n) {
        result.items.push_back(item());
        result.subtotal.units += result.items.back().total_price.units;
    }
    result.delivery_type = one_of_first<domain::DeliveryType>(3);
    if (*rc::gen::arbitrary<bool>()) result.delivery_address = address();
    result.requested_delivery_time = maybe_instant();
    result.payment.status = one_of_first<domain::PaymentStatus>(5);
    result.prices_include_tax = *rc::gen::arbitrary<bool>();
    for (auto* part : {&result.tax, &result.delivery_fee, &result.service_fee, &result.tip}) *part = amount();
    auto const before_discount = result.subtotal.units + (result.prices_include_tax ? 0 : result.tax.units) +
                                 result.delivery_fee.units + result.service_fee.units + result.tip.units;
    result.discount = {*rc::gen::inRange<std::int64_t>(0, before_discount + 1)};
    result.total_amount = {before_discount - result.discount.units};
    result.test = *rc::gen::arbitrary<bool>();
    return result;
}

template <typename Id>
Id id()
{
    Id result;
    for (auto& byte : result.uuid.bytes) byte = *rc::gen::arbitrary<std::uint8_t>();
    return result;
}

inline domain::Currency currency()
{
    return *domain::find_currency(*rc::gen::element<std::string>("IQD", "KWD", "USD", "JPY"));
}

inline domain::Actor actor()
{
    return {*rc::gen::element<std::string>("usr_1", "usr_2", "key_1"),
            *maybe(rc::gen::element<std::string>("Counter 1", "Counter 2"))};
}

/// Any combination of fields, not only those that the lifecycle leads to.
inline domain::Order order()
{
    domain::Order result;
    result.id = id<domain::OrderId>();
    result.business_id = id<domain::BusinessId>();
    result.number = *rc::gen::inRange<std::uint64_t>(1, 1'000'000);
    result.order_number = "PIZ" + std::to_string(result.number);
    result.currency = currency();
    result.content = content();
    result.status = one_of_first<domain::OrderStatus>(8);
    result.version = *rc::gen::inRange<std::uint32_t>(1, 0xffffffff);
    result.created_at = instant();
    result.updated_at = instant();
    result.accept_from = maybe_instant();
    result.accept_by = maybe_instant();
    result.preparation_time_minutes = *maybe(rc::gen::inRange<std::int64_t>(0, 1440));
    result.estimated_ready_time = maybe_instant();
    result.estimated_delivery_time = maybe_instant();
    result.business_notes = maybe_text();
    for (int n = *rc::gen::inRange(1, 5); n > 0; --n) {
        domain::StatusChange change{one_of_first<domain::OrderStatus>(8), instant(), actor(), std::nullopt};
        if (*rc::gen::arbitrary<bool>()) change.reason = {"rejected_other", maybe_text()};
        result.status_history.push_back(std::move(change));
    }
    if (*rc::gen::arbitrary<bool>()) result.driver = {maybe_text(), maybe_text(), maybe_text(), maybe_text()};
    for (int n = *rc::gen::inRange(0, 3); n > 0; --n) {
        result.edits.push_back({instant(), actor(), one_of_first<domain::OrderStatus>(8), {"driver", "payment"}});
    }
    return result;
}

inline domain::Business business()
{
    domain::Business result;
    result.id = id<domain::BusinessId>();
    result.name = *text();
    result.type = one_of_first<domain::BusinessType>(4);
    auto& address = result.address;
    for (auto* field :
         {&result.phone, &result.email, &result.website, &address.country, &address.city, &address.district,
          &address.neighbourhood, &address.street, &address.building_number, &address.zip_code}) {
        *field = maybe_text();
    }
    address.latitude = maybe_coordinate(90);
    address.longitude = maybe_coordinate(180);
    result.currency = currency();
    result.timezone = *rc::gen::element<std::string>("UTC", "Asia/Baghdad", "Europe/Rome");
    result.locale = *rc::gen::element<std::string>("en", "ar");
    result.status = one_of_first<domain::BusinessStatus>(3);
    result.intake.open = *rc::gen::arbitrary<bool>();
    auto& settings = result.settings;
    settings.order_prefix = *rc::gen::element<std::string>("", "PIZ", "ABCDEFGH");
    settings.accept_within_s = *rc::gen::inRange<std::int64_t>(10, 7201);
    settings.remind_after_s = *rc::gen::inRange<std::int64_t>(1, 7201);
    settings.escalate_after_s = *rc::gen::inRange<std::int64_t>(1, 7201);
    settings.auto_accept = *rc::gen::arbitrary<bool>();
    settings.default_preparation_minutes = *rc::gen::inRange<std::int64_t>(0, 1441);
    settings.delivery_extra_minutes = *rc::gen::inRange<std::int64_t>(0, 1441);
    result.version = *rc::gen::inRange<std::uint32_t>(1, 0xffffffff);
    result.created_at = instant();
    result.updated_at = instant();
    return result;
}

}
