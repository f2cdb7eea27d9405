// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/acceptance.hpp"
#include "domain/change_business.hpp"
#include "domain/change_status.hpp"
#include "domain/edit_order.hpp"
#include "domain/erase_customer.hpp"
#include "domain/place_order.hpp"
#include "domain/record_restore.hpp"
#include "domain/remove_business.hpp"
#include "domain/send_test.hpp"

#include <optional>
#include <string_view>
#include <variant>

/// Everything that can be done to a business's log, as data. A new command is a struct with a `decide` of its own and
/// a line in each of the two lists below; ports and stores do not learn of it.
namespace domain {

using Command = std::variant<PlaceOrder, ChangeStatus, EditOrder, FireClock, EraseCustomer, ChangeBusiness,
                             AnnounceIntake, RemoveBusiness, SendTest, RecordRestore>;

/// Keys under which a command takes effect once.
struct OnceOnly {
    std::string_view credential, key;                       ///< Idempotency-Key of that credential.
    std::optional<std::string_view> channel, external_id;   ///< Both or none; good for ever.
    base::Bytes32 fingerprint;                              ///< Of what was posted.
};

/// What a command is about: what a store brings before the command is decided, and no more. Views into the command.
struct Concern {
    std::optional<BusinessId> business = {};  ///< Whose log; nothing: that of the order.
    std::optional<OrderId> order = {};
    std::optional<OnceOnly> once = {};
    std::optional<std::string_view> zone = {};  ///< State::named_zone
    bool counts_open_orders = false;            ///< State::has_open_orders
    bool is_servers_own = false;                ///< Not held to limits of size: it would come again and again.
};

Concern concern_of(Command const& command);

/// The one decision: a pure function of what holds and what is asked. A store runs it on the very state that its
/// append is conditional on (SQLite: inside the transaction; MongoDB: the state folded at the head that the insert
/// follows), so that what was checked still holds when it is stored.
Decision decide(State const& state, Command command, base::Instant now);

}
