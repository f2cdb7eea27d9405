// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "domain/event.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace forms {

/// An event's text and where its `data` (the order, the business) stands in it.
struct EncodedEvent {
    std::string text;
    std::uint32_t data_begin = 0;
    std::uint32_t data_size = 0;

    std::string_view data() const { return std::string_view(text).substr(data_begin, data_size); }
};

/// The one JSON form of an event: seq, id, type, schema, priority, order_id, occurred_at, title, message, data.
/// `zone` is the business's own.
EncodedEvent encode_event(domain::Event const& event, domain::TimeZone const& zone);

/// The event of an order with the order anonymised and the free text of a reason taken out of `message`; all else
/// stays as it is, byte by byte. `invalid` when the order cannot be read.
base::Result<EncodedEvent> anonymised_event(EncodedEvent const& event);

}
