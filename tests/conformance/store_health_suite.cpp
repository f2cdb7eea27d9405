// SPDX-License-Identifier: Apache-2.0
#include "stores.hpp"

namespace conformance {
namespace {

class StoreHealth : public StoreSuite {};

TEST_P(StoreHealth, AStoreThatCanWriteSaysSo)
{
    EXPECT_TRUE(ports().health.is_writable());
    EXPECT_TRUE(run(ports().health.probe()));
    EXPECT_TRUE(ports().health.is_writable());
}

TEST_P(StoreHealth, AProbeChangesNothing)
{
    auto const business = new_business();
    placed(business);
    ASSERT_TRUE(run(ports().health.probe()));
    EXPECT_EQ(listener_.events().size(), 1U);
    EXPECT_EQ(whole_log(business).size(), 1U);
}

RUN_ON_ALL_STORES(StoreHealth);

}
}
