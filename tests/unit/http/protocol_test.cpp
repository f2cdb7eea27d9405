// SPDX-License-Identifier: Apache-2.0
// A connection without a socket: what it reads, says and gives up, and when.
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

TEST(Protocol, LetsAHandlerAnswerAndWaitsForTheNextRequest)
{
    House house;
    Dialogue dialogue(house);
    EXPECT_EQ(dialogue.next(), Step::read);
    ASSERT_EQ(dialogue.say(get("/orders/7?x=1")), Step::handle);
    EXPECT_EQ(dialogue.protocol.request().path, "/orders/7");
    EXPECT_EQ(dialogue.protocol.request().route, "/orders/{id}");
    EXPECT_EQ(&dialogue.protocol.handler(), &house.router.match(http::Method::get, "/orders/7").route->handler);
    auto const answer = dialogue.answer(text_response("seven"));
    EXPECT_TRUE(is_status(answer, 200)) << answer;
    EXPECT_TRUE(answer.ends_with("\r\n\r\nseven")) << answer;
    EXPECT_EQ(dialogue.next(), Step::read);
    EXPECT_EQ(dialogue.say(get("/orders/8")), Step::handle);
}

TEST(Protocol, TakesRequestsByteByByte)
{
    House house;
    Dialogue dialogue(house);
    auto const request = "\r\n" + post(2) + "{}";
    for (std::size_t i = 0; i + 1 < request.size(); ++i) ASSERT_EQ(dialogue.say(request.substr(i, 1)), Step::read) << i;
    ASSERT_EQ(dialogue.say("}"), Step::handle);
    EXPECT_EQ(dialogue.protocol.request().body, "{}");
}

TEST(Protocol, AnswersWhatIsPipelinedInOrder)
{
    House house;
    Dialogue dialogue(house);
    auto step = dialogue.say(get("/orders/0") + get("/nowhere") + post(2) + "{}" + get("/orders/1").substr(0, 9));
    ASSERT_EQ(step, Step::handle);
    EXPECT_EQ(dialogue.protocol.request().path, "/orders/0");
    EXPECT_TRUE(is_status(dialogue.answer(text_response("a")), 200));
    EXPECT_TRUE(is_status(dialogue.written(), 404));
    ASSERT_EQ(dialogue.next(), Step::handle);
    EXPECT_EQ(dialogue.protocol.request().body, "{}");
    EXPECT_TRUE(is_status(dialogue.answer(text_response("b")), 200));
    EXPECT_EQ(dialogue.next(), Step::read);
    ASSERT_EQ(dialogue.say(get("/orders/1").substr(9)), Step::handle);
    EXPECT_EQ(dialogue.protocol.request().path, "/orders/1");
}

TEST(Protocol, EndsWhenThePeerIsGoneInTheMiddleOfARequest)
{
    House house;
    for (auto const* request : {"", "GET / HT", "POST /orders HTTP/1.1\r\nHost: shop\r\nContent-Length: 9\r\n\r\n{"}) {
        Dialogue dialogue(house);
        ASSERT_EQ(dialogue.say(request), Step::read);
        dialogue.protocol.lost();
        EXPECT_EQ(dialogue.next(), Step::end) << request;
    }
}

TEST(Protocol, RefusesAHeaderThatIsTooLargeBeforeItsEndCame)
{
    http::ServerOptions options;
    options.limits.header_bytes = 100;
    House house(options);
    Dialogue dialogue(house);
    dialogue.receive("GET / HTTP/1.1\r\nX: " + std::string(100, 'x'));
    auto const answer = dialogue.written();
    EXPECT_TRUE(is_status(answer, 431)) << answer;
    EXPECT_TRUE(says_close(answer));
    EXPECT_EQ(dialogue.next(), Step::finish_sending);
    EXPECT_EQ(house.bitten("header_bytes"), 1u);
    EXPECT_EQ(house.answered("GET", "unmatched", "431"), 1u);
}

TEST(Protocol, ReadsTheNextRequestAfterItsMemoryWasReleased)
{
    House house;
    Dialogue dialogue(house);
    ASSERT_EQ(dialogue.say(get("/orders/1")), Step::handle);
    dialogue.answer(text_response(""));
    EXPECT_EQ(dialogue.next(), Step::read);
    dialogue.wait(10s);
    EXPECT_EQ(dialogue.sweep(), Alarm::none);
    EXPECT_TRUE(dialogue.protocol.request().headers.empty());
    ASSERT_EQ(dialogue.say(get("/orders/2")), Step::handle);
    EXPECT_EQ(dialogue.protocol.request().headers.size(), 1u);
}

