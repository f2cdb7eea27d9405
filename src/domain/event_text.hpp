// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/business.hpp"
#include "domain/order.hpp"
#include "domain/time_zone.hpp"

#include <string>

/// What a notification says to a person, in the business's locale (`en`, `ar`; others read `en`).
namespace domain {

struct EventText {
    std::string title;
    std::string message;
};

/// "New order PIZ0001" / "3 items · 18,500 IQD · delivery".
EventText order_created_text(Business const& business, Order const& order);

/// "PIZ0001: ready", with the reason of a cancellation instead of the summary.
EventText order_moved_text(Business const& business, Order const& order);

/// "PIZ0001: changed".
EventText order_updated_text(Business const& business, Order const& order);

/// "PIZ0001 waits to be accepted".
EventText order_reminder_text(Business const& business, Order const& order);

/// Says whether orders are taken when that changed, else only that something did.
EventText business_updated_text(Business const& before, Business const& after);

EventText business_removed_text(Business const& business);

/// `zone` is the business's own.
EventText restored_text(Business const& business, TimeZone const& zone, base::Instant backup_at);

EventText test_text(Business const& business);

/// "18,500 IQD", "12.50 USD".
std::string format_amount(Amount amount, Currency const& currency);

}
