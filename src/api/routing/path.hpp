// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "domain/failures.hpp"
#include "domain/ids.hpp"
#include "http/message.hpp"

#include <cstddef>
#include <optional>

/// Ids in paths. One that cannot be read is answered like an unknown one.
namespace api {

template <typename Id>
std::optional<Id> path_id(http::Request const& request, std::size_t place)
{
    return Id::parse(request.path_parameters.at(place));
}

/// The nil id, which nothing has, for one that cannot be read: what the caller may is then found out first, and
/// strangers get the same answer as always.
template <typename Id>
Id id_or_nil(http::Request const& request, std::size_t place)
{
    return path_id<Id>(request, place).value_or(Id{});
}

inline base::Result<domain::BusinessId> business_in_path(http::Request const& request)
{
    auto const id = path_id<domain::BusinessId>(request, 0);
    if (!id) return std::unexpected(domain::business_not_found());
    return *id;
}

inline base::Result<domain::OrderId> order_in_path(http::Request const& request)
{
    auto const id = path_id<domain::OrderId>(request, 0);
    if (!id) return std::unexpected(domain::order_not_found());
    return *id;
}

}
