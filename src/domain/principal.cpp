// SPDX-License-Identifier: Apache-2.0
#include "domain/principal.hpp"

#include "domain/words.hpp"

#include <algorithm>
#include <array>

namespace domain {

namespace {

constexpr auto roles = words<Role>("staff", "manager", "owner");

struct Row {
    Action action;
    Permission staff, manager, owner;  ///< Members by role.
    Permission write_key, read_key;    ///< Channels by scope; a key with both has the better of the two.
};

constexpr auto yes = Permission::granted;
constexpr auto own = Permission::own_orders_only;
constexpr auto no = Permission::forbidden;

// clang-format off
constexpr std::array table{
    //                              staff manager owner  orders:write orders:read
    Row{Action::read_business,       yes,  yes,    yes,   no,          no},
    Row{Action::edit_business,       no,   yes,    yes,   no,          no},
    Row{Action::set_intake,          no,   yes,    yes,   no,          no},
    Row{Action::delete_business,     no,   no,     yes,   no,          no},
    Row{Action::manage_api_keys,     no,   no,     yes,   no,          no},
    Row{Action::manage_members,      no,   no,     yes,   no,          no},
    Row{Action::place_order,         yes,  yes,    yes,   yes,         no},
    Row{Action::list_orders,         yes,  yes,    yes,   no,          own},
    Row{Action::read_order,          yes,  yes,    yes,   no,          own},
    Row{Action::change_order_status, yes,  yes,    yes,   own,         no},
    Row{Action::edit_order,          yes,  yes,    yes,   no,          no},
    Row{Action::read_order_history,  yes,  yes,    yes,   no,          no},
    Row{Action::mark_seen,           yes,  yes,    yes,   no,          no},
    Row{Action::read_log,            yes,  yes,    yes,   no,          own},
    Row{Action::mark_notifications,  yes,  yes,    yes,   no,          no},
    Row{Action::manage_devices,      yes,  yes,    yes,   no,          no},
    Row{Action::read_statistics,     yes,  yes,    yes,   no,          no},
    Row{Action::erase_customer,      no,   no,     yes,   no,          no},
};
// clang-format on

Permission of_role(Row const& row, Role role)
{
    switch (role) {
    case Role::staff: return row.staff;
    case Role::manager: return row.manager;
    case Role::owner: return row.owner;
    }
    return Permission::hidden;
}

Permission of_scopes(Row const& row, Scopes scopes)
{
    auto const by_write = scopes.has(Scope::orders_write) ? row.write_key : no;
    auto const by_read = scopes.has(Scope::orders_read) ? row.read_key : no;
    return std::min(by_write, by_read);
}

}

std::string_view to_text(Role role) { return roles.text(role); }
std::optional<Role> parse_role(std::string_view text) { return roles.parse(text); }

std::string_view to_text(Scope scope) { return scope == Scope::orders_write ? "orders:write" : "orders:read"; }

std::optional<Scope> parse_scope(std::string_view text)
{
    for (auto const scope : {Scope::orders_write, Scope::orders_read}) {
        if (to_text(scope) == text) return scope;
    }
    return std::nullopt;
}

Actor Principal::actor() const
{
    if (auto const* key = channel()) return {key->key.text(), device};
    if (auto const* person = user()) return {person->user.text(), device};
    return {"operator", device};
}

Permission permission(Standing const& standing, Action action)
{
    if (!standing.role && !standing.scopes) return Permission::hidden;
    auto const row = std::ranges::find(table, action, &Row::action);
    if (row == table.end()) return no;
    return standing.role ? of_role(*row, *standing.role) : of_scopes(*row, *standing.scopes);
}

}
