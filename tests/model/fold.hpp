// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/documents.hpp"
#include "ports/log_entry.hpp"

#include <map>

/// What holds at the head of a log: what is projected, and the events above it without a gap between them.
namespace model {

using EventPointer = std::shared_ptr<EventDocument const>;

/// A business and the end of its log.
struct Tail {
    BusinessDocument row;              ///< With the business as the tail leaves it.
    std::vector<EventPointer> events;  ///< From `projected_seq` on, that one included, up to the head.

    domain::LogState log() const;
    std::uint64_t head() const { return log().head; }
    ports::LogPosition position() const { return {row.epoch, head(), row.oldest}; }
};

/// Nothing: no such business, or it was removed (`with_removed`: that too is told).
base::Task<std::optional<Tail>> read_tail(Database& database, Session& session, domain::BusinessId business,
                                          bool with_removed = false);

/// An order as the tail leaves it.
struct FoldedOrder {
    OrderDocument document;
    std::uint64_t projected_as_of = 0;  ///< `as_of` of the projected one; 0: there is none.

    bool is_projected() const { return projected_as_of >= document.as_of; }
};
base::Task<std::optional<FoldedOrder>> read_order(Database& database, Session& session, Tail const& tail,
                                                  domain::OrderId id);

/// All of a business's, by created_seq.
base::Task<std::map<std::uint64_t, FoldedOrder>> read_orders(Database& database, Session& session, Tail const& tail);

/// The order after an event that is about it; nothing: before its first.
void apply(std::optional<OrderDocument>& order, EventDocument const& event);

/// The business after an event.
void apply(BusinessDocument& row, EventDocument const& event);

/// Whose order it is, as far as its log tells although the projection does not yet.
base::Task<std::optional<domain::BusinessId>> find_business_of(Database& database, Session& session, domain::OrderId id,
                                                               ReadConcern concern);

}
