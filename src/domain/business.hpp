// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"
#include "domain/opening_hours.hpp"
#include "domain/order.hpp"
#include "domain/time_zone.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace domain {

enum class BusinessType : std::uint8_t { restaurant = 0, store = 1, pharmacy = 2, kitchen = 3 };
enum class BusinessStatus : std::uint8_t { pending = 0, approved = 1, suspended = 2 };

std::string_view to_text(BusinessType type);
std::string_view to_text(BusinessStatus status);
std::optional<BusinessType> parse_business_type(std::string_view text);
std::optional<BusinessStatus> parse_business_status(std::string_view text);

struct BusinessAddress {
    std::optional<std::string> country, city, district, neighbourhood, street, building_number, zip_code;
    std::optional<Coordinate> latitude, longitude;

    bool operator==(BusinessAddress const&) const = default;
};

struct BusinessSettings {
    std::string order_prefix;  ///< 0–8 of A-Z and 0-9; at creation the first letters of the name.
    std::int64_t accept_within_s = 480;
    std::int64_t remind_after_s = 30;
    std::int64_t escalate_after_s = 90;
    bool auto_accept = false;
    std::int64_t default_preparation_minutes = 30;
    std::int64_t delivery_extra_minutes = 20;
    std::optional<OpeningHours> opening_hours;  ///< Nothing: always.
    std::string alert_sound = "default";        ///< For the devices: 1–40 of a-z, 0-9, _ and -.

    bool operator==(BusinessSettings const&) const = default;
};

/// Why orders are not taken now, and until when, if that is known.
struct IntakeReason {
    std::string code;
    std::optional<base::Instant> until;

    bool operator==(IntakeReason const&) const = default;
};

/// More to do than usual: orders are taken, and promised later.
struct Busy {
    std::int64_t extra_minutes = 0;
    base::Instant until;

    bool operator==(Busy const&) const = default;
};

struct Intake {
    bool open = true;
    std::optional<base::Instant> paused_until;
    std::optional<Busy> busy;
    std::string announced;  ///< The codes of the reasons as of the business's last event, with commas between.

    bool operator==(Intake const&) const = default;
};

struct Business {
    BusinessId id;
    std::string name;
    BusinessType type = BusinessType::restaurant;
    std::optional<std::string> phone, email, website;
    BusinessAddress address;
    Currency currency;
    std::string timezone = "UTC";  ///< IANA
    std::string locale = "en";
    BusinessStatus status = BusinessStatus::approved;
    Intake intake;
    BusinessSettings settings;
    std::uint32_t version = 1;
    base::Instant created_at, updated_at;

    bool operator==(Business const&) const = default;
};

/// What is said of a business's intake at one moment.
struct IntakeState {
    bool is_accepting = true;
    std::vector<IntakeReason> reasons;

    bool operator==(IntakeState const&) const = default;
};

/// The reasons not to accept, and `busy`, with which orders are taken all the same. `zone` is the business's own.
IntakeState intake_at(Business const& business, TimeZone const& zone, base::Instant now);

/// Empty: the business takes orders at `now`.
std::vector<IntakeReason> reasons_not_accepting(Business const& business, TimeZone const& zone, base::Instant now);

/// When the state changes next without anybody's doing.
std::optional<base::Instant> next_intake_change(Business const& business, TimeZone const& zone, base::Instant now);

/// The business at `now`, before an event tells of it: what has ended is gone, and `announced` says what holds.
Business announced_at(Business business, TimeZone const& zone, base::Instant now);

/// Whether the last event said that orders are taken.
bool is_announced_accepting(Business const& business);

/// Minutes that being busy adds to a promise.
std::chrono::minutes extra_preparation(Business const& business, base::Instant now);

/// "Pizza Roma" → "PIZ": the first three ASCII letters or digits, upper case; "ORD" when there are none.
std::string default_order_prefix(std::string_view name);

/// prefix + the number with at least four digits: PIZ0001.
std::string format_order_number(std::string_view prefix, std::uint64_t number);

}
