// SPDX-License-Identifier: Apache-2.0
// What a connection sends, to whom it gives itself, and what is remembered.
#include "dialogue.hpp"
#include "http/response_stream.hpp"
#include "http/websocket.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace {

using namespace std::chrono_literals;
using http_test::Dialogue;
using http_test::get;
using http_test::House;
using http_test::post;
using http_test::Step;
using http_test::text_response;

constexpr auto upgrade_fields = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

http::Response upgrade()
{
    http::Response response;
    response.upgrade = [](http::WebSocket&) -> base::Task<void> { co_return; };
    return response;
}

http::Response stream()
{
    http::Response response{.content_type = "text/event-stream"};
    response.stream = [](http::ResponseStream&) -> base::Task<void> { co_return; };
    return response;
}

TEST(ProtocolAnswer, SendsWhateverTheKernelTakesAtATime)
{
    House house;
    for (std::size_t const size : {0uz, 1uz, 16'384uz, 16'385uz, 100'000uz}) {
        std::string const body(size, 'b');
        Dialogue whole(house), pieces(house);
        auto const request = get("/orders/1", "X-Request-Id: r\r\n");
        ASSERT_EQ(whole.say(request), Step::handle);
        auto const expected = whole.answer(text_response(body));
        ASSERT_EQ(pieces.say(request), Step::handle);
        pieces.protocol.answer(text_response(body));
        std::string taken;
        for (std::size_t at_a_time = 1; pieces.next() == Step::write; at_a_time *= 3) {
            taken += pieces.take(at_a_time);
            if (!pieces.protocol.is_sent()) pieces.block();
        }
        EXPECT_TRUE(taken == expected) << size;
        EXPECT_EQ(pieces.say(get("/orders/2")), Step::handle);
    }
}

TEST(ProtocolAnswer, NeverCopiesALargeBody)
{
    House house;
    Dialogue dialogue(house);
    ASSERT_EQ(dialogue.say(get("/orders/1")), Step::handle);
    auto response = text_response(std::string(100'000, 'b'));
    auto const* const where = response.body.data();
    dialogue.protocol.answer(std::move(response));
    ASSERT_EQ(dialogue.next(), Step::write);
    EXPECT_EQ(dialogue.protocol.unsent()[1].data(), where);
    dialogue.take(1000);
    dialogue.block();
    auto const [text, body] = dialogue.protocol.unsent();
    EXPECT_EQ(body.data() + body.size(), where + 100'000);
}

TEST(ProtocolAnswer, PutsASmallOneIntoOnePiece)
{
    House house;
    Dialogue dialogue(house);
    ASSERT_EQ(dialogue.say(get("/orders/1")), Step::handle);
    dialogue.protocol.answer(text_response("small"));
    ASSERT_EQ(dialogue.next(), Step::write);
    auto const [text, body] = dialogue.protocol.unsent();
    EXPECT_EQ(text.data(), house.service.output_scratch().data());
    EXPECT_TRUE(text.ends_with("\r\n\r\nsmall"));
    EXPECT_TRUE(body.empty());
}

TEST(ProtocolAnswer, KeepsNoMemoryOfALargeRequestBody)
{
    constexpr std::size_t large = 100'000;
    House house;
    Dialogue dialogue(house);
    EXPECT_EQ(dialogue.say(post(large)), Step::read);
    ASSERT_EQ(dialogue.say(std::string(large, ' ')), Step::handle);
    ASSERT_GE(dialogue.protocol.request().body.capacity(), large);
    dialogue.answer(text_response(""));
    EXPECT_EQ(dialogue.next(), Step::read);
    EXPECT_EQ(dialogue.protocol.request().body.capacity(), std::string().capacity());
}

TEST(ProtocolAnswer, HandsOverToAWebSocketWithWhatCameBehindTheRequest)
{
    House house;
    Dialogue dialogue(house);
    ASSERT_EQ(dialogue.say(get("/orders/1", upgrade_fields) + "\x81\x80"), Step::handle);
    dialogue.protocol.answer(upgrade());
    EXPECT_EQ(dialogue.next(), Step::hand_over);
    EXPECT_TRUE(dialogue.protocol.take_answer().upgrade);
    EXPECT_EQ(dialogue.protocol.unread(), "\x81\x80");
    EXPECT_EQ(house.answered("GET", "/orders/{id}", "101"), 1u);
}

TEST(ProtocolAnswer, UpgradesNobodyWhoDoesNotAskForIt)
{
    House house;
    Dialogue dialogue(house);
    ASSERT_EQ(dialogue.say(get("/orders/1")), Step::handle);
    EXPECT_TRUE(dialogue.answer(upgrade()).starts_with("HTTP/1.1 500 "));
    EXPECT_TRUE(house.logged().contains("a handler upgraded"));
}

TEST(ProtocolAnswer, HandsOverToAStream)
{
    House house;
    Dialogue modern(house), old(house), asking(house);
    ASSERT_EQ(modern.say(get("/orders/1")), Step::handle);
    ASSERT_EQ(old.say("GET /orders/1 HTTP/1.0\r\n\r\n"), Step::handle);
    for (auto* dialogue : {&modern, &old}) {
        dialogue->protocol.answer(stream());
        ASSERT_EQ(dialogue->next(), Step::hand_over);
        auto const head = dialogue->protocol.head_of(dialogue->protocol.take_answer());
        EXPECT_TRUE(head.contains("\r\nConnection: close\r\n"));
        EXPECT_EQ(head.contains("\r\nTransfer-Encoding: chunked\r\n"), dialogue == &modern);
        EXPECT_EQ(dialogue->protocol.is_http_1_1(), dialogue == &modern);
    }
    ASSERT_EQ(asking.say("HEAD /orders/1 HTTP/1.1\r\nHost: shop\r\n\r\n"), Step::handle);
    EXPECT_TRUE(asking.answer(stream()).ends_with("\r\n\r\n")) << "HEAD has no body to wait for";
    EXPECT_EQ(asking.next(), Step::read);
}

TEST(ProtocolAnswer, TellsACallerNothingOfWhatBroke)
{
    House house;
    Dialogue dialogue(house);
    ASSERT_EQ(dialogue.say(get("/orders/1")), Step::handle);
    auto const answer = dialogue.answer(dialogue.protocol.failed("secret detail"));
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 500 ") && !answer.contains("secret")) << answer;
    EXPECT_TRUE(house.logged().contains(R"("reason":"secret detail")"));
    EXPECT_EQ(dialogue.next(), Step::read) << "the connection lives on";
}

TEST(ProtocolRecord, LogsARequestWithoutItsPath)
{
    House house;
    Dialogue dialogue(house);
    ASSERT_EQ(dialogue.say(get("/orders/secret", "X-Request-Id: r-1\r\n")), Step::handle);
    dialogue.wait(3ms);
    dialogue.answer(text_response("12345"));
    EXPECT_EQ(dialogue.next(), Step::read);
    EXPECT_TRUE(house.logged().ends_with(
        R"("level":"info","event":"request","request_id":"r-1","method":"GET","route":"/orders/{id}",)"
        R"("status":200,"bytes":5,"duration_us":3000,"peer":"192.0.2.1"})"
        "\n"))
        << house.logged();
}

TEST(ProtocolRecord, CallsNoRequestSlowForItsClient)
{
    http::ServerOptions options;
    options.slow_operation = 1s;
    House house(options);
    Dialogue dialogue(house);
    EXPECT_EQ(dialogue.say(post(2)), Step::read);
    dialogue.wait(5s);
    ASSERT_EQ(dialogue.say("{}"), Step::handle);
    dialogue.protocol.answer(text_response(std::string(100'000, 'b')));
    ASSERT_EQ(dialogue.next(), Step::write);
    dialogue.block();
    dialogue.wait(5s);
    dialogue.take_all();
    EXPECT_EQ(dialogue.next(), Step::read);
    EXPECT_TRUE(house.logged().contains(R"("duration_us":10000000,)")) << house.logged();
    EXPECT_FALSE(house.logged().contains("slow_operation"));

    ASSERT_EQ(dialogue.say(get("/orders/1")), Step::handle);
    dialogue.wait(1'001ms);
    dialogue.answer(text_response(""));
    EXPECT_EQ(dialogue.next(), Step::read);
    EXPECT_TRUE(house.logged().contains(R"("event":"slow_operation","operation":"request")"));
}

TEST(ProtocolRecord, MeasuresNoAnswerThatWaitedOnPurpose)
{
    House house;
    Dialogue dialogue(house);
    auto const& durations =
        house.registry.histogram("http_request_duration_seconds", "", {{"route", "/orders/{id}"}, {"method", "GET"}});
    for (bool const has_waited : {true, false}) {
        ASSERT_EQ(dialogue.say(get("/orders/1")), Step::handle);
        dialogue.wait(30s);
        dialogue.answer({.has_waited = has_waited});
        EXPECT_EQ(dialogue.next(), Step::read);
        EXPECT_EQ(durations.snapshot().count, has_waited ? 0u : 1u);
    }
}

class Spans final : public telemetry::SpanSink {
public:
    void put(telemetry::Span span) override { all.push_back(std::move(span)); }
    std::vector<telemetry::Span> all;
};

TEST(ProtocolRecord, ExportsASpanOfWhatItsCallerTraces)
{
    Spans spans;
    House house({.tracing = {.sink = &spans, .share = 0}});
    Dialogue dialogue(house);
    constexpr auto traced = "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n";
    dialogue.wait(500ms);
    ASSERT_EQ(dialogue.say(get("/orders/1", traced)), Step::handle);
    dialogue.wait(40ms);
    auto const answer = dialogue.answer(text_response(""));
    EXPECT_TRUE(answer.contains("\r\ntraceparent: 00-0af7651916cd43dd8448eb211c80319c-")) << answer;
    EXPECT_EQ(dialogue.next(), Step::read);
    ASSERT_EQ(spans.all.size(), 1u);
    EXPECT_EQ(spans.all[0].name, "GET /orders/{id}");
    EXPECT_EQ(spans.all[0].begin, http_test::wall_start + 500ms);
    EXPECT_EQ(spans.all[0].end, http_test::wall_start + 540ms);

    ASSERT_EQ(dialogue.say(get("/orders/1")), Step::handle);
    dialogue.answer(text_response(""));
    EXPECT_EQ(dialogue.next(), Step::read);
    EXPECT_EQ(spans.all.size(), 1u) << "of the others a share of nothing";
}

TEST(ProtocolRecord, JoinsNoTraceOfTwoCallers)
{
    House house;
    Dialogue dialogue(house);
    std::string const one = "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n";
    ASSERT_EQ(dialogue.say(get("/orders/1", one + one)), Step::handle);
    EXPECT_FALSE(dialogue.answer(text_response("")).contains("traceparent"));
}

}
