// SPDX-License-Identifier: Apache-2.0
#include "usecases/businesses.hpp"

#include "base/all.hpp"
#include "domain/failures.hpp"
#include "usecases/decided.hpp"

#include <algorithm>
#include <functional>

namespace usecases {

namespace {

domain::BusinessSettings settings_of(domain::SettingsPatch const& patch, std::string_view business_name)
{
    domain::BusinessSettings settings;
    settings.order_prefix = patch.order_prefix ? *patch.order_prefix : domain::default_order_prefix(business_name);
    settings.accept_within_s = patch.accept_within_s.value_or(settings.accept_within_s);
    settings.remind_after_s = patch.remind_after_s.value_or(settings.remind_after_s);
    settings.escalate_after_s = patch.escalate_after_s.value_or(settings.escalate_after_s);
    settings.auto_accept = patch.auto_accept.value_or(settings.auto_accept);
    settings.default_preparation_minutes =
        patch.default_preparation_minutes.value_or(settings.default_preparation_minutes);
    settings.opening_hours = patch.opening_hours.value_or(std::nullopt);
    settings.alert_sound = patch.alert_sound.value_or(settings.alert_sound);
    settings.delivery_extra_minutes = patch.delivery_extra_minutes.value_or(settings.delivery_extra_minutes);
    return settings;
}

auto unknown_time_zone(std::string_view pointer)
{
    return base::invalid_field(std::string(pointer).append("/timezone"), "unknown_time_zone",
                               "is not the name of an IANA time zone, like Asia/Baghdad");
}

/// No temporary state is older than its end, and none is for ever.
constexpr std::chrono::days longest_temporary_state{30};
constexpr std::size_t announced_at_once = 100;

bool is_soon(base::Instant until, base::Instant now) { return until > now && until <= now + longest_temporary_state; }

auto not_soon(std::string pointer)
{
    return base::invalid_field(std::move(pointer), "out_of_range", "must lie in the next 30 days");
}

}

Businesses::Businesses(ports::BusinessStore& store, ports::Journal& journal, Access& access,
                       ports::TimeZones const& time_zones, ports::Clock const& clock, BusinessApproval approval,
                       DeviceWatch const& devices)
    : store_(store),
      journal_(journal),
      access_(access),
      time_zones_(time_zones),
      clock_(clock),
      approval_(approval),
      devices_(devices)
{
}

base::Result<domain::Business> Businesses::opened(NewBusiness business, std::string_view pointer) const
{
    if (!time_zones_.exists(business.timezone)) return unknown_time_zone(pointer);

    domain::Business result;
    result.created_at = result.updated_at = clock_.now();
    result.id = domain::BusinessId::make(result.created_at);
    result.settings = settings_of(business.settings, business.name);
    result.name = std::move(business.name);
    result.type = business.type;
    result.phone = std::move(business.phone);
    result.email = std::move(business.email);
    result.website = std::move(business.website);
    result.address = std::move(business.address);
    result.currency = std::move(business.currency);
    result.timezone = std::move(business.timezone);
    result.locale = std::move(business.locale);
    result.status =
        approval_ == BusinessApproval::automatic ? domain::BusinessStatus::approved : domain::BusinessStatus::pending;
    auto const& zone = time_zones_.find(result.timezone);
    auto const now = result.created_at;
    return domain::announced_at(std::move(result), zone, now);
}

domain::IntakeState Businesses::intake_of(domain::Business const& business) const
{
    auto state = domain::intake_at(business, time_zones_.find(business.timezone), clock_.now());
    if (state.is_accepting && devices_.has_no_device(business.id)) state.reasons.push_back({"no_device", std::nullopt});
    return state;
}

base::Task<base::Result<domain::Business>> Businesses::create(domain::Principal const& caller, NewBusiness business)
{
    auto const* user = caller.user();
    if (!user) co_return std::unexpected(domain::users_only());

    auto const created = opened(std::move(business));
    if (!created) co_return std::unexpected(created.error());
    auto const stored = co_await store_.create(*created, user->user);
    if (!stored) co_return std::unexpected(stored.error());
    co_return *created;
}

base::Task<base::Result<ports::BusinessStore::Page>> Businesses::list(domain::Principal const& caller,
                                                                      std::size_t limit,
                                                                      std::optional<std::string> cursor)
{
    auto const* user = caller.user();
    if (!user) co_return std::unexpected(domain::users_only());
    co_return co_await store_.list_of(user->user, limit, std::move(cursor));
}

base::Task<base::Result<domain::Business>> Businesses::find(domain::Principal const& caller, domain::BusinessId id)
{
    auto const permitted = co_await access_.require(caller, id, domain::Action::read_business);
    if (!permitted) co_return std::unexpected(permitted.error());
    co_return co_await store_.find(id);
}

base::Task<base::Result<domain::Business>> Businesses::change(domain::Principal const& caller, domain::BusinessId id,
                                                              domain::BusinessPatch patch,
                                                              std::optional<std::uint32_t> if_version)
{
    if (patch.timezone && !time_zones_.exists(*patch.timezone)) co_return unknown_time_zone({});
    auto const permitted = co_await access_.require(caller, id, domain::Action::edit_business);
    if (!permitted) co_return std::unexpected(permitted.error());
    co_return co_await apply(id, std::move(patch), if_version);
}

base::Task<base::Result<void>> Businesses::remove(domain::Principal const& caller, domain::BusinessId id)
{
    auto const permitted = co_await access_.require(caller, id, domain::Action::delete_business);
    if (!permitted) co_return std::unexpected(permitted.error());
    domain::RemoveBusiness const command{domain::EventId::make(clock_.now()), id};
    auto const removed = unrefused(co_await journal_.commit(command));
    if (!removed) co_return std::unexpected(removed.error());
    co_return base::Result<void>{};
}

base::Task<base::Result<ports::BusinessStore::Page>> Businesses::search(ports::BusinessStore::Query query)
{
    query.status = domain::BusinessStatus::approved;
    co_return co_await store_.list(std::move(query));
}

base::Task<base::Result<domain::Business>> Businesses::set_intake(domain::Principal const& caller,
                                                                  domain::BusinessId id, NewIntake intake)
{
    auto const now = clock_.now();
    if (intake.pause_until && *intake.pause_until && !is_soon(**intake.pause_until, now))
        co_return not_soon("/pause_until");
    if (intake.busy_until && !is_soon(*intake.busy_until, now)) co_return not_soon("/until");
    auto const permitted = co_await access_.require(caller, id, domain::Action::set_intake);
    if (!permitted) co_return std::unexpected(permitted.error());

    domain::BusinessPatch patch;
    patch.intake_open = intake.open;
    patch.pause_until = intake.pause_until;
    if (auto const minutes = intake.busy_extra_minutes) {
        patch.busy.emplace();
        if (*minutes > 0 && intake.busy_until) patch.busy->emplace(*minutes, *intake.busy_until);
    }
    co_return co_await apply(id, std::move(patch), std::nullopt);
}

base::Task<std::chrono::milliseconds> Businesses::announce_intake()
{
    constexpr std::chrono::milliseconds soon(20), later(500);
    auto const due = co_await store_.due_intakes(clock_.now(), announced_at_once);
    if (!due) co_return later;  // A failing store is watched elsewhere; this comes back to it.
    std::vector<base::Task<bool>> announcing;
    for (auto const id : *due) announcing.push_back(announce(id));
    auto const announced = co_await base::all(std::move(announcing));
    bool const goes_on = announced.size() == announced_at_once && std::ranges::all_of(announced, std::identity());
    co_return goes_on ? soon : later;
}

/// False: the store could not do it.
base::Task<bool> Businesses::announce(domain::BusinessId id)
{
    auto const announced = co_await journal_.commit(domain::AnnounceIntake{domain::EventId::make(clock_.now()), id});
    co_return announced.has_value();
}

base::Task<base::Result<domain::Business>> Businesses::apply(domain::BusinessId id, domain::BusinessPatch patch,
                                                             std::optional<std::uint32_t> if_version)
{
    domain::ChangeBusiness command;
    command.event_id = domain::EventId::make(clock_.now());
    command.business_id = id;
    command.patch = std::move(patch);
    command.if_version = if_version;
    co_return business_of(co_await journal_.commit(std::move(command)));
}

}
