// SPDX-License-Identifier: Apache-2.0
#include "domain/business.hpp"

#include "domain/words.hpp"

namespace domain {

namespace {

constexpr auto types = words<BusinessType>("restaurant", "store", "pharmacy", "kitchen");
constexpr auto statuses = words<BusinessStatus>("pending", "approved", "suspended");

constexpr std::size_t prefix_size = 3;
constexpr std::string_view busy_code = "busy";
constexpr std::size_t number_digits = 4;

}

std::string_view to_text(BusinessType type) { return types.text(type); }
std::string_view to_text(BusinessStatus status) { return statuses.text(status); }

std::optional<BusinessType> parse_business_type(std::string_view text) { return types.parse(text); }
std::optional<BusinessStatus> parse_business_status(std::string_view text) { return statuses.parse(text); }

std::vector<IntakeReason> reasons_not_accepting(Business const& business, TimeZone const& zone, base::Instant now)
{
    std::vector<IntakeReason> reasons;
    if (business.status == BusinessStatus::pending) reasons.push_back({"business_not_approved", std::nullopt});
    if (business.status == BusinessStatus::suspended) reasons.push_back({"business_suspended", std::nullopt});
    auto const& intake = business.intake;
    if (!intake.open) reasons.push_back({"closed", std::nullopt});
    if (intake.paused_until && now < *intake.paused_until) reasons.push_back({"paused", intake.paused_until});
    auto const& hours = business.settings.opening_hours;
    if (hours && !is_open_at(*hours, zone, now))
        reasons.push_back({"outside_opening_hours", next_change(*hours, zone, now)});
    return reasons;
}

IntakeState intake_at(Business const& business, TimeZone const& zone, base::Instant now)
{
    auto reasons = reasons_not_accepting(business, zone, now);
    bool const is_accepting = reasons.empty();
    auto const& busy = business.intake.busy;
    if (busy && now < busy->until) reasons.push_back({std::string(busy_code), busy->until});
    return {is_accepting, std::move(reasons)};
}

std::optional<base::Instant> next_intake_change(Business const& business, TimeZone const& zone, base::Instant now)
{
    std::optional<base::Instant> next;
    auto const consider = [&](std::optional<base::Instant> at) {
        if (at && (!next || *at < *next)) next = at;
    };
    consider(business.intake.paused_until);
    if (business.intake.busy) consider(business.intake.busy->until);
    if (business.settings.opening_hours) consider(next_change(*business.settings.opening_hours, zone, now));
    return next;
}

Business announced_at(Business business, TimeZone const& zone, base::Instant now)
{
    auto& intake = business.intake;
    if (intake.paused_until && *intake.paused_until <= now) intake.paused_until.reset();
    if (intake.busy && intake.busy->until <= now) intake.busy.reset();
    intake.announced.clear();
    for (auto const& reason : intake_at(business, zone, now).reasons)
        intake.announced.append(intake.announced.empty() ? "" : ",").append(reason.code);
    return business;
}

bool is_announced_accepting(Business const& business)
{
    return business.intake.announced.empty() || business.intake.announced == busy_code;
}

std::chrono::minutes extra_preparation(Business const& business, base::Instant now)
{
    auto const& busy = business.intake.busy;
    return std::chrono::minutes(busy && now < busy->until ? busy->extra_minutes : 0);
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
