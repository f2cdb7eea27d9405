// SPDX-License-Identifier: Apache-2.0
#include "loadtest/endpoint.hpp"

#include <gtest/gtest.h>

namespace loadtest {
namespace {

TEST(Endpoint, KnowsWhatIsThisMachine)
{
    EXPECT_TRUE(Endpoint::resolve("http://127.0.0.1:8080").is_loopback());
    EXPECT_TRUE(Endpoint::resolve("127.9.9.9:1").is_loopback());
    EXPECT_TRUE(Endpoint::resolve("http://[::1]:8080/").is_loopback());
    EXPECT_FALSE(Endpoint::resolve("http://192.0.2.1:8080").is_loopback());
    EXPECT_FALSE(Endpoint::resolve("0.0.0.0:8080").is_loopback());
}

TEST(Endpoint, NamesTheServerAsRequestsDo)
{
    EXPECT_EQ(Endpoint::resolve("http://127.0.0.1:8080/").authority(), "127.0.0.1:8080");
    EXPECT_EQ(Endpoint::resolve("http://[::1]").authority(), "[::1]:80");
}

TEST(Endpoint, RefusesWhatIsNoTarget)
{
    for (auto const* target : {"", "http://", "https://127.0.0.1", "http://127.0.0.1/path", "127.0.0.1:", "127.0.0.1:0",
                               "127.0.0.1:65536", "127.0.0.1:80x"})
        EXPECT_THROW(Endpoint::resolve(target), BadTarget) << target;
}

}
}
