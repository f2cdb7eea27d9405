// SPDX-License-Identifier: Apache-2.0
#include "telemetry/trace.hpp"

#include <gtest/gtest.h>

namespace telemetry {
namespace {

constexpr auto traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

class DroppingSink final : public SpanSink {
    void put(Span) override {}
};

TEST(Traceparent, IsReadAndWrittenTheSame)
{
    auto const context = parse_traceparent(traceparent);
    ASSERT_TRUE(context);
    EXPECT_TRUE(context->is_sampled);
    EXPECT_EQ(format_traceparent(*context), traceparent);
    EXPECT_EQ(trace_id_text(*context), "0af7651916cd43dd8448eb211c80319c");
}

TEST(Traceparent, ReadsTheSampledFlagAmongOthers)
{
    EXPECT_TRUE(parse_traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03")->is_sampled);
    EXPECT_FALSE(parse_traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-02")->is_sampled);
}

TEST(Tracestate, MustBeAListOfMembers)
{
    for (auto const* good : {"", "a=1", "a=1,b=2", " a=1 , ,b= x", "0tenant@vendor=v", "a_-*/=!~"})
        EXPECT_EQ(checked_tracestate(good), good);
    for (auto const* bad : {"a", "=1", "A=1", "a=", "a=1=2", "a=\x7f", "a@b@c=1", "a b=1"})
        EXPECT_EQ(checked_tracestate(bad), "") << bad;
    std::string many;
    for (int i = 0; i < 33; ++i) many += "k" + std::to_string(i) + "=v,";
    EXPECT_EQ(checked_tracestate(many), "");
    EXPECT_EQ(checked_tracestate("a=" + std::string(300, 'v') + ",b=" + std::string(300, 'v')), "");
}

TEST(Trace, GoesOnUnderItsCaller)
{
    auto const trace = begin_trace({}, traceparent, "a=1");
    EXPECT_EQ(trace.context.trace_id, parse_traceparent(traceparent)->trace_id);
    EXPECT_EQ(trace.parent, parse_traceparent(traceparent)->span_id);
    EXPECT_NE(trace.context.span_id, *trace.parent);
    EXPECT_TRUE(trace.context.is_sampled);
    EXPECT_EQ(trace.tracestate, "a=1");
}

TEST(Trace, ABrokenParentTakesItsStateAlong)
{
    auto const trace = begin_trace({}, "00-garbage", "a=1");
    EXPECT_FALSE(trace.parent);
    EXPECT_EQ(trace.tracestate, "");
    EXPECT_FALSE(trace.context.is_sampled) << "nobody takes it";
}

TEST(Trace, AShareOfTheNewOnesIsSampled)
{
    DroppingSink sink;
    auto const sampled = [&sink](double share) {
        int count = 0;
        for (int i = 0; i < 2'000; ++i) count += begin_trace({&sink, share}, {}, {}).context.is_sampled ? 1 : 0;
        return count;
    };
    EXPECT_EQ(sampled(0), 0);
    EXPECT_EQ(sampled(1), 2'000);
    // Ten standard deviations from a quarter.
    EXPECT_NEAR(sampled(0.25), 500, 200);
}

}
}
