// SPDX-License-Identifier: Apache-2.0
#include "realtime/stream.hpp"

#include "unit/realtime/log_fixtures.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <deque>

namespace realtime {
namespace {

/// A log and the topic that hears of its commits, some of them late.
struct World {
    ports::LogPosition position{"e", 0, 1};
    std::vector<ports::LogEntry> entries;  ///< Of all times; entries[n] has seq n + 1.
    std::deque<std::uint64_t> under_way;   ///< Committed, not yet heard of.
    Topic topic{position};

    void commit(std::size_t bytes = 0)
    {
        entries.push_back(make_entry(++position.head, bytes));
        under_way.push_back(position.head);
    }

    void hear()
    {
        if (under_way.empty()) return;
        topic.append(make_frame(entries[under_way.front() - 1]));
        under_way.pop_front();
    }

    void trim(std::uint64_t count)
    {
        position.oldest = std::min(position.oldest + count, std::max<std::uint64_t>(position.head, 1));
    }

    ports::LogPage read(std::uint64_t after, std::size_t max_events = max_batch_events) const
    {
        ports::LogPage page{position, {}};
        std::size_t bytes = 0;
        for (auto seq = std::max(after + 1, position.oldest); seq <= position.head; ++seq) {
            bytes += entries[seq - 1].text->size();
            if (page.entries.size() == max_events || (!page.entries.empty() && bytes > max_batch_bytes)) break;
            page.entries.push_back(entries[seq - 1]);
        }
        return page;
    }
};

/// A device: what it got, checked as it comes.
struct Device {
    Stream stream;
    std::uint64_t has = 0;
    bool is_live = false;
    bool needs_snapshot = false;
    bool was_ahead = false;
    std::size_t lives = 0;

    void start(World& world, std::optional<std::uint64_t> from)
    {
        std::optional<Cursor> cursor;
        if (from) cursor = Cursor{"e", *from};
        stream.start(world.topic, cursor);
        has = from.value_or(world.topic.head());
        is_live = needs_snapshot = was_ahead = false;
        lives = 0;
    }

