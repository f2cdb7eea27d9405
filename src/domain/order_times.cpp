// SPDX-License-Identifier: Apache-2.0
#include "domain/order_times.hpp"

#include <algorithm>
#include <chrono>

namespace domain {

namespace {

using std::chrono::minutes;
using std::chrono::seconds;

minutes time_on_the_road(OrderContent const& content, BusinessSettings const& settings)
{
    return content.delivery_type == DeliveryType::delivery ? minutes(settings.delivery_extra_minutes) : minutes(0);
}

}

base::Instant to_stored_precision(base::Instant instant)
{
    return std::chrono::floor<std::chrono::milliseconds>(instant);
}

base::Instant accept_start(OrderContent const& content, BusinessSettings const& settings, base::Instant created)
{
    auto const& wanted = content.requested_delivery_time;
    if (!wanted) return created;
    auto const preparation = minutes(settings.default_preparation_minutes);
    seconds const to_accept(settings.accept_within_s);
    return std::max<base::Instant>(created, *wanted - preparation - time_on_the_road(content, settings) - to_accept);
}

void promise_times(Order& order, BusinessSettings const& settings, base::Instant now, std::int64_t preparation)
{
    base::Instant ready = now + minutes(preparation);
    if (auto const& wanted = order.content.requested_delivery_time) {
        ready = std::max<base::Instant>(ready, *wanted - time_on_the_road(order.content, settings));
    }
    promise_ready_at(order, settings, ready);
}

void promise_ready_at(Order& order, BusinessSettings const& settings, base::Instant ready)
{
    order.estimated_ready_time = to_stored_precision(ready);
    if (order.content.delivery_type == DeliveryType::delivery) {
        order.estimated_delivery_time = *order.estimated_ready_time + time_on_the_road(order.content, settings);
    }
}

}
