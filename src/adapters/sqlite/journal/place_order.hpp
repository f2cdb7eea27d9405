// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/key_index.hpp"
#include "adapters/sqlite/engine/writer.hpp"
#include "domain/decision.hpp"
#include "ports/order_store.hpp"

#include <optional>

/// Taking an order, as it runs on the writer's thread.
namespace adapters::sqlite {

/// The digests are made before, on the caller's core.
struct OnceKeys {
    OnceKey idempotency;
    std::optional<OnceKey> external;
};

OnceKeys once_keys(domain::PlaceOrder const& command);

base::Result<ports::Placed> place_order(WriteAccess& access, domain::PlaceOrder& command, OnceKeys const& keys,
                                        std::size_t order_bytes);

}