    /// One step; false when there is nothing to do.
    bool step(World& world)
    {
        auto next = stream.next(world.topic);
        if (auto* send = std::get_if<Stream::Send>(&next)) {
            RC_ASSERT(!needs_snapshot);
            RC_ASSERT(send->batch.message->size() <= max_message_bytes || send->batch.events == 1);
            auto const seqs = seqs_in(*send->batch.message);
            RC_ASSERT(seqs.size() == send->batch.events);
            for (auto const seq : seqs) RC_ASSERT(seq == ++has);
            RC_ASSERT(has == send->batch.to);
            RC_ASSERT(has <= world.position.head);
            return true;
        }
        if (auto const* live = std::get_if<Stream::SayLive>(&next)) {
            RC_ASSERT(live->seq == has);
            RC_ASSERT(++lives == 1);
            is_live = true;
            return true;
        }
        if (auto const* reset = std::get_if<Stream::SayReset>(&next)) {
            RC_ASSERT(!needs_snapshot);
            bool const is_trimmed = has + 1 < world.position.oldest;
            RC_ASSERT(is_trimmed || was_ahead);
            RC_ASSERT(reset->why == (was_ahead ? ResetReason::ahead : ResetReason::trimmed));
            needs_snapshot = true;
            return true;
        }
        if (auto const* read = std::get_if<Stream::ReadStore>(&next)) {
            world.topic.add_page(read->after, world.read(read->after));
            return true;
        }
        if (std::holds_alternative<Stream::ConfirmHead>(next)) {
            stream.confirm_head(world.topic, world.position);
            was_ahead = has > world.position.head;
            return true;
        }
        return false;
    }
};

RC_GTEST_PROP(Stream, GivesEveryReaderExactlyTheLogInAnyInterleaving, ())
{
    World world;
    std::vector<Device> devices(3);
    for (auto& device : devices) device.start(world, std::nullopt);
    auto const moves = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 100));
    for (auto const move : moves) {
        auto& device = devices[static_cast<std::size_t>(move) % devices.size()];
        if (move < 25)
            for (int i = 0; i <= move % 7; ++i) world.commit(move % 5 == 0 ? 20'000 : 0);
        else if (move < 50)
            world.hear();
        else if (move < 52)
            world.trim(static_cast<std::uint64_t>(move % 7));
        else if (move < 56)
            device.start(world, *rc::gen::inRange<std::uint64_t>(0, world.position.head + 3));
        else if (move < 58)
            world.topic.forget_pages();
        else if (device.stream.is_in_flight())
            device.stream.sent();
        else
            device.step(world);
    }

    while (!world.under_way.empty()) world.hear();
    for (auto& device : devices) {
        if (device.stream.is_in_flight()) device.stream.sent();
        while (device.step(world)) device.stream.sent();
        RC_ASSERT(device.needs_snapshot || (device.is_live && device.has == world.position.head));
    }
}

TEST(Stream, HasOneMessageInFlightHoweverFarBehindItIs)
{
    World world;
    Device sleeper;
    sleeper.start(world, 0);
    for (int i = 0; i < 50'000; ++i) {
        world.commit(500);
        world.hear();
    }
    ASSERT_TRUE(sleeper.step(world));  // the store is read
    ASSERT_TRUE(sleeper.step(world));  // one page is sent
    ASSERT_TRUE(sleeper.stream.is_in_flight());
    auto const has = sleeper.has;
    for (int i = 0; i < 1'000; ++i) {
        world.commit(500);
        world.hear();
        ASSERT_FALSE(sleeper.step(world));
    }
    EXPECT_EQ(sleeper.has, has);
    EXPECT_LE(sizeof(Stream), 32u);

    sleeper.stream.sent();
    while (sleeper.step(world)) sleeper.stream.sent();
    EXPECT_EQ(sleeper.has, 51'000u);
    EXPECT_TRUE(sleeper.is_live);
}

TEST(Stream, SharesOneFrameBetweenLiveReaders)
{
    World world;
    Stream first, second;
    first.start(world.topic, std::nullopt);
    second.start(world.topic, std::nullopt);
    first.next(world.topic);
    second.next(world.topic);
    world.commit();
    world.hear();
    auto const one = std::get<Stream::Send>(first.next(world.topic));
    auto const other = std::get<Stream::Send>(second.next(world.topic));
    EXPECT_EQ(one.batch.message, other.batch.message);
}

TEST(Stream, ReadsTheStoreOncePerPlaceInsideTheTail)
{
    World world;
    for (int i = 0; i < 200; ++i) world.commit();
    world.topic = Topic(world.position);  // as after a restart: the tail is not in memory
    world.under_way.clear();

    std::size_t reads = 0;
    for (int i = 0; i < 1'000; ++i) {
        Stream stream;
        stream.start(world.topic, Cursor{"e", 150});
        for (bool is_done = false; !is_done;) {
            auto const step = stream.next(world.topic);
            if (auto const* read = std::get_if<Stream::ReadStore>(&step)) {
                ++reads;
                world.topic.add_page(read->after, world.read(read->after));
            }
            stream.sent();
            is_done = std::holds_alternative<Stream::Wait>(step);
        }
        EXPECT_EQ(stream.cursor(), 200u);
        world.topic.forget_pages();
    }
    EXPECT_EQ(reads, 1u);
}

TEST(Stream, ReadsTheStoreAgainWhenItsTextsWereRewritten)
{
    World world;
    for (int i = 0; i < 3; ++i) {
        world.commit(100);
        world.hear();
    }
    Stream stream;
    stream.start(world.topic, Cursor{"e", 0});
    world.topic.forget_texts();
    auto const read = std::get<Stream::ReadStore>(stream.next(world.topic));
    for (auto& entry : world.entries) entry = make_entry(entry.seq);
    world.topic.add_page(read.after, world.read(read.after));
    auto const send = std::get<Stream::Send>(stream.next(world.topic));
    EXPECT_EQ(seqs_in(*send.batch.message), (std::vector<std::uint64_t>{1, 2, 3}));
    EXPECT_EQ(send.batch.message->find("xxx"), std::string::npos);
}

TEST(Stream, IsResetWhenAPageDoesNotFollowItsCursor)
{
    World world;
    for (int i = 0; i < 300; ++i) {
        world.commit();
        world.hear();
    }
    Stream stream;
    stream.start(world.topic, Cursor{"e", 3});
    world.trim(10);
    auto const read = std::get<Stream::ReadStore>(stream.next(world.topic));
    world.topic.add_page(read.after, world.read(read.after));
    EXPECT_EQ(std::get<Stream::SayReset>(stream.next(world.topic)).why, ResetReason::trimmed);
    EXPECT_TRUE(std::holds_alternative<Stream::Wait>(stream.next(world.topic)));
    EXPECT_FALSE(stream.wants_events());
}

TEST(Stream, ConfirmsThatACursorIsAheadBeforeItResets)
{
    World world;
    world.commit();
    world.commit();
    Stream stream;
    stream.start(world.topic, Cursor{"e", 2});  // the topic has not heard of either commit yet
    ASSERT_TRUE(std::holds_alternative<Stream::ConfirmHead>(stream.next(world.topic)));
    stream.confirm_head(world.topic, world.position);
    EXPECT_EQ(std::get<Stream::SayLive>(stream.next(world.topic)).seq, 2u);
    world.hear();
    world.hear();
    EXPECT_TRUE(std::holds_alternative<Stream::Wait>(stream.next(world.topic)));

    stream.start(world.topic, Cursor{"e", 3});
    ASSERT_TRUE(std::holds_alternative<Stream::ConfirmHead>(stream.next(world.topic)));
    stream.confirm_head(world.topic, world.position);
    EXPECT_EQ(std::get<Stream::SayReset>(stream.next(world.topic)).why, ResetReason::ahead);
}

TEST(Stream, IsResetWhenTheHistoryWasReplaced)
{
    World world;
    Stream stream;
    stream.start(world.topic, std::nullopt);
    stream.next(world.topic);
    world.topic.refresh({"other", 9, 1});
    EXPECT_EQ(std::get<Stream::SayReset>(stream.next(world.topic)).why, ResetReason::epoch);
}

}
}
