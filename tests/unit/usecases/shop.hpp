// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/store.hpp"
#include "ports/time_zones.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"
#include "usecases/access.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the tests of the use cases begin with.
namespace shop {

/// Time that tests set.
class Clock final : public ports::Clock {
public:
    base::Instant now() const override { return base::from_micros(micros_.load()); }
    void advance(std::chrono::microseconds by) { micros_ += by.count(); }

private:
    std::atomic<std::int64_t> micros_{1'795'000'000'000'000};  // 2026-11-18
};

/// What a log writes to, in memory.
class LogFile {
public:
    LogFile();
    ~LogFile();
    LogFile(LogFile const&) = delete;
    LogFile& operator=(LogFile const&) = delete;

    int descriptor() const { return descriptor_; }
    std::string text() const;

private:
    int descriptor_;
};

/// The code of what it failed with; `ok` when it did not.
template <typename T>
std::string code_of(base::Result<T> const& result)
{
    return result ? "ok" : result.error().code;
}

/// `pointer code` of each field that is wrong, with blanks between.
template <typename T>
std::string fields_of(base::Result<T> const& result)
{
    std::string text;
    if (result) return text;
    for (auto const& field : result.error().fields)
        text.append(text.empty() ? "" : " ").append(field.pointer).append(" ").append(field.code);
    return text;
}

/// A pizzeria with an owner, on the real SQLite store as it is served, in a folder that is in memory (/dev/shm where
/// there is one). What a test starts runs on the test's own thread.
class Shop : public testing::Test {
protected:
    Shop();
    ~Shop() override;

    /// Runs a task to its end.
    template <typename T>
    T run(base::Task<T> task)
    {
        auto result = boost::asio::co_spawn(context_, std::move(task), boost::asio::use_future);
        while (result.wait_for(std::chrono::seconds(0)) != std::future_status::ready) context_.run_one();
        return result.get();
    }

    domain::UserId new_user(std::string email = {}, bool is_admin = false);
    domain::BusinessId new_business(domain::UserId owner);

    /// Somebody on a new session.
    domain::Principal signed_in(domain::UserId user, std::optional<std::string> device = {});

    /// Somebody new who belongs to the pizzeria.
    domain::Principal member(domain::Role role);
    domain::Principal owner() { return signed_in(owner_); }
    domain::Principal staff() { return member(domain::Role::staff); }
    domain::Principal manager() { return member(domain::Role::manager); }
    domain::Principal stranger() { return signed_in(new_user()); }
    domain::Principal admin() { return signed_in(new_user({}, true)); }

    /// A channel of the pizzeria with a new API key.
    domain::Principal channel(domain::Scopes scopes);
    domain::Principal channel()
    {
        return channel(scopes_of({domain::Scope::orders_write, domain::Scope::orders_read}));
    }

    static domain::Principal whoever_runs_the_server() { return {domain::OperatorPrincipal{}, {}}; }
    static domain::Scopes scopes_of(std::initializer_list<domain::Scope> scopes);

    /// Two falafel wraps; valid.
    static domain::OrderContent wraps();

    /// Puts an order into the pizzeria's log; `posted_by` is the credential.
    domain::OrderId placed(domain::OrderContent content, std::string posted_by = "key_one");
    domain::OrderId placed() { return placed(wraps()); }
    void cancel(domain::OrderId order);

    domain::Order order(domain::OrderId id);
    domain::Business business(domain::BusinessId id);
    std::vector<ports::LogEntry> log_of(domain::BusinessId business);
    std::vector<domain::EventType> told(domain::BusinessId business);

    /// What was logged until now: JSON lines.
    std::string logged();

    /// Of a metric that there must be; of a histogram how often it was told something.
    std::uint64_t counter(std::string_view name, telemetry::Labels const& labels = {});
    std::int64_t gauge(std::string_view name, telemetry::Labels const& labels = {});
    std::uint64_t recorded(std::string_view name);

    Clock clock_;
    LogFile log_file_;
    telemetry::Log log_;
    telemetry::Registry registry_;
    std::unique_ptr<ports::TimeZones> zones_;
    std::filesystem::path folder_;
    boost::asio::io_context context_{1};  ///< Outlives the store, whose writer may still signal it after an answer.
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{context_.get_executor()};
    std::unique_ptr<ports::Store> store_;
    usecases::AccessTokens tokens_{{{"key", std::vector<std::uint8_t>(32)}}, std::chrono::minutes(15)};
    usecases::Access access_{store_->users(), store_->businesses(), store_->sessions(), store_->api_keys(), tokens_,
                             clock_};
    domain::UserId owner_;
    domain::BusinessId business_;

private:
    int next_key_ = 0;
};

}
