// SPDX-License-Identifier: Apache-2.0
#include "domain/event_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace domain {

namespace {

/// Every text of one language. Arrays are in the order of their enums.
struct Language {
    std::string_view new_order, changed, waits;
    std::string_view one_item, items;
    bool counts_first;  ///< "3 items", not "items: 3".
    std::array<std::string_view, 3> delivery_types;
    std::array<std::string_view, 8> statuses;
    std::string_view updated, opened, closed, removed, test;
    std::string_view restored, may_be_missing;
    std::array<std::string_view, cancel_reasons.size()> reasons;
};

constexpr Language english{
    .new_order = "New order",
    .changed = "changed",
    .waits = "waits to be accepted",
    .one_item = "item",
    .items = "items",
    .counts_first = true,
    .delivery_types = {"pickup", "delivery", "dine-in"},
    .statuses = {"pending", "confirmed", "preparing", "ready", "out for delivery", "delivered", "cancelled",
                 "refunded"},
    .updated = "Business details changed",
    .opened = "Orders are taken again",
    .closed = "No orders are taken",
    .removed = "The business was deleted",
    .test = "Test notification",
    .restored = "Restored from a backup",
    .may_be_missing = "Orders that came later may be missing",
    .reasons = {"out of stock", "too busy", "closed", "address not served", "rejected", "cancelled by the customer",
                "payment failed", "not accepted in time"},
};

constexpr Language arabic{
    .new_order = "طلب جديد",
    .changed = "تغيّر الطلب",
    .waits = "بانتظار القبول",
    .one_item = "القطع",
    .items = "القطع",
    .counts_first = false,
    .delivery_types = {"استلام", "توصيل", "داخل المحل"},
    .statuses = {"بانتظار القبول", "تم القبول", "قيد التحضير", "جاهز", "خرج للتوصيل", "تم التسليم", "أُلغي",
                 "أُعيد المبلغ"},
    .updated = "تغيّرت بيانات المحل",
    .opened = "عاد استقبال الطلبات",
    .closed = "توقف استقبال الطلبات",
    .removed = "حُذف المحل",
    .test = "إشعار تجريبي",
    .restored = "استُعيدت البيانات من نسخة احتياطية",
    .may_be_missing = "قد تكون الطلبات التي وصلت بعد ذلك مفقودة",
    .reasons = {"غير متوفر", "ضغط طلبات", "المحل مغلق", "العنوان خارج النطاق", "مرفوض", "ألغاه الزبون", "فشل الدفع",
                "لم يُقبل في الوقت المحدد"},
};

Language const& language_of(Business const& business) { return business.locale == "ar" ? arabic : english; }

template <std::size_t N, typename Enum>
std::string_view pick(std::array<std::string_view, N> const& texts, Enum value)
{
    return texts.at(static_cast<std::size_t>(value));
}

constexpr std::string_view separator = " · ";

std::string count_of_items(Language const& language, Order const& order)
{
    std::int64_t count = 0;
    for (auto const& item : order.content.items) count += item.quantity;
    auto const number = std::to_string(count);
    std::string const noun(count == 1 ? language.one_item : language.items);
    return language.counts_first ? number + " " + noun : noun + ": " + number;
}

std::string summary(Language const& language, Order const& order)
{
    auto result = count_of_items(language, order);
    result.append(separator).append(format_amount(order.content.total_amount, order.currency));
    return result.append(separator).append(pick(language.delivery_types, order.content.delivery_type));
}

std::string reason_text(Language const& language, Reason const& reason)
{
    auto const known = std::ranges::find(cancel_reasons, reason.code);
    std::string result(known == cancel_reasons.end()
                           ? std::string_view(reason.code)
                           : language.reasons.at(static_cast<std::size_t>(known - cancel_reasons.begin())));
    if (reason.text) result.append(": ").append(*reason.text);
    return result;
}

}

std::string format_amount(Amount amount, Currency const& currency)
{
    bool const negative = amount.units < 0;
    auto digits = std::to_string(amount.units).substr(negative ? 1 : 0);
    auto const decimals = static_cast<std::size_t>(currency.digits);
    if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');

    auto const whole = digits.size() - decimals;
    std::string result(negative ? "-" : "");
    for (std::size_t i = 0; i < whole; ++i) {
        if (i > 0 && (whole - i) % 3 == 0) result += ',';
        result += digits[i];
    }
    if (decimals > 0) result.append(".").append(digits, whole);
    return result.append(" ").append(currency.code);
}

EventText order_created_text(Business const& business, Order const& order)
{
    auto const& language = language_of(business);
    return {std::string(language.new_order).append(" ").append(order.order_number), summary(language, order)};
}

EventText order_moved_text(Business const& business, Order const& order)
{
    auto const& language = language_of(business);
    auto const& reason = order.status_history.back().reason;
    return {order.order_number + ": " + std::string(pick(language.statuses, order.status)),
            reason ? reason_text(language, *reason) : summary(language, order)};
}

EventText order_updated_text(Business const& business, Order const& order)
{
    auto const& language = language_of(business);
    return {std::string(order.order_number).append(": ").append(language.changed), summary(language, order)};
}

EventText order_reminder_text(Business const& business, Order const& order)
{
    auto const& language = language_of(business);
    auto const sign = language.counts_first ? " " : ": ";
    return {std::string(order.order_number).append(sign).append(language.waits), summary(language, order)};
}

EventText business_updated_text(Business const& before, Business const& after)
{
    auto const& language = language_of(after);
    auto title = language.updated;
    if (is_announced_accepting(before) != is_announced_accepting(after))
        title = is_announced_accepting(after) ? language.opened : language.closed;
    return {std::string(title), after.name};
}

EventText business_removed_text(Business const& business)
{
    return {std::string(language_of(business).removed), business.name};
}

EventText restored_text(Business const& business, TimeZone const& zone, base::Instant backup_at)
{
    auto const& language = language_of(business);
    auto const local = zone.to_local(backup_at);
    auto const day = std::chrono::floor<std::chrono::days>(local);
    std::chrono::year_month_day const date(day);
    std::chrono::hh_mm_ss const time(local - day);
    return {std::string(language.restored),
            fmt::format("{:04}-{:02}-{:02} {:02}:{:02}{}{}", static_cast<int>(date.year()),
                        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                        time.minutes().count(), separator, language.may_be_missing)};
}

EventText test_text(Business const& business) { return {std::string(language_of(business).test), business.name}; }

}
