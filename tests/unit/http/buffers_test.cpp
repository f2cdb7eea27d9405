// SPDX-License-Identifier: Apache-2.0
#include "http/protocol/input.hpp"
#include "http/protocol/output.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace {

TEST(Input, LooksAtBytesWhereTheyLieUntilTheyMustStay)
{
    std::string scratch = "hello world";
    http::Input input;
    input.add(scratch);
    EXPECT_EQ(input.rest().data(), scratch.data());
    input.consume(6);
    input.keep();
    scratch.assign(scratch.size(), '#');
    EXPECT_EQ(input.rest(), "world");
    input.consume(2);
    input.keep();
    EXPECT_EQ(input.rest(), "rld");
}

TEST(Input, PutsWhatComesBehindWhatIsLeft)
{
    http::Input input;
    for (auto const* piece : {"one ", "two ", "three"}) input.add(piece);
    input.keep();
    EXPECT_EQ(input.rest(), "one two three");
    input.clear();
    EXPECT_TRUE(input.rest().empty());
    input.keep();
    std::string const last = "four";
    input.add(last);
    EXPECT_EQ(input.rest().data(), last.data()) << "nothing is left to put it behind";
}

TEST(Output, IsDoneWhenBothPartsAreSent)
{
    std::string text = "head";
    http::Output output;
    output.begin(text, "body");
    output.sent(3);
    EXPECT_FALSE(output.is_done());
    output.keep();
    text = "####";
    EXPECT_EQ(output.unsent()[0], "d");
    output.sent(2);
    output.keep();
    EXPECT_EQ(output.unsent()[0], "");
    EXPECT_EQ(output.unsent()[1], "ody");
    output.sent(3);
    EXPECT_TRUE(output.is_done());
}

TEST(Output, KeepsNoMemoryOfALargeAnswer)
{
    http::Output output;
    output.begin("head", std::string(100'000, 'b'));
    auto const large = reinterpret_cast<std::uintptr_t>(output.unsent()[1].data());
    output.clear();
    output.begin("head", "small");  // Would be copied into memory that is still there.
    EXPECT_NE(reinterpret_cast<std::uintptr_t>(output.unsent()[1].data()), large);
}

}
