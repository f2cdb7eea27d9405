// SPDX-License-Identifier: Apache-2.0
#include "domain/command.hpp"

namespace domain {

namespace {

Concern concern(PlaceOrder const& command)
{
    auto const& content = command.content;
    OnceOnly once{command.actor.credential, command.idempotency_key, {}, {}, command.fingerprint};
    if (content.external_id) {
        once.channel = content.channel;
        once.external_id = *content.external_id;
    }
    return {.business = command.business_id, .once = once};
}

Concern concern(ChangeStatus const& command) { return {.order = command.order_id}; }
Concern concern(EditOrder const& command) { return {.order = command.order_id}; }
Concern concern(FireClock const& command) { return {.order = command.order_id, .is_servers_own = true}; }
Concern concern(EraseCustomer const& command) { return {.order = command.order_id, .is_servers_own = true}; }

Concern concern(ChangeBusiness const& command)
{
    Concern result{.business = command.business_id};
    if (command.patch.timezone) result.zone = *command.patch.timezone;
    return result;
}

Concern concern(AnnounceIntake const& command) { return {.business = command.business_id}; }

Concern concern(RemoveBusiness const& command) { return {.business = command.business_id, .counts_open_orders = true}; }

Concern concern(SendTest const& command) { return {.business = command.business_id}; }
Concern concern(RecordRestore const& command) { return {.business = command.business_id}; }

}

Concern concern_of(Command const& command)
{
    return std::visit([](auto const& c) { return concern(c); }, command);
}

Decision decide(State const& state, Command command, base::Instant now)
{
    auto const about = concern_of(command);
    if (about.order && state.order == nullptr) return {refused(Refusal::order_not_found)};
    if (state.business == nullptr) return {refused(Refusal::business_not_found)};
    return std::visit([&](auto&& c) { return decide(state, std::move(c), now); }, std::move(command));
}

}
