// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"
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

    bool operator==(BusinessSettings const&) const = default;
};

/// Why orders are not taken now, and until when, if that is known.
struct IntakeReason {
    std::string code;
    std::optional<base::Instant> until;

    bool operator==(IntakeReason const&) const = default;
};

struct Intake {
    bool open = true;

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

/// `zone` is the business's own.
IntakeState intake_at(Business const& business, TimeZone const& zone, base::Instant now);

/// Empty: the business takes orders at `now`.
std::vector<IntakeReason> reasons_not_accepting(Business const& business, TimeZone const& zone, base::Instant now);

/// "Pizza Roma" → "PIZ": the first three ASCII letters or digits, upper case; "ORD" when there are none.
std::string default_order_prefix(std::string_view name);

/// prefix + the number with at least four digits: PIZ0001.
std::string format_order_number(std::string_view prefix, std::uint64_t number);

}
