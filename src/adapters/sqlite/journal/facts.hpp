// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/rows.hpp"
#include "adapters/sqlite/engine/writer.hpp"
#include "domain/command.hpp"

#include <optional>

namespace adapters::sqlite {

/// Digests of the keys under which a command takes effect once. Made on the caller's core, before the writer's turn.
struct OnceKeys {
    std::optional<OnceKey> idempotency, external;
};

OnceKeys once_keys(domain::Concern const& concern);

/// What the open transaction knows about what a command concerns; owns what `state` shows.
struct Facts {
    Ledger* ledger = nullptr;  ///< Null: no such business.
    domain::TimeZone const* named_zone = nullptr;
    std::optional<OrderRow> row;         ///< Of the order that the command is about.
    ports::StoredOrder stored;           ///< The same order, in text …
    std::optional<domain::Order> order;  ///< … and read. Nothing: there is none, or it cannot be read.
    std::optional<OrderRow> of_key, of_external_id;
    bool has_open_orders = false;

    bool is_unreadable() const { return row && ledger != nullptr && !order; }
    domain::State state() const;
};

Facts gather(WriteAccess& access, domain::Concern const& concern, OnceKeys const& keys);

}
