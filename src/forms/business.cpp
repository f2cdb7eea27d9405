// SPDX-License-Identifier: Apache-2.0
#include "forms/business.hpp"

#include "forms/fields.hpp"
#include "forms/opening_hours.hpp"
#include "json/stored_reader.hpp"
#include "json/writer.hpp"

#include <utility>

namespace forms {

namespace {

using domain::Business;
using domain::BusinessAddress;
using domain::BusinessSettings;

void write_address(json::Writer& writer, BusinessAddress const& address)
{
    writer.begin_object().member("country", address.country).member("city", address.city);
    writer.member("district", address.district).member("neighbourhood", address.neighbourhood);
    writer.member("street", address.street).member("building_number", address.building_number);
    writer.member("zip_code", address.zip_code);
    for (auto const& [name, coordinate] :
         {std::pair("latitude", address.latitude), std::pair("longitude", address.longitude)}) {
        if (coordinate) json::write_e7(writer.key(name), coordinate->e7);
    }
    writer.end_object();
}

BusinessAddress read_address(json::StoredReader& reader)
{
    BusinessAddress address;
    address.country = reader.optional_text("country");
    address.city = reader.optional_text("city");
    address.district = reader.optional_text("district");
    address.neighbourhood = reader.optional_text("neighbourhood");
    address.street = reader.optional_text("street");
    address.building_number = reader.optional_text("building_number");
    address.zip_code = reader.optional_text("zip_code");
    address.latitude = coordinate(reader, "latitude");
    address.longitude = coordinate(reader, "longitude");
    return address;
}

void write_settings(json::Writer& writer, BusinessSettings const& settings)
{
    writer.begin_object().member("order_prefix", settings.order_prefix);
    writer.member("accept_within_s", settings.accept_within_s).member("remind_after_s", settings.remind_after_s);
    writer.member("escalate_after_s", settings.escalate_after_s).member("auto_accept", settings.auto_accept);
    writer.member("default_preparation_minutes", settings.default_preparation_minutes);
    writer.member("delivery_extra_minutes", settings.delivery_extra_minutes);
    if (settings.opening_hours) write_opening_hours(writer.key("opening_hours"), *settings.opening_hours);
    writer.member("alert_sound", settings.alert_sound).end_object();
}

BusinessSettings read_settings(json::StoredReader& reader)
{
    BusinessSettings settings;
    settings.order_prefix = reader.text("order_prefix");
    settings.accept_within_s = reader.integer("accept_within_s");
    settings.remind_after_s = reader.integer("remind_after_s");
    settings.escalate_after_s = reader.integer("escalate_after_s");
    settings.auto_accept = reader.boolean("auto_accept");
    settings.default_preparation_minutes = reader.integer("default_preparation_minutes");
    settings.delivery_extra_minutes = reader.integer("delivery_extra_minutes");
    reader.object("opening_hours",
                  [&](json::StoredReader& hours) { settings.opening_hours = read_opening_hours(hours); });
    if (auto sound = reader.optional_text("alert_sound")) settings.alert_sound = std::move(*sound);
    return settings;
}

void write_state(json::Writer& writer, domain::IntakeState const& intake)
{
    writer.member("accepting", intake.is_accepting).key("reasons").begin_array();
    for (auto const& reason : intake.reasons) {
        writer.begin_object().member("code", reason.code).member("until", reason.until).end_object();
    }
    writer.end_array();
}

domain::Intake read_intake(json::StoredReader& reader)
{
    domain::Intake intake;
    intake.open = reader.boolean("open");
    intake.paused_until = reader.optional_instant("paused_until");
    reader.object("busy", [&](json::StoredReader& busy) {
        auto const minutes = busy.integer("extra_minutes");
        intake.busy = {minutes, busy.instant("until")};
    });
    intake.announced = reader.optional_text("announced").value_or("");
    return intake;
}

void write_business(std::string& out, Business const& business, domain::IntakeState const* intake)
{
    json::Writer writer(out);
    writer.begin_object().member("id", business.id.text()).member("name", business.name);
    writer.member("type", domain::to_text(business.type)).member("phone", business.phone);
    writer.member("email", business.email).member("website", business.website).key("address");
    write_address(writer, business.address);
    writer.member("currency", business.currency.code).member("currency_digits", business.currency.digits);
    writer.member("timezone", business.timezone).member("locale", business.locale);
    writer.member("status", domain::to_text(business.status));
    writer.key("intake").begin_object().member("open", business.intake.open);
    writer.member("paused_until", business.intake.paused_until);
    if (auto const& busy = business.intake.busy) {
        writer.key("busy").begin_object().member("extra_minutes", busy->extra_minutes).member("until", busy->until);
        writer.end_object();
    }
    if (intake)
        write_state(writer, *intake);
    else if (!business.intake.announced.empty())
        writer.member("announced", business.intake.announced);
    writer.end_object().key("settings");
    write_settings(writer, business.settings);
    writer.member("version", business.version).member("created_at", business.created_at);
    writer.member("updated_at", business.updated_at).end_object();
}

void read_business(json::StoredReader& reader, Business& business)
{
    business.id = reader.parsed("id", domain::BusinessId::parse);
    business.name = reader.text("name");
    business.type = reader.parsed("type", domain::parse_business_type);
    business.phone = reader.optional_text("phone");
    business.email = reader.optional_text("email");
    business.website = reader.optional_text("website");
    reader.object("address", [&](json::StoredReader& address) { business.address = read_address(address); });
    business.currency.code = reader.text("currency");
    business.currency.digits = reader.unsigned_integer<int>("currency_digits");
    business.timezone = reader.text("timezone");
    business.locale = reader.text("locale");
    business.status = reader.parsed("status", domain::parse_business_status);
    reader.object("intake", [&](json::StoredReader& intake) { business.intake = read_intake(intake); });
    reader.object("settings", [&](json::StoredReader& settings) { business.settings = read_settings(settings); });
    business.version = reader.unsigned_integer<std::uint32_t>("version");
    business.created_at = reader.instant("created_at");
    business.updated_at = reader.instant("updated_at");
}

}

void append_business(std::string& out, Business const& business) { write_business(out, business, nullptr); }

void append_business(std::string& out, Business const& business, domain::IntakeState const& intake)
{
    write_business(out, business, &intake);
}

void append_address(std::string& out, domain::BusinessAddress const& address)
{
    json::Writer writer(out);
    write_address(writer, address);
}

base::Result<Business> parse_stored_business(std::string_view text)
{
    return json::read_stored<Business>(text, read_business);
}

}
