// SPDX-License-Identifier: Apache-2.0
#include "usecases/service_health.hpp"

#include "fakes.hpp"
#include "shop.hpp"

namespace {

using namespace std::chrono_literals;

/// Cannot be read while the test says so.
class FailingLog final : public ports::EventLog {
public:
    explicit FailingLog(ports::EventLog& log) : log_(log) {}

    base::Task<base::Result<ports::LogPosition>> position(domain::BusinessId business) override
    {
        if (is_failing) co_return shop::in_trouble();
        co_return co_await log_.position(business);
    }
    base::Task<base::Result<ports::LogPage>> read(domain::BusinessId business, std::uint64_t after,
                                                  std::size_t max_events, std::size_t max_bytes) override
    {
        return log_.read(business, after, max_events, max_bytes);
    }
    base::Task<base::Result<std::size_t>> trim(base::Instant before) override { return log_.trim(before); }

    bool is_failing = false;

private:
    ports::EventLog& log_;
};

class ServiceHealth : public shop::Shop {
protected:
    ServiceHealth() { readiness_.set_store(true); }

    usecases::ServiceHealth::Health look() { return run(health_.look()); }

    FailingLog event_log_{store_->log()};
    shop::Mailbox mailbox_;
    telemetry::Readiness readiness_;
    usecases::ServiceHealth health_{event_log_, mailbox_, readiness_, clock_};
};

TEST_F(ServiceHealth, AServerThatDoesItsWorkIsOk)
{
    auto const health = look();
    EXPECT_TRUE(health.is_healthy);
    EXPECT_EQ(health.status, "ok");
    EXPECT_EQ(health.store.status, "ok");
    EXPECT_EQ(health.mail.status, "not_used_yet");
    EXPECT_EQ(health.at, clock_.now());
}

TEST_F(ServiceHealth, AStoreThatTakesNoWritesMakesItUnavailable)
{
    readiness_.set_store(false);
    auto const health = look();
    EXPECT_FALSE(health.is_healthy);
    EXPECT_EQ(health.status, "unavailable");
    EXPECT_EQ(health.store.status, "read_only");
}

TEST_F(ServiceHealth, AStoreThatCannotBeReadMakesItUnavailable)
{
    event_log_.is_failing = true;
    auto const health = look();
    EXPECT_EQ(health.status, "unavailable");
    EXPECT_EQ(health.store.status, "unavailable");
}

TEST_F(ServiceHealth, AServerThatDrainsIsUnavailableAlthoughItsStoreIsWell)
{
    readiness_.set_draining();
    auto const health = look();
    EXPECT_TRUE(health.is_draining);
    EXPECT_EQ(health.status, "unavailable");
    EXPECT_TRUE(health.store.is_healthy);
}

TEST_F(ServiceHealth, MailsThatFailOnlyDegradeIt)
{
    mailbox_.attempted = {.was_taken = false, .took = 7ms};
    auto const health = look();
    EXPECT_TRUE(health.is_healthy);
    EXPECT_EQ(health.status, "degraded");
    EXPECT_EQ(health.mail.status, "failing");
    EXPECT_EQ(health.mail.response_time, 7ms);
}

TEST_F(ServiceHealth, NoMailServerIsNoFault)
{
    mailbox_.is_there = false;
    mailbox_.attempted = {.was_taken = false, .took = 7ms};
    EXPECT_EQ(look().status, "ok");
    EXPECT_EQ(look().mail.status, "not_configured");
}

}