TEST(Protocol, KeepsNothingOfARequestWhenItStaysIdle)
{
    House house;
    Dialogue dialogue(house);
    EXPECT_EQ(dialogue.say(post(1000)), Step::read);
    ASSERT_EQ(dialogue.say(std::string(1000, ' ')), Step::handle);
    dialogue.answer(text_response(""));
    EXPECT_EQ(dialogue.next(), Step::read);
    auto const& request = dialogue.protocol.request();
    EXPECT_GE(request.body.capacity(), 1000u) << "the next request may come at once";
    dialogue.wait(10s);
    EXPECT_EQ(dialogue.sweep(), Alarm::none);
    EXPECT_EQ(request.body.capacity(), std::string().capacity());
    EXPECT_EQ(request.headers.capacity(), 0u);
}

TEST(Protocol, ReadsNoOriginOfTheRequestBeforeWhenItRefusesAHeader)
{
    http::ServerOptions options;
    options.edges.cors_origins = {"https://shop.example"};
    House house(options);
    for (bool const is_late : {true, false}) {
        Dialogue dialogue(house);
        ASSERT_EQ(dialogue.say(get("/orders/1", "Origin: https://shop.example\r\n")), Step::handle);
        EXPECT_TRUE(dialogue.answer(text_response("")).contains("\r\nAccess-Control-Allow-Origin: "));
        EXPECT_EQ(dialogue.next(), Step::read);
        if (is_late) {
            EXPECT_EQ(dialogue.say("GET /orders/2"), Step::read);
            dialogue.wait(10s);
            EXPECT_EQ(dialogue.sweep(), Alarm::wake);
        } else {
            dialogue.receive("GET /orders/2 HTTP/1.1\nHost: shop\n\n");
        }
        auto const answer = dialogue.written();
        EXPECT_TRUE(is_status(answer, is_late ? 408 : 400)) << answer;
        EXPECT_FALSE(answer.contains("Access-Control-Allow-Origin")) << answer;
    }
}

TEST(Protocol, ClosesOnlyIdleConnectionsWhenItDrains)
{
    House house;
    Dialogue idle(house), reading(house), handling(house), writing(house);
    EXPECT_EQ(idle.next(), Step::read);
    EXPECT_EQ(reading.say("GET /orders/1 HT"), Step::read);
    ASSERT_EQ(handling.say(get("/orders/1")), Step::handle);
    ASSERT_EQ(writing.say(get("/orders/1")), Step::handle);
    writing.protocol.answer(text_response("w"));
    EXPECT_EQ(writing.next(), Step::write);
    writing.block();

    house.service.drain();
    EXPECT_TRUE(idle.protocol.drain(idle.now));
    for (auto* dialogue : {&reading, &handling, &writing}) EXPECT_FALSE(dialogue->protocol.drain(dialogue->now));

    EXPECT_EQ(reading.say("TP/1.1\r\nHost: shop\r\n\r\n"), Step::handle);
    for (auto* dialogue : {&reading, &handling}) {
        EXPECT_TRUE(says_close(dialogue->answer(text_response("last"))));
        EXPECT_EQ(dialogue->next(), Step::hang_up);
    }
    // It had said that it stays.
    EXPECT_FALSE(says_close(writing.take_all()));
    EXPECT_EQ(writing.next(), Step::read);
    writing.wait(1s);
    EXPECT_EQ(writing.sweep(), Alarm::close);
}

TEST(Protocol, BeginsUnderTlsWithAHandshakeInItsTime)
{
    House house;
    Dialogue slow(house, true), broken(house, true), sound(house, true);
    slow.wait(10s);
    EXPECT_EQ(slow.sweep(), Alarm::close);
    EXPECT_EQ(house.bitten("header_timeout"), 1u);
    broken.protocol.greeted(false, broken.now);
    EXPECT_EQ(broken.next(), Step::end);
    EXPECT_EQ(house.registry.counter("http_tls_handshakes_failed_total", "").value(), 1u);
    sound.protocol.greeted(true, sound.now);
    EXPECT_EQ(sound.next(), Step::read);
    ASSERT_EQ(sound.say(get("/orders/1")), Step::handle);
    EXPECT_TRUE(sound.protocol.request().is_secure);
    EXPECT_TRUE(sound.answer(text_response("")).contains("\r\nStrict-Transport-Security: "));
}

