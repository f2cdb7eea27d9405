// SPDX-License-Identifier: Apache-2.0
#include "domain/business.hpp"

#include "domain/words.hpp"

namespace domain {

namespace {

constexpr auto types = words<BusinessType>("restaurant", "store", "pharmacy", "kitchen");
constexpr auto statuses = words<BusinessStatus>("pending", "approved", "suspended");

constexpr std::size_t prefix_size = 3;
constexpr std::size_t number_digits = 4;

}

std::string_view to_text(BusinessType type) { return types.text(type); }
std::string_view to_text(BusinessStatus status) { return statuses.text(status); }

std::optional<BusinessType> parse_business_type(std::string_view text) { return types.parse(text); }
std::optional<BusinessStatus> parse_business_status(std::string_view text) { return statuses.parse(text); }

std::vector<IntakeReason> reasons_not_accepting(Business const& business, TimeZone const&, base::Instant)
{
    std::vector<IntakeReason> reasons;
    if (business.status == BusinessStatus::pending) reasons.push_back({"business_not_approved", std::nullopt});
    if (business.status == BusinessStatus::suspended) reasons.push_back({"business_suspended", std::nullopt});
    if (!business.intake.open) reasons.push_back({"closed", std::nullopt});
    return reasons;
}

IntakeState intake_at(Business const& business, TimeZone const& zone, base::Instant now)
{
    auto reasons = reasons_not_accepting(business, zone, now);
    return {reasons.empty(), std::move(reasons)};
}

std::string default_order_prefix(std::string_view name)
{
    std::string prefix;
    for (char const c : name) {
        if (prefix.size() == prefix_size) break;
        if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) prefix += c;
        if (c >= 'a' && c <= 'z') prefix += static_cast<char>(c - 'a' + 'A');
    }
    return prefix.empty() ? "ORD" : prefix;
}

std::string format_order_number(std::string_view prefix, std::uint64_t number)
{
    auto const digits = std::to_string(number);
    std::string result(prefix);
    if (digits.size() < number_digits) result.append(number_digits - digits.size(), '0');
    return result += digits;
}

}
