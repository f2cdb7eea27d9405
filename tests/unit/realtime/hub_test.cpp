// SPDX-License-Identifier: Apache-2.0
#include "realtime/hub.hpp"

#include "realtime/core_topics.hpp"
#include "realtime/listener.hpp"
#include "realtime/session.hpp"
#include "unit/realtime/log_fixtures.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <map>
#include <mutex>
#include <thread>

namespace realtime {
namespace {

using domain::BusinessId;

/// The hub's peer: logs that commit in this process and are read by other threads meanwhile.
class Logs final : public ports::EventLog, public ports::MarkReader {
public:
    void commit(BusinessId business, bool announces = true, std::size_t bytes = 0)
    {
        std::lock_guard const order(commit_order_);
        ports::CommitListener::Committed committed{business, {}};
        {
            std::lock_guard const lock(mutex_);
            auto& entries = logs_[business];
            entries.push_back(make_entry(entries.size() + 1, bytes));
            committed.entry = entries.back();
        }
        if (announces) listener_->committed({&committed, 1});
    }

    base::Task<base::Result<ports::LogPosition>> position(BusinessId business) override
    {
        co_await elsewhere();
        ++positions;
        std::lock_guard const lock(mutex_);
        co_return position_of(business);
    }

    base::Task<base::Result<ports::LogPage>> read(BusinessId business, std::uint64_t after, std::size_t max_events,
                                                  std::size_t) override
    {
        co_await elsewhere();
        ++reads;
        std::lock_guard const lock(mutex_);
        ports::LogPage page{position_of(business), {}};
        auto const& entries = logs_[business];
        for (auto seq = after + 1; seq <= entries.size() && page.entries.size() < max_events; ++seq)
            page.entries.push_back(entries[seq - 1]);
        co_return page;
    }

    base::Task<base::Result<std::size_t>> trim(base::Instant) override { co_return std::size_t(0); }

    base::Task<base::Result<ports::ReadMarks>> marks(BusinessId) override { co_return ports::ReadMarks{}; }

    void add(ports::CommitListener& listener) { listener_ = &listener; }

    std::atomic<std::size_t> positions = 0;
    std::atomic<std::size_t> reads = 0;

private:
    static base::Task<void> elsewhere()
    {
        auto const executor = co_await boost::asio::this_coro::executor;
        co_await boost::asio::post(executor, boost::asio::use_awaitable);
    }

    ports::LogPosition position_of(BusinessId business) { return {"e", logs_[business].size(), 1}; }

    std::mutex commit_order_;
    std::mutex mutex_;
    std::map<BusinessId, std::vector<ports::LogEntry>> logs_;
    ports::CommitListener* listener_ = nullptr;
};

domain::Principal somebody() { return {domain::UserPrincipal{}, std::nullopt}; }

/// Reads a business until it has seq `until`, or the server drains or stops.
struct Reading {
    std::vector<std::uint64_t> seqs;
    std::size_t lives = 0;
    bool was_drained = false;
    bool was_refused = false;
};

base::Task<Reading> follow(Hub& hub, BusinessId business, std::optional<Cursor> cursor, std::uint64_t until,
                           std::function<void()> on_live = {})
{
    Reading result;
    auto const executor = co_await boost::asio::this_coro::executor;
    Listener listener(hub.local(executor), domain::Transport::websocket);
    auto const joined = co_await listener.join(business, somebody());
    if (!joined) {
        result.was_refused = true;
        co_return result;
    }
    Stream stream;
    stream.start(*listener.topic(), cursor);
    while (stream.cursor() < until) {
        auto step = stream.next(*listener.topic());
        if (auto const* send = std::get_if<Stream::Send>(&step)) {
            for (auto const seq : seqs_in(*send->batch.message)) result.seqs.push_back(seq);
            stream.sent();
        } else if (auto const* read = std::get_if<Stream::ReadStore>(&step)) {
            co_await listener.read_store(read->after);
        } else if (std::holds_alternative<Stream::SayLive>(step)) {
            ++result.lives;
            if (on_live) on_live();
        } else if (std::holds_alternative<Stream::Wait>(step)) {
            bool const goes_on = co_await listener.wait(true);
            result.was_drained = !goes_on || listener.is_draining();
            if (result.was_drained) co_return result;
        }
    }
    co_return result;
}

class HubTest : public testing::Test {
protected:
    HubTest()
    {
        logs.add(hub);
        cores.start();
        hub.start();
    }

    ~HubTest() override
    {
        hub.stop();
        cores.stop();
    }

    std::future<Reading> read(std::size_t core, BusinessId business, std::optional<std::uint64_t> from,
                              std::uint64_t until, std::function<void()> on_live = {})
    {
        std::optional<Cursor> cursor;
        if (from) cursor = Cursor{"e", *from};
        return boost::asio::co_spawn(cores.context(core % cores.count()),
                                     follow(hub, business, cursor, until, std::move(on_live)), boost::asio::use_future);
    }

