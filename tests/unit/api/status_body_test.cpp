// SPDX-License-Identifier: Apache-2.0
#include "api/bodies/order_body.hpp"
#include "bodies.hpp"

#include <gtest/gtest.h>

namespace {

using api_test::described;
using domain::OrderStatus;

auto parsed(std::string_view body, std::optional<std::uint32_t> if_version = {})
{
    return api::parse_new_status(body, if_version);
}

TEST(NewStatusBody, IsReadInFull)
{
    auto const status = parsed(R"({"status":"confirmed","from":"pending","preparation_time_minutes":25,
        "estimated_ready_time":"2026-11-24T20:00:00Z","business_notes":"window 2"})");
    ASSERT_TRUE(status) << described(status);
    EXPECT_EQ(status->to, OrderStatus::confirmed);
    EXPECT_EQ(status->from, OrderStatus::pending);
    EXPECT_EQ(status->preparation_time_minutes, 25);
    EXPECT_EQ(base::format_instant(*status->estimated_ready_time), "2026-11-24T20:00:00.000Z");
    EXPECT_EQ(status->business_notes, "window 2");
    EXPECT_FALSE(status->reason);
}

TEST(NewStatusBody, TakesAliases)
{
    EXPECT_EQ(parsed(R"({"status":"accepted","from":"pending"})")->to, OrderStatus::confirmed);
    EXPECT_EQ(parsed(R"({"status":"picked_up","from":"ready"})")->to, OrderStatus::out_for_delivery);
    auto const rejected = parsed(R"({"status":"rejected","from":"pending"})");
    ASSERT_TRUE(rejected) << described(rejected);
    EXPECT_EQ(rejected->to, OrderStatus::cancelled);
    EXPECT_EQ(rejected->reason->code, "rejected_other");
}

TEST(NewStatusBody, KeepsTheReasonThatIsGiven)
{
    auto const rejected =
        parsed(R"({"status":"rejected","from":"pending","reason":{"code":"rejected_too_busy","text":"sorry"}})");
    ASSERT_TRUE(rejected) << described(rejected);
    EXPECT_EQ(rejected->reason, (domain::Reason{"rejected_too_busy", "sorry"}));
    auto const only_text = parsed(R"({"status":"rejected","from":"pending","reason":{"text":"sorry"}})");
    ASSERT_TRUE(only_text) << described(only_text);
    EXPECT_EQ(only_text->reason, (domain::Reason{"rejected_other", "sorry"}));
}

TEST(NewStatusBody, NeedsToSayWhatWasSeen)
{
    EXPECT_EQ(described(parsed(R"({"status":"confirmed"})")), "/from required\n");
    EXPECT_EQ(described(parsed(R"({"status":"confirmed","from":null})")), "/from required\n");
    auto const by_version = parsed(R"({"status":"confirmed"})", 7);
    ASSERT_TRUE(by_version) << described(by_version);
    EXPECT_EQ(by_version->if_version, 7u);
    EXPECT_FALSE(by_version->from);
}

TEST(NewStatusBody, NamesTheFieldThatIsWrong)
{
    constexpr std::string_view good = R"({"status":"cancelled","from":"pending","reason":{"code":"payment_failed"}})";
    ASSERT_TRUE(parsed(good));
    for (api_test::Refusal const& refusal : std::initializer_list<api_test::Refusal>{
             {R"({"status": null})", "/status", "required"},
             {R"({"status": "eaten"})", "/status", "invalid"},
             {R"({"status": 3})", "/status", "wrong_type"},
             {R"({"from": "eaten"})", "/from", "invalid"},
             {R"({"reason": null})", "/reason/code", "required"},
             {R"({"reason": "null!"})", "/reason/code", "required"},
             {R"({"reason": {"code": null}})", "/reason/code", "required"},
             {R"({"reason": {"code": "bored"}})", "/reason/code", "invalid"},
             {R"({"reason": {"code": "not_accepted_in_time"}})", "/reason/code", "invalid"},
             {R"({"reason": {"who": "me"}})", "/reason/who", "unknown_field"},
             {R"({"reason": "late"})", "/reason", "wrong_type"},
             {R"({"preparation_time_minutes": 0})", "/preparation_time_minutes", "out_of_range"},
             {R"({"preparation_time_minutes": 601})", "/preparation_time_minutes", "out_of_range"},
             {R"({"estimated_ready_time": "soon"})", "/estimated_ready_time", "invalid"},
             {R"({"version": 3})", "/version", "unknown_field"},
         }) {
        auto const status = parsed(api_test::merged(good, refusal.patch));
        EXPECT_EQ(described(status), std::string(refusal.pointer) + ' ' + std::string(refusal.code) + '\n')
            << refusal.patch;
    }
    auto const long_text = api_test::merged(good, R"({"reason":{"text":")" + std::string(301, 'x') + "\"}}");
    EXPECT_EQ(described(parsed(long_text)), "/reason/text too_long\n");
    auto const long_notes = api_test::merged(good, R"({"business_notes":")" + std::string(1001, 'x') + "\"}");
    EXPECT_EQ(described(parsed(long_notes)), "/business_notes too_long\n");
}

}
