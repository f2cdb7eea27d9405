// SPDX-License-Identifier: Apache-2.0
#include "usecases/device_watch.hpp"

#include "adapters/local/local.hpp"
#include "stores.hpp"

/// The watch over businesses that nobody listens to, on a real store: time and devices are the test's.
namespace conformance {
namespace {

using namespace std::chrono_literals;

/// A mail server's end that keeps what it is given.
class Postbox final : public ports::Mailer {
public:
    bool is_configured() const override { return is_there; }
    std::optional<Attempted> last_attempt() const override { return {}; }
    base::Result<void> send(ports::Mail mail) override
    {
        mails.push_back(std::move(mail));
        return {};
    }

    bool is_there = true;
    std::vector<ports::Mail> mails;
};

/// One device listens, to one business.
class Attendant final : public ports::Presence {
public:
    base::Task<base::Result<std::vector<ports::PresentDevice>>> at(domain::BusinessId) override
    {
        co_return std::vector<ports::PresentDevice>(1);
    }
    std::size_t listening(domain::BusinessId business) const override { return business == attended ? 1 : 0; }

    domain::BusinessId attended;
};

class DeviceWatch : public StoreSuite {
protected:
    DeviceWatch()
        : watch_(ports().businesses, whole().memberships(), links_, *zones_, clock_, presence_, 60s, log_, registry_)
    {
    }

    /// One round over all businesses.
    void look()
    {
        while (run(watch_.tick()) < 100ms) {}
    }

    void pass(std::chrono::seconds time)
    {
        clock_.advance(time);
        look();
    }

    std::int64_t told() { return registry_.gauge("businesses_without_device", "").value(); }

    void set_open(domain::BusinessId business, bool is_open)
    {
        domain::ChangeBusiness change;
        change.event_id = domain::EventId::make(clock_.now());
        change.patch.intake_open = is_open;
        change.business_id = business;
        ASSERT_TRUE(is_appended(run(commit(std::move(change)))));
    }

    std::unique_ptr<ports::TimeZones> zones_ = adapters::local::make_time_zones();
    telemetry::Log log_;
    telemetry::Registry registry_;
    Attendant presence_;
    Postbox postbox_;
    usecases::Links links_{postbox_, "https://orders.example.org", usecases::Links::WithoutMail::nowhere, log_};
    usecases::DeviceWatch watch_;
};

TEST_P(DeviceWatch, TellsAfterAMinuteThatNobodyListens)
{
    auto const alone = new_business();
    presence_.attended = new_business();
    look();
    pass(59s);
    EXPECT_FALSE(watch_.has_no_device(alone));
    EXPECT_EQ(told(), 0);
    pass(1s);
    EXPECT_TRUE(watch_.has_no_device(alone));
    EXPECT_FALSE(watch_.has_no_device(presence_.attended));
    EXPECT_EQ(told(), 1);
}

TEST_P(DeviceWatch, ADeviceThatListensEndsTheOutageAtOnce)
{
    auto const business = new_business();
    look();
    pass(60s);
    EXPECT_TRUE(watch_.has_no_device(business));
    presence_.attended = business;
    EXPECT_FALSE(watch_.has_no_device(business));
    look();
    EXPECT_EQ(told(), 0);
    presence_.attended = {};
    EXPECT_FALSE(watch_.has_no_device(business)) << "the next outage begins";
    look();
    pass(60s);
    EXPECT_TRUE(watch_.has_no_device(business));
}

TEST_P(DeviceWatch, ABusinessThatTakesNoOrdersNeedsNoDevice)
{
    auto const business = new_business();
    set_open(business, false);
    look();
    pass(120s);
    EXPECT_FALSE(watch_.has_no_device(business));
    set_open(business, true);
    look();
    pass(59s);
    EXPECT_FALSE(watch_.has_no_device(business)) << "the minute counts from the opening";
    pass(1s);
    EXPECT_TRUE(watch_.has_no_device(business));
}

TEST_P(DeviceWatch, EveryOutageIsOneMailToTheOwner)
{
    auto const business = new_business();
    look();
    pass(60s);
    pass(60s);
    ASSERT_EQ(postbox_.mails.size(), 1U);
    auto const owner = run(whole().memberships().list_of(business))->front();
    EXPECT_EQ(postbox_.mails[0].to, owner.email);
    EXPECT_NE(postbox_.mails[0].text.find("https://orders.example.org/"), std::string::npos);

    presence_.attended = business;
    look();
    presence_.attended = {};
    look();
    pass(60s);
    EXPECT_EQ(postbox_.mails.size(), 2U);
}

TEST_P(DeviceWatch, WithoutAMailServerNobodyIsWrittenTo)
{
    postbox_.is_there = false;
    new_business();
    look();
    pass(60s);
    EXPECT_EQ(told(), 1);
    EXPECT_TRUE(postbox_.mails.empty());
}

TEST_P(DeviceWatch, LooksAtEveryBusiness)
{
    for (int i = 0; i < 250; ++i) new_business();
    look();
    pass(60s);
    EXPECT_EQ(told(), 250);
}

RUN_ON_WHOLE_STORES(DeviceWatch);

}
}
