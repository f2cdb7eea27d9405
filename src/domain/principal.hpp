// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/ids.hpp"
#include "domain/order.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace domain {

enum class Role : std::uint8_t { staff = 0, manager = 1, owner = 2 };

std::string_view to_text(Role role);
std::optional<Role> parse_role(std::string_view text);

enum class Scope : std::uint8_t { orders_write = 1, orders_read = 2 };

/// A set of scopes as bits.
struct Scopes {
    std::uint8_t bits = 0;

    bool has(Scope scope) const { return (bits & static_cast<std::uint8_t>(scope)) != 0; }
    Scopes with(Scope scope) const { return {static_cast<std::uint8_t>(bits | static_cast<std::uint8_t>(scope))}; }

    bool operator==(Scopes const&) const = default;
};

std::string_view to_text(Scope scope);              ///< "orders:write"
std::optional<Scope> parse_scope(std::string_view text);

/// A person who signed in.
struct UserPrincipal {
    UserId user;
    SessionId session;
    base::Instant expires_at;  ///< Of the access token.
    bool is_admin = false;
};

/// A channel that posts orders for one business with an API key.
struct ChannelPrincipal {
    ApiKeyId key;
    BusinessId business;
    Scopes scopes;
};

/// Whoever runs the server, proved by access to its data folder: may do everything. Never from the network.
struct OperatorPrincipal {};

/// Who is calling, proved by a credential.
struct Principal {
    std::variant<UserPrincipal, ChannelPrincipal, OperatorPrincipal> who;
    std::optional<std::string> device;  ///< `X-Device-Id` or the name in `hello`.

    UserPrincipal const* user() const { return std::get_if<UserPrincipal>(&who); }
    /// Where only people are let in. Throws for anybody else: a hole in that is a failed request, not a crash.
    UserPrincipal const& person() const { return std::get<UserPrincipal>(who); }
    ChannelPrincipal const* channel() const { return std::get_if<ChannelPrincipal>(&who); }
    bool is_operator() const { return std::holds_alternative<OperatorPrincipal>(who); }
    Actor actor() const;
};

/// Everything that somebody may be allowed to do with a business.
enum class Action : std::uint8_t {
    read_business,
    edit_business,
    set_intake,
    delete_business,
    manage_api_keys,
    manage_members,
    place_order,
    list_orders,
    read_order,
    change_order_status,
    edit_order,          ///< PATCH: preparation time, notes, payment, driver.
    read_order_history,
    mark_seen,
    read_log,            ///< Notifications by poll, long poll, SSE, WebSocket; snapshot; stream tickets.
    mark_notifications,  ///< Read, read-all, delete, test.
    manage_devices,      ///< See who listens, send a device away.
    read_statistics,
    erase_customer,
};

/// What a principal is to one business. `nobody` covers foreign members and foreign keys.
struct Standing {
    std::optional<Role> role;        ///< Of a user who is a member.
    std::optional<Scopes> scopes;    ///< Of a channel key of this business.
};

enum class Permission {
    granted,
    own_orders_only,  ///< Only what the credential itself posted.
    forbidden,        ///< Knows the business, may not do this: 403.
    hidden,           ///< For this caller the business does not exist: 404.
};

/// The one table of who may do what.
Permission permission(Standing const& standing, Action action);

}