    telemetry::Registry registry;
    Logs logs;
    base::Cores cores{3};
    Hub hub{cores, logs, logs, registry};
};

BusinessId make_business() { return BusinessId::make(base::from_micros(1'800'000'000'000'000)); }

std::vector<std::uint64_t> numbers(std::uint64_t from, std::uint64_t to)
{
    std::vector<std::uint64_t> result;
    for (auto n = from; n <= to; ++n) result.push_back(n);
    return result;
}

TEST_F(HubTest, GivesEveryReaderOnEveryCoreTheWholeLogWhileThreadsCommit)
{
    constexpr std::uint64_t last = 2'000;
    std::vector const businesses{make_business(), make_business(), make_business()};
    std::vector<std::thread> committers;
    for (auto const business : businesses) {
        for (int half = 0; half < 2; ++half)
            committers.emplace_back([this, business] {
                for (std::uint64_t i = 0; i < last / 2; ++i) logs.commit(business);
            });
    }
    std::vector<std::future<Reading>> readings;
    for (std::size_t i = 0; i < 60; ++i) readings.push_back(read(i, businesses[i / 3 % 3], 0, last));
    for (auto& committer : committers) committer.join();
    for (auto& reading : readings) EXPECT_EQ(reading.get().seqs, numbers(1, last));
}

TEST_F(HubTest, WakesThousandsOfLiveReadersOnEveryCore)
{
    auto const business = make_business();
    constexpr std::size_t many = Limits().sockets_per_business;
    std::latch live(static_cast<std::ptrdiff_t>(many));
    std::vector<std::future<Reading>> readings;
    for (std::size_t i = 0; i < many; ++i)
        readings.push_back(read(i, business, std::nullopt, 5, [&live] { live.count_down(); }));
    live.wait();
    EXPECT_EQ(hub.listening(business), many);
    for (int i = 0; i < 5; ++i) logs.commit(business);
    for (auto& reading : readings) EXPECT_EQ(reading.get().seqs, numbers(1, 5));
    EXPECT_EQ(hub.listening(business), 0u);
    EXPECT_LE(logs.positions, cores.count()) << "one look at the log per topic, not per device";
    EXPECT_EQ(logs.reads, 0u);
}

TEST_F(HubTest, RefusesOneSocketTooMany)
{
    auto const business = make_business();
    std::latch live(static_cast<std::ptrdiff_t>(Limits().sockets_per_business));
    std::vector<std::future<Reading>> readings;
    for (std::size_t i = 0; i < Limits().sockets_per_business; ++i)
        readings.push_back(read(i, business, std::nullopt, 1, [&live] { live.count_down(); }));
    live.wait();
    EXPECT_TRUE(read(0, business, std::nullopt, 1).get().was_refused);
    EXPECT_FALSE(read(0, make_business(), 0, 0).get().was_refused);
    logs.commit(business);
    for (auto& reading : readings) EXPECT_EQ(reading.get().seqs, numbers(1, 1));
}

TEST_F(HubTest, ReadsTheStoreForManyResumingDevicesAFewTimesOnly)
{
    auto const business = make_business();
    for (int i = 0; i < 150; ++i) logs.commit(business);
    std::vector<std::future<Reading>> readings;
    for (std::size_t i = 0; i < 190; ++i) readings.push_back(read(i, business, 90, 150));
    for (auto& reading : readings) EXPECT_EQ(reading.get().seqs, numbers(91, 150));
    EXPECT_LE(logs.reads, cores.count());
}

TEST_F(HubTest, ReadsFromTheStoreWhatNobodyAnnounced)
{
    auto const business = make_business();
    std::latch live(3);
    std::vector<std::future<Reading>> readings;
    for (std::size_t i = 0; i < 3; ++i)
        readings.push_back(read(i, business, std::nullopt, 300, [&live] { live.count_down(); }));
    live.wait();
    for (int i = 1; i <= 300; ++i) logs.commit(business, i % 97 == 0 || i == 300);
    for (auto& reading : readings) EXPECT_EQ(reading.get().seqs, numbers(1, 300));
}

TEST_F(HubTest, TellsEveryWaitingReaderThatItDrains)
{
    auto const business = make_business();
    std::latch live(9);
    std::vector<std::future<Reading>> readings;
    for (std::size_t i = 0; i < 9; ++i)
        readings.push_back(read(i, business, std::nullopt, 1, [&live] { live.count_down(); }));
    live.wait();
    hub.drain();
    for (auto& reading : readings) EXPECT_TRUE(reading.get().was_drained);
}

TEST_F(HubTest, EndsEveryWaitWhenItStopsAndRefusesLaterReaders)
{
    auto const business = make_business();
    std::latch live(9);
    std::vector<std::future<Reading>> readings;
    for (std::size_t i = 0; i < 9; ++i)
        readings.push_back(read(i, business, std::nullopt, 1, [&live] { live.count_down(); }));
    live.wait();
    hub.stop();
    for (auto& reading : readings) EXPECT_TRUE(reading.get().was_drained);
    EXPECT_TRUE(read(0, business, 0, 1).get().was_refused);
    logs.commit(business);
}

TEST_F(HubTest, EndsAWaitAtItsDeadlineThoughNothingHappens)
{
    auto const waits = [](Hub& watched, BusinessId business) -> base::Task<bool> {
        auto const executor = co_await boost::asio::this_coro::executor;
        Listener listener(watched.local(executor), domain::Transport::long_poll);
        listener.set_deadline(Clock::now());
        auto const joined = co_await listener.join(business, somebody());
        if (!joined) co_return false;
        co_return co_await listener.wait(true);
    };
    auto const business = make_business();
    EXPECT_TRUE(boost::asio::co_spawn(cores.context(0), waits(hub, business), boost::asio::use_future).get());
}

TEST_F(HubTest, CanBeDestroyedWhileReadersComeAndGo)
{
    auto const business = make_business();
    for (std::size_t i = 0; i < 50; ++i) {
        boost::asio::co_spawn(cores.context(i % 3), follow(hub, business, Cursor{"e", 0}, 1'000'000),
                              boost::asio::detached);
        logs.commit(business);
    }
}

}
}
