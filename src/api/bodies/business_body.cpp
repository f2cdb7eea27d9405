// SPDX-License-Identifier: Apache-2.0
#include "api/bodies/business_body.hpp"

#include "api/bodies/body.hpp"
#include "forms/fields.hpp"
#include "forms/opening_hours.hpp"
#include "usecases/contact.hpp"

#include <algorithm>

namespace api {

namespace {

constexpr std::size_t max_periods = 6;       ///< A day.
constexpr std::size_t max_exceptions = 100;  ///< Dates.
constexpr std::int64_t max_busy_minutes = 240;
constexpr std::string_view time_of_day = "a time like 09:30";

using json::ObjectReader;

constexpr std::string_view types = "restaurant, store, pharmacy, kitchen";
constexpr json::TextLimits name_limits{1, 200};
constexpr json::TextLimits phone_limits{3, 32};
constexpr json::TextLimits email_limits{3, 254};
constexpr json::TextLimits website_limits{8, 2048};
constexpr json::TextLimits time_zone_limits{1, 64};

bool is_order_prefix(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

std::optional<std::string_view> parse_locale(std::string_view text)
{
    for (std::string_view const known : {"en", "ar"})
        if (text == known) return known;
    return std::nullopt;
}

std::optional<std::string> read_locale(ObjectReader& reader)
{
    auto const locale = reader.word("locale", parse_locale, "en, ar");
    return locale ? std::optional<std::string>(*locale) : std::nullopt;
}

std::optional<domain::Currency> read_currency(ObjectReader& reader)
{
    auto const code = reader.text("currency", {1, 8});
    if (!code) return std::nullopt;
    auto currency = domain::find_currency(*code);
    if (!currency) reader.note("currency", "unknown_currency", "is not the code of a currency in use (ISO 4217)");
    return currency;
}

void check_contact(ObjectReader& reader, std::optional<std::string> const& email,
                   std::optional<std::string> const& website)
{
    if (email && !usecases::is_email(*email)) reader.note("email", "invalid", "is not an email address");
    if (website && !usecases::is_web_address(*website))
        reader.note("website", "invalid", "must be an http or https address");
}

domain::Patched<domain::Coordinate> patched_coordinate(ObjectReader& reader, std::string_view name,
                                                       std::int64_t max_degrees)
{
    if (reader.is_null(name)) return domain::Patched<domain::Coordinate>(std::in_place);
    auto const value = forms::coordinate(reader, name, max_degrees);
    if (!value) return std::nullopt;
    return domain::Patched<domain::Coordinate>(std::in_place, *value);
}

void read_address_patch(ObjectReader& reader, domain::AddressPatch& patch)
{
    patch.country = patched_text(reader, "country", {0, 100});
    patch.city = patched_text(reader, "city", {0, 100});
    patch.district = patched_text(reader, "district", {0, 100});
    patch.neighbourhood = patched_text(reader, "neighbourhood", {0, 100});
    patch.street = patched_text(reader, "street", {0, 200});
    patch.building_number = patched_text(reader, "building_number", {0, 50});
    patch.zip_code = patched_text(reader, "zip_code", {0, 20});
    patch.latitude = patched_coordinate(reader, "latitude", 90);
    patch.longitude = patched_coordinate(reader, "longitude", 180);
    reader.finish();
}

/// The whole address taken away: each part cleared.
domain::AddressPatch cleared_address()
{
    domain::Patched<std::string> const text(std::in_place);
    domain::Patched<domain::Coordinate> const coordinate(std::in_place);
    return {text, text, text, text, text, text, text, coordinate, coordinate};
}

domain::BusinessAddress read_address(ObjectReader& reader)
{
    domain::AddressPatch patch;
    read_address_patch(reader, patch);
    auto const value = [](auto patched) { return std::move(patched).value_or(std::nullopt); };
    return {value(std::move(patch.country)),  value(std::move(patch.city)),
            value(std::move(patch.district)), value(std::move(patch.neighbourhood)),
            value(std::move(patch.street)),   value(std::move(patch.building_number)),
            value(std::move(patch.zip_code)), value(std::move(patch.latitude)),
            value(std::move(patch.longitude))};
}

bool is_sound_name(std::string_view name)
{
    return std::ranges::all_of(
        name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; });
}

std::vector<domain::OpeningPeriod> read_periods(ObjectReader& reader, std::string_view name)
{
    std::vector<domain::OpeningPeriod> periods;
    reader.array(name, 0, max_periods, [&](ObjectReader& period) {
        auto const from = required_word(period, "from", forms::parse_time_of_day, time_of_day);
        auto const to = required_word(period, "to", forms::parse_time_of_day, time_of_day);
        if (from && *from >= std::chrono::days(1)) period.note("from", "invalid", "must be before 24:00");
        if (from && to && *from == *to) period.note("to", "invalid", "must differ; the whole day is 00:00 to 24:00");
        if (to && *to == std::chrono::minutes(0)) period.note("to", "invalid", "the end of a day is 24:00");
        period.finish();
        periods.push_back({from.value_or(std::chrono::minutes(0)), to.value_or(std::chrono::minutes(1))});
    });
    return periods;
}

domain::OpeningHours read_opening_hours(ObjectReader& reader)
{
    domain::OpeningHours hours;
    for (std::size_t day = 0; day < forms::weekdays.size(); ++day)
        hours.week[day] = read_periods(reader, forms::weekdays[day]);
    reader.array("exceptions", 0, max_exceptions, [&](ObjectReader& exception) {
        auto const date = required_word(exception, "date", forms::parse_date, "a date like 2026-12-25");
        auto periods = read_periods(exception, "periods");
        if (date &&
            std::ranges::find(hours.exceptions, *date, &domain::OpeningException::date) != hours.exceptions.end())
            exception.note("date", "duplicate", "stands here already");
        exception.finish();
        hours.exceptions.push_back({date.value_or(std::chrono::year_month_day()), std::move(periods)});
    });
    std::ranges::sort(hours.exceptions, {}, &domain::OpeningException::date);
    reader.finish();
    return hours;
}

void read_settings(ObjectReader& reader, domain::SettingsPatch& settings)
{
    refuse_null(reader, "order_prefix", "accept_within_s", "remind_after_s", "escalate_after_s", "auto_accept",
                "default_preparation_minutes", "delivery_extra_minutes", "alert_sound");
    settings.order_prefix = reader.text("order_prefix", {0, 8});
    if (settings.order_prefix && !is_order_prefix(*settings.order_prefix))
        reader.note("order_prefix", "invalid", "must be of A-Z and 0-9");
    settings.accept_within_s = reader.integer("accept_within_s", 10, 7200);
    settings.remind_after_s = reader.integer("remind_after_s", 1, 7200);
    settings.escalate_after_s = reader.integer("escalate_after_s", 1, 7200);
    settings.auto_accept = reader.boolean("auto_accept");
    settings.default_preparation_minutes = reader.integer("default_preparation_minutes", 1, 600);
    settings.delivery_extra_minutes = reader.integer("delivery_extra_minutes", 0, 600);
    if (reader.is_null("opening_hours"))
        settings.opening_hours.emplace(std::nullopt);
    else
        reader.object("opening_hours",
                      [&](ObjectReader& hours) { settings.opening_hours.emplace(read_opening_hours(hours)); });
    settings.alert_sound = reader.text("alert_sound", {1, 40});
    if (settings.alert_sound && !is_sound_name(*settings.alert_sound))
        reader.note("alert_sound", "invalid", "must be of a-z, 0-9, _ and -");
    reader.finish();
}

void read_patch(ObjectReader& reader, domain::BusinessPatch& patch)
{
    refuse_null(reader, "name", "type", "currency", "timezone", "locale", "settings");
    patch.name = reader.text("name", name_limits);
    patch.type = reader.word("type", domain::parse_business_type, types);
    patch.phone = patched_text(reader, "phone", phone_limits);
    patch.email = patched_text(reader, "email", email_limits);
    patch.website = patched_text(reader, "website", website_limits);
    check_contact(reader, patch.email.value_or(std::nullopt), patch.website.value_or(std::nullopt));
    patch.currency = read_currency(reader);
    patch.timezone = reader.text("timezone", time_zone_limits);
    patch.locale = read_locale(reader);
    if (reader.is_null("address"))
        patch.address = cleared_address();
    else
        reader.object("address", [&](ObjectReader& address) { read_address_patch(address, patch.address); });
    reader.object("settings", [&](ObjectReader& settings) { read_settings(settings, patch.settings); });
}

}

usecases::NewBusiness read_new_business(ObjectReader& reader)
{
    usecases::NewBusiness business;
    business.name = reader.required_text("name", name_limits);
    business.type = required_word(reader, "type", domain::parse_business_type, types).value_or(business.type);
    business.phone = reader.text("phone", phone_limits);
    business.email = reader.text("email", email_limits);
    business.website = reader.text("website", website_limits);
    check_contact(reader, business.email, business.website);
    business.currency = read_currency(reader).value_or(business.currency);
    business.timezone = reader.text("timezone", time_zone_limits).value_or(business.timezone);
    business.locale = read_locale(reader).value_or(business.locale);
    reader.object("address", [&](ObjectReader& address) { business.address = read_address(address); });
    reader.object("settings", [&](ObjectReader& settings) { read_settings(settings, business.settings); });
    return business;
}

base::Result<usecases::NewBusiness> parse_new_business(std::string_view body)
{
    return parse_body<usecases::NewBusiness>(
        body, [](ObjectReader& reader, auto& business, auto&) { business = read_new_business(reader); });
}

base::Result<domain::BusinessPatch> parse_business_patch(std::string_view body)
{
    return parse_body<domain::BusinessPatch>(
        body, [](ObjectReader& reader, auto& patch, auto&) { read_patch(reader, patch); });
}

base::Result<usecases::NewIntake> parse_intake(std::string_view body)
{
    return parse_body<usecases::NewIntake>(body, [](ObjectReader& reader, auto& intake, auto&) {
        intake.open = reader.boolean("open");
        if (reader.has("pause_until") && reader.is_null("pause_until"))
            intake.pause_until.emplace(std::nullopt);
        else if (auto const until = reader.instant("pause_until"))
            intake.pause_until.emplace(*until);
        intake.busy_extra_minutes = reader.integer("busy_extra_minutes", 0, max_busy_minutes);
        intake.busy_until = reader.instant("until");

        auto const said = (reader.has("open") ? 1 : 0) + (reader.has("pause_until") ? 1 : 0) +
                          (reader.has("busy_extra_minutes") ? 1 : 0);
        if (said == 0) reader.note_required("open");
        if (said > 1) reader.note("open", "ambiguous", "say open, pause_until or busy_extra_minutes, one at a time");
        refuse_null(reader, "open", "busy_extra_minutes", "until");
        auto const is_busy = intake.busy_extra_minutes.value_or(0) > 0;
        if (is_busy && !reader.has("until")) reader.note_required("until");
        if (!is_busy && reader.has("until")) reader.note("until", "unexpected", "goes with busy_extra_minutes");
    });
}

}
