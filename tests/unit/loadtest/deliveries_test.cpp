// SPDX-License-Identifier: Apache-2.0
#include "loadtest/deliveries.hpp"

#include <gtest/gtest.h>

namespace loadtest {
namespace {

TEST(Deliveries, AwaitAMessageOnEveryListenerOfItsChannel)
{
    Deliveries deliveries{2};
    for (auto const channel : {0U, 0U, 1U}) deliveries.add_listener(channel);
    deliveries.arrived(0, now(), 10);  // Before the answer: it counts all the same.
    deliveries.accepted(0, 0, now());
    EXPECT_EQ(deliveries.missing(), 1);
    deliveries.accepted(1, 1, now());
    EXPECT_EQ(deliveries.missing(), 2);
    deliveries.arrived(0, now(), 10);
    deliveries.arrived(1, now(), 40);
    EXPECT_EQ(deliveries.missing(), 0);
    auto const figures = deliveries.to_json();
    EXPECT_EQ(figures.at("received").to_number<int>(), 3);
    EXPECT_EQ(figures.at("mean_bytes").to_number<int>(), 20);
}

TEST(Deliveries, OfARefusedPostAreNotAwaited)
{
    Deliveries deliveries{1};
    deliveries.add_listener(0);
    deliveries.accepted(5, 0, now());
    EXPECT_EQ(deliveries.missing(), 1);  // Numbers 0 to 4 were never accepted.
}

}
}
