// SPDX-License-Identifier: Apache-2.0
#include "domain/principal.hpp"
#include "unit/domain/samples.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace domain;
using enum Permission;

constexpr auto yes = granted;
constexpr auto own = own_orders_only;
constexpr auto no = forbidden;

struct Expected {
    Action action;
    Permission staff, manager, owner, no_scope, write, read, write_and_read, nobody;
};

// clang-format off
constexpr Expected cells[] = {
    {Action::read_business,       yes, yes, yes, no, no,  no,  no,  hidden},
    {Action::edit_business,       no,  yes, yes, no, no,  no,  no,  hidden},
    {Action::set_intake,          no,  yes, yes, no, no,  no,  no,  hidden},
    {Action::delete_business,     no,  no,  yes, no, no,  no,  no,  hidden},
    {Action::manage_api_keys,     no,  no,  yes, no, no,  no,  no,  hidden},
    {Action::manage_members,      no,  no,  yes, no, no,  no,  no,  hidden},
    {Action::place_order,         yes, yes, yes, no, yes, no,  yes, hidden},
    {Action::list_orders,         yes, yes, yes, no, no,  own, own, hidden},
    {Action::read_order,          yes, yes, yes, no, no,  own, own, hidden},
    {Action::change_order_status, yes, yes, yes, no, own, no,  own, hidden},
    {Action::edit_order,          yes, yes, yes, no, no,  no,  no,  hidden},
    {Action::read_order_history,  yes, yes, yes, no, no,  no,  no,  hidden},
    {Action::mark_seen,           yes, yes, yes, no, no,  no,  no,  hidden},
    {Action::read_log,            yes, yes, yes, no, no,  own, own, hidden},
    {Action::mark_notifications,  yes, yes, yes, no, no,  no,  no,  hidden},
    {Action::manage_devices,      yes, yes, yes, no, no,  no,  no,  hidden},
    {Action::read_statistics,     yes, yes, yes, no, no,  no,  no,  hidden},
    {Action::erase_customer,      no,  no,  yes, no, no,  no,  no,  hidden},
};
// clang-format on

Permission of_member(Role role, Action action) { return permission({.role = role, .scopes = {}}, action); }
Permission of_key(Scopes scopes, Action action) { return permission({.role = {}, .scopes = scopes}, action); }

TEST(PermissionTable, SaysOfEveryCallerWhatItMayDo)
{
    Scopes const none;
    for (auto const& cell : cells) {
        SCOPED_TRACE("action " + std::to_string(static_cast<int>(cell.action)));
        EXPECT_EQ(of_member(Role::staff, cell.action), cell.staff);
        EXPECT_EQ(of_member(Role::manager, cell.action), cell.manager);
        EXPECT_EQ(of_member(Role::owner, cell.action), cell.owner);
        EXPECT_EQ(of_key(none, cell.action), cell.no_scope);
        EXPECT_EQ(of_key(none.with(Scope::orders_write), cell.action), cell.write);
        EXPECT_EQ(of_key(none.with(Scope::orders_read), cell.action), cell.read);
        EXPECT_EQ(of_key(none.with(Scope::orders_read).with(Scope::orders_write), cell.action), cell.write_and_read);
        EXPECT_EQ(permission({}, cell.action), cell.nobody);
    }
}

TEST(PermissionTable, NamesEveryAction)
{
    for (std::size_t i = 0; i < std::size(cells); ++i) EXPECT_EQ(static_cast<std::size_t>(cells[i].action), i);
    EXPECT_EQ(std::size(cells), static_cast<std::size_t>(Action::erase_customer) + 1);
}

TEST(Scopes, ReadBackFromTheirText)
{
    EXPECT_EQ(parse_scope("orders:write"), Scope::orders_write);
    EXPECT_EQ(parse_scope("orders:read"), Scope::orders_read);
    EXPECT_EQ(parse_scope("orders"), std::nullopt);
    EXPECT_EQ(to_text(Scope::orders_read), "orders:read");
}

TEST(Role, ReadsBackFromItsText)
{
    for (auto const role : {Role::staff, Role::manager, Role::owner}) EXPECT_EQ(parse_role(to_text(role)), role);
    EXPECT_EQ(parse_role("admin"), std::nullopt);
}

TEST(Principal, ActsAsItsCredentialAndDevice)
{
    UserPrincipal user;
    user.user = samples::id<UserId>(3);
    EXPECT_EQ((Principal{user, "Counter 1"}.actor()), (Actor{user.user.text(), "Counter 1"}));
    ChannelPrincipal key;
    key.key = samples::id<ApiKeyId>(4);
    EXPECT_EQ((Principal{key, std::nullopt}.actor()), (Actor{key.key.text(), std::nullopt}));
}

}
