// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cores.hpp"
#include "domain/command.hpp"
#include "ports/clock.hpp"
#include "ports/store.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace conformance {

/// Time that tests set.
class TestClock final : public ports::Clock {
public:
    base::Instant now() const override { return base::from_micros(micros_.load()); }
    void advance(std::chrono::microseconds by) { micros_ += by.count(); }

private:
    std::atomic<std::int64_t> micros_{1'795'000'000'000'000};
};

/// What every store has: the journal, and what reads it or lies beside it.
struct Ports {
    ports::Journal& journal;
    ports::EventLog& log;
    ports::OrderReader& orders;
    ports::OrderClocks& clocks;
    ports::Sightings& sightings;
    ports::NotificationStore& notifications;
    ports::BusinessStore& businesses;
    ports::StoreFeed& feed;
    ports::StoreHealth& health;
};

inline Ports ports_of(ports::Store& store)
{
    return {store.journal(),       store.log(),        store.orders(), store.clocks(), store.sightings(),
            store.notifications(), store.businesses(), store.feed(),   store.health()};
}

struct CannotOpen : std::runtime_error {
    explicit CannotOpen(base::Failure const& failure) : std::runtime_error(failure.detail), code(failure.code) {}
    std::string code;
};

/// One store of an adapter, empty at first. An adapter joins the suites with one of these and one line.
class StoreUnderTest {
public:
    virtual ~StoreUnderTest() = default;
    virtual Ports ports() = 0;

    /// Of the suites that run on whole stores.
    virtual ports::Store& whole() { throw std::logic_error("this store has no people"); }

    /// Somebody who can own a business.
    virtual void add_user(ports::User user) = 0;

    /// Closes and opens it again, with what it holds. `stop` comes first in any case. Throws CannotOpen.
    virtual void reopen() = 0;

    /// The same, to be imported into. Of whole stores.
    virtual void reopen_for_import() { throw std::logic_error("this store has no archive"); }
    virtual void stop() = 0;

    /// What stands in its files, all of them.
    virtual std::string bytes() const { return {}; }
};

struct StoreFactory {
    std::string name;
    std::function<std::unique_ptr<StoreUnderTest>(TestClock const&)> make;
};

/// Remembers what the store tells.
class Listener final : public ports::CommitListener {
public:
    void committed(std::span<Committed const> events) override
    {
        std::scoped_lock const lock(mutex_);
        events_.insert(events_.end(), events.begin(), events.end());
    }
    std::vector<Committed> events() const
    {
        std::scoped_lock const lock(mutex_);
        return events_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<Committed> events_;
};

/// Remembers whose permissions the store says to look at again.
class RevocationRecord final : public ports::RevocationListener {
public:
    void revoked(std::span<ports::Revocation const> revocations) override
    {
        std::scoped_lock const lock(mutex_);
        all_.insert(all_.end(), revocations.begin(), revocations.end());
    }
    std::vector<ports::Revocation> all() const
    {
        std::scoped_lock const lock(mutex_);
        return all_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<ports::Revocation> all_;
};

using How = domain::Settled::How;

inline bool is_appended(base::Result<ports::Decided> const& decided)
{
    return decided && decided->appended() != nullptr;
}

/// Nothing: it was not refused.
inline std::optional<domain::Refusal> refusal(base::Result<ports::Decided> const& decided)
{
    if (!decided || decided->refused() == nullptr) return std::nullopt;
    return decided->refused()->why;
}

/// A store, two cores to call it from, and the few things that most tests begin with.
class StoreSuite : public testing::TestWithParam<StoreFactory> {
protected:
    StoreSuite();
    ~StoreSuite() override;

    /// Runs a task to its end on a core.
    template <typename T>
    T run(base::Task<T> task)
    {
        return spawn(std::move(task)).get();
    }

    /// Starts a task on the next core in turn.
    template <typename T>
    std::future<T> spawn(base::Task<T> task)
    {
        auto& context = cores_->context(next_core_++ % cores_->count());
        return boost::asio::co_spawn(context, std::move(task), boost::asio::use_future);
    }

    /// Starts all, then waits for all: they overlap.
    template <typename T>
    std::vector<T> run_all(std::vector<base::Task<T>> tasks)
    {
        std::vector<std::future<T>> futures;
        for (auto& task : tasks) futures.push_back(spawn(std::move(task)));
        std::vector<T> results;
        for (auto& future : futures) results.push_back(future.get());
        return results;
    }

    Ports ports() { return store_->ports(); }
    ports::Store& whole() { return store_->whole(); }
    void reopen();

    domain::UserId new_user(std::string email = {});
    domain::Business business_named(std::string name);
    domain::BusinessId new_business(domain::UserId owner);
    domain::BusinessId new_business() { return new_business(owner_); }

    /// A valid order with a fresh key and fresh ids.
    domain::PlaceOrder order_for(domain::BusinessId business);
    ports::Decided placed(domain::BusinessId business);
    base::Task<base::Result<ports::Decided>> commit(domain::Command command)
    {
        return ports().journal.commit(std::move(command));
    }
    domain::ChangeStatus move(domain::OrderId order, domain::OrderStatus from, domain::OrderStatus to);

    /// Every entry of a log, in pages of `page`.
    std::vector<ports::LogEntry> whole_log(domain::BusinessId business, std::size_t page = 100);

    TestClock clock_;
    Listener listener_;
    RevocationRecord revocations_;
    std::unique_ptr<base::Cores> cores_;
    std::unique_ptr<StoreUnderTest> store_;
    domain::UserId owner_;

private:
    void listen();

    std::size_t next_core_ = 0;
    std::atomic<int> next_key_ = 0;
};

}
