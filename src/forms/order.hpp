// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "domain/order.hpp"

#include <string>
#include <string_view>

/// The one JSON form of an order, for answers, frames and stores alike.
namespace forms {

/// Everything of the order but what is computed per answer (`devices_listening`). Absent members are left out;
/// `allowed_next` is that of a member.
void append_order(std::string& out, domain::Order const& order);

/// Reads what `append_order` wrote, for stores. A text that it did not write is `invalid`.
base::Result<domain::Order> parse_stored_order(std::string_view text);

/// SHA-256 of the content as our encoder writes it, defaults filled in: the same order, however it was spelled.
base::Bytes32 fingerprint(domain::OrderContent const& content);

}
