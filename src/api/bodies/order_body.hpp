// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "http/message.hpp"
#include "usecases/orders.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

/// What callers send about orders, read into domain words. Fields and limits: docs/api.md, "Orders".
namespace api {

/// The body of `POST /orders`. `business` is the query parameter of that name, which may stand in for the member.
/// An absent subtotal is the sum of the lines. `invalid` names every field that is wrong.
base::Result<usecases::Orders::NewOrder> parse_new_order(std::string_view body,
                                                         std::optional<std::string> const& business);

/// The body of `PATCH /orders/{id}/status`; `if_version` stands in for `from`.
base::Result<usecases::Orders::NewStatus> parse_new_status(std::string_view body,
                                                           std::optional<std::uint32_t> if_version);

/// The body of `PATCH /orders/{id}`, a merge patch (RFC 7396).
base::Result<domain::OrderPatch> parse_order_patch(std::string_view body);

/// The query of `GET /businesses/{id}/orders`.
base::Result<ports::OrderQuery> parse_order_query(http::Request const& request, domain::BusinessId business);

}
