// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/order_reader.hpp"
#include "usecases/access.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace usecases {

/// The open orders of a business beside a cursor of its log that is not newer than any of them: what a device shows
/// before it goes on from there. Any core.
class Snapshots {
public:
    Snapshots(ports::OrderReader& orders, Access& access);

    /// Where the first page stood in the log, and where the store goes on.
    struct Continuation {
        std::string epoch;
        std::uint64_t head = 0;
        std::string store;
    };
    struct Page {
        std::string epoch;
        std::uint64_t head = 0;    ///< Of the log as this page was read.
        std::uint64_t oldest = 1;
        std::uint64_t cursor = 0;  ///< The head of the first page, on every page.
        std::vector<ports::StoredOrder> orders;
        std::optional<std::string> next;  ///< For Continuation::store; nothing: this was the last page.
    };
    /// Without `continuation` the first page. A channel gets the orders that it posted. malformed `query_invalid` when
    /// the history is another one than that of the first page.
    base::Task<base::Result<Page>> read(domain::Principal const& caller, domain::BusinessId business, std::size_t limit,
                                        std::optional<Continuation> continuation);

private:
    ports::OrderReader& orders_;
    Access& access_;
};

}
