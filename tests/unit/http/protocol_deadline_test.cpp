// SPDX-License-Identifier: Apache-2.0
// When a connection gives up.
#include "dialogue.hpp"

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using http_test::Alarm;
using http_test::Dialogue;
using http_test::get;
using http_test::House;
using http_test::is_status;
using http_test::post;
using http_test::says_close;
using http_test::Step;
using http_test::text_response;

TEST(ProtocolDeadline, AnswersAHeaderThatTakesTooLongWith408)
{
    http::ServerOptions options;
    options.limits.header_timeout = 10s;
    House house(options);
    Dialogue dialogue(house);
    dialogue.wait(60s);  // Between requests other times count.
    EXPECT_EQ(dialogue.sweep(), Alarm::none);
    EXPECT_EQ(dialogue.say("GET /orders/1 HTTP/1.1\r\n"), Step::read);
    dialogue.wait(9'999ms);
    EXPECT_EQ(dialogue.say("X: y"), Step::read);
    EXPECT_EQ(dialogue.sweep(), Alarm::none);
    dialogue.wait(1ms);
    EXPECT_EQ(dialogue.sweep(), Alarm::wake);
    dialogue.receive("\r\n\r\n");  // Too late.
    auto const answer = dialogue.written();
    EXPECT_TRUE(is_status(answer, 408)) << answer;
    EXPECT_TRUE(says_close(answer));
    EXPECT_EQ(dialogue.next(), Step::finish_sending);
    EXPECT_EQ(dialogue.next(), Step::read);
    EXPECT_EQ(house.bitten("header_timeout"), 1u);
    EXPECT_EQ(house.bitten("idle_timeout"), 0u);
}

TEST(ProtocolDeadline, Answers408ToAPeerThatIsGoneWhenItsTimeIsOver)
{
    House house;
    Dialogue dialogue(house);
    EXPECT_EQ(dialogue.say("GET"), Step::read);
    dialogue.wait(10s);
    EXPECT_EQ(dialogue.sweep(), Alarm::wake);
    dialogue.protocol.lost();  // As the wait says that was cancelled for it.
    EXPECT_TRUE(is_status(dialogue.written(), 408));
}

TEST(ProtocolDeadline, AnswersABodyThatTakesTooLongWith408)
{
    http::ServerOptions options;
    options.limits.body_timeout = 4s;
    House house(options);
    Dialogue dialogue(house);
    EXPECT_EQ(dialogue.say(post(9) + "{"), Step::read);
    dialogue.wait(3'999ms);
    EXPECT_EQ(dialogue.sweep(), Alarm::none);
    dialogue.wait(1ms);
    EXPECT_EQ(dialogue.sweep(), Alarm::wake);
    EXPECT_TRUE(is_status(dialogue.written(), 408));
    EXPECT_EQ(house.bitten("body_timeout"), 1u);
}

TEST(ProtocolDeadline, AnswersABodyThatComesTooSlowlyWith408)
{
    http::ServerOptions options;
    options.limits.body_bytes_per_second = 100;
    House house(options);
    Dialogue dialogue(house);
    EXPECT_EQ(dialogue.say(post(100'000)), Step::read);
    for (auto const bytes : {500u, 500u}) {
        EXPECT_EQ(dialogue.say(std::string(bytes, ' ')), Step::read);
        dialogue.wait(5s);
        EXPECT_EQ(dialogue.sweep(), Alarm::none);
    }
    EXPECT_EQ(dialogue.say(std::string(499, ' ')), Step::read);
    dialogue.wait(5s);
    EXPECT_EQ(dialogue.sweep(), Alarm::wake);
    EXPECT_TRUE(is_status(dialogue.written(), 408));
    EXPECT_EQ(house.bitten("body_bytes_per_second"), 1u);
}

TEST(ProtocolDeadline, ClosesAConnectionThatIsIdleForTooLong)
{
    http::ServerOptions options;
    options.limits.idle_timeout = 20s;
    House house(options);
    Dialogue dialogue(house);
    dialogue.wait(19'999ms);
    EXPECT_EQ(dialogue.sweep(), Alarm::none);
    ASSERT_EQ(dialogue.say(get("/orders/1")), Step::handle);
    dialogue.wait(100s);
    EXPECT_EQ(dialogue.sweep(), Alarm::none) << "a handler takes its time";
    dialogue.answer(text_response(""));
    EXPECT_EQ(dialogue.next(), Step::read);
    dialogue.wait(19'999ms);
    EXPECT_EQ(dialogue.sweep(), Alarm::none);
    dialogue.wait(1ms);
    EXPECT_EQ(dialogue.sweep(), Alarm::close);
    EXPECT_EQ(house.bitten("idle_timeout"), 1u);
}

TEST(ProtocolDeadline, GivesAHandshakeASecondWhenItDrains)
{
    House house;
    Dialogue dialogue(house, true);
    EXPECT_EQ(dialogue.next(), Step::greet);
    house.service.drain();
    EXPECT_FALSE(dialogue.protocol.drain(dialogue.now));
    dialogue.wait(999ms);
    EXPECT_EQ(dialogue.sweep(), Alarm::none);
    dialogue.wait(1ms);
    EXPECT_EQ(dialogue.sweep(), Alarm::close);
}

TEST(ProtocolDeadline, CutsAReaderThatTakesNothing)
{
    http::ServerOptions options;
    options.limits.stall_timeout = 10s;
    options.limits.answer_timeout = 25s;
    House house(options);
    Dialogue dialogue(house);
    ASSERT_EQ(dialogue.say(get("/orders/1")), Step::handle);
    dialogue.protocol.answer(text_response(std::string(100'000, 'b')));
    ASSERT_EQ(dialogue.next(), Step::write);
    dialogue.block();
    dialogue.wait(9'999ms);
    EXPECT_EQ(dialogue.sweep(), Alarm::none);
    dialogue.take(1);
    dialogue.block();
    dialogue.wait(5s);
    dialogue.block();  // Woken for nothing: no progress.
    dialogue.wait(4'999ms);
    EXPECT_EQ(dialogue.sweep(), Alarm::none);
    dialogue.wait(1ms);
    EXPECT_EQ(dialogue.sweep(), Alarm::close);
    EXPECT_EQ(house.bitten("stall_timeout"), 1u);
    EXPECT_EQ(house.bitten("answer_timeout"), 0u);
}

TEST(ProtocolDeadline, CutsAReaderThatTakesTooLong)
{
    http::ServerOptions options;
    options.limits.stall_timeout = 10s;
    options.limits.answer_timeout = 25s;
    House house(options);
    Dialogue dialogue(house);
    ASSERT_EQ(dialogue.say(get("/orders/1")), Step::handle);
    dialogue.protocol.answer(text_response(std::string(100'000, 'b')));
    ASSERT_EQ(dialogue.next(), Step::write);
    for (int second = 0; second < 25; ++second) {
        dialogue.take(1);
        dialogue.block();
        EXPECT_EQ(dialogue.sweep(), Alarm::none) << second;
        dialogue.wait(1s);
    }
    EXPECT_EQ(dialogue.sweep(), Alarm::close);
    EXPECT_EQ(house.bitten("answer_timeout"), 1u);
    EXPECT_EQ(house.bitten("stall_timeout"), 0u);
}

}