TEST(Protocol, DropsWhatComesAfterARefusalButNotForEver)
{
    House house;
    Dialogue patient(house), talkative(house);
    for (auto* dialogue : {&patient, &talkative}) {
        dialogue->receive("BREW / HTTP/1.1\r\nHost: shop\r\n\r\n" + get("/orders/1"));
        EXPECT_TRUE(is_status(dialogue->written(), 501));
        EXPECT_EQ(dialogue->next(), Step::finish_sending);
        EXPECT_EQ(dialogue->say(get("/orders/2")), Step::read);
    }
    patient.wait(1'999ms);
    EXPECT_EQ(patient.sweep(), Alarm::none);
    patient.wait(1ms);
    EXPECT_EQ(patient.sweep(), Alarm::close);

    std::string const piece(64 * 1024, 'x');
    int pieces = 0;
    while (talkative.say(piece) == Step::read) ++pieces;
    EXPECT_EQ(pieces, 15) << "a MiB, with the request before";
    EXPECT_EQ(talkative.next(), Step::end);
}

TEST(Protocol, LingersOnlyForAPeerThatSaidMore)
{
    House house;
    Dialogue quiet(house), eager(house);
    ASSERT_EQ(quiet.say(get("/orders/1", "Connection: close\r\n")), Step::handle);
    EXPECT_TRUE(says_close(quiet.answer(text_response(""))));
    EXPECT_EQ(quiet.next(), Step::hang_up);
    ASSERT_EQ(eager.say(get("/orders/1", "Connection: close\r\n") + "x"), Step::handle);
    EXPECT_TRUE(says_close(eager.answer(text_response(""))));
    EXPECT_EQ(eager.next(), Step::finish_sending);
}

TEST(Protocol, SaysContinueOnlyToAClientThatWaitsForIt)
{
    House house;
    Dialogue waiting(house), hasty(house), refused(house);
    EXPECT_EQ(waiting.say(post(2, "Expect: 100-continue\r\n")), Step::invite);
    EXPECT_EQ(waiting.next(), Step::read);
    EXPECT_EQ(waiting.say("{}"), Step::handle);
    EXPECT_EQ(hasty.say(post(2, "Expect: 100-continue\r\n") + "{"), Step::read);
    refused.receive("POST /nowhere HTTP/1.1\r\nHost: shop\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    auto const answer = refused.written();
    EXPECT_TRUE(is_status(answer, 404) && says_close(answer)) << answer;
}

TEST(Protocol, TurnsAwayWithoutReadingAndWithoutARecord)
{
    House house;
    Dialogue plain(house, false, &http::refusal::connections), secret(house, true, &http::refusal::connections);
    EXPECT_EQ(secret.next(), Step::greet);
    secret.protocol.greeted(true, secret.now);
    for (auto* dialogue : {&plain, &secret}) {
        auto const answer = dialogue->written();
        EXPECT_TRUE(is_status(answer, 503)) << answer;
        EXPECT_TRUE(answer.contains("\r\nRetry-After: "));
        EXPECT_EQ(dialogue->next(), Step::finish_sending);
    }
    EXPECT_EQ(house.bitten("connections"), 2u);
    EXPECT_EQ(house.answered("GET", "unmatched", "503"), 0u);
}

TEST(Protocol, EndsAndTouchesNothingOnceTheServerIsGone)
{
    House house;
    Dialogue reading(house), late(house), handling(house);
    EXPECT_EQ(reading.say("GET"), Step::read);
    EXPECT_EQ(late.say("GET"), Step::read);
    late.wait(10s);
    EXPECT_EQ(late.sweep(), Alarm::wake);
    ASSERT_EQ(handling.say(get("/orders/1")), Step::handle);
    house.service.cut();
    EXPECT_EQ(reading.next(), Step::end);
    EXPECT_EQ(late.next(), Step::end);
    handling.protocol.answer(handling.protocol.failed("what nobody hears"));
    EXPECT_EQ(handling.next(), Step::end);
    EXPECT_EQ(house.bitten("header_timeout"), 0u);
    EXPECT_EQ(house.logged(), "");
}

}
