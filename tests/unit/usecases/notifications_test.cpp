// SPDX-License-Identifier: Apache-2.0
#include "usecases/notifications.hpp"

#include "fakes.hpp"
#include "shop.hpp"

namespace {

using domain::EventType;
using shop::code_of;

class Notifications : public shop::Shop {
protected:
    std::vector<domain::EventId> events()
    {
        std::vector<domain::EventId> ids;
        for (auto const& entry : log_of(business_)) {
            auto const text = *entry.text;
            auto const begin = text.find("\"id\":\"") + 6;
            ids.push_back(domain::EventId::parse(text.substr(begin, text.find('"', begin) - begin)).value());
        }
        return ids;
    }

    std::uint64_t unread() { return run(notifications_.count_unread(owner_there_, business_)).value().unread; }

    /// What each thing that one can do comes to.
    std::vector<std::string> all_by(domain::Principal const& caller, domain::BusinessId business, domain::EventId event)
    {
        return {code_of(run(notifications_.count_unread(caller, business))),
                code_of(run(notifications_.mark_read(caller, business, event))),
                code_of(run(notifications_.mark_read_up_to(caller, business, event))),
                code_of(run(notifications_.remove(caller, business, event))),
                code_of(run(notifications_.send_test(caller, business)))};
    }

    shop::FailingJournal journal_{store_->journal()};
    usecases::Notifications notifications_{store_->notifications(), journal_, access_, clock_};
    domain::Principal owner_there_ = owner();
};

TEST_F(Notifications, MarksAreOfTheBusinessNotOfOnePerson)
{
    placed();
    placed();
    auto const worker = staff();
    EXPECT_EQ(run(notifications_.mark_read(worker, business_, events()[0])).value().unread, 1U);
    EXPECT_EQ(unread(), 1U);
}

TEST_F(Notifications, EverythingUpToOneIsReadAtOnce)
{
    for (int i = 0; i < 3; ++i) placed();
    EXPECT_EQ(run(notifications_.mark_read_up_to(owner_there_, business_, events()[1])).value().unread, 1U);
}

TEST_F(Notifications, WhatIsRemovedCountsAsRead)
{
    placed();
    placed();
    EXPECT_EQ(run(notifications_.remove(owner_there_, business_, events()[1])).value().unread, 1U);
    EXPECT_EQ(log_of(business_).size(), 2U);
}

TEST_F(Notifications, AChannelHasNoMarksEvenOfItsOwnOrders)
{
    auto const key = channel();
    placed(wraps(), key.actor().credential);
    EXPECT_EQ(all_by(key, business_, events()[0]), std::vector<std::string>(5, "forbidden"));
    EXPECT_EQ(unread(), 1U);
    EXPECT_EQ(log_of(business_).size(), 1U);
}

TEST_F(Notifications, AStrangerDoesNotLearnThatTheBusinessIsThere)
{
    placed();
    EXPECT_EQ(all_by(stranger(), business_, events()[0]), std::vector<std::string>(5, "business_not_found"));
    EXPECT_EQ(unread(), 1U);
}

TEST_F(Notifications, OneOfAnotherBusinessIsNotFound)
{
    placed();
    auto const other = new_business(owner_);
    auto const codes = all_by(owner_there_, other, events()[0]);
    for (auto i = 1U; i < 4; ++i) EXPECT_EQ(codes[i], "notification_not_found");
    EXPECT_EQ(unread(), 1U);
}

TEST_F(Notifications, ATestStandsInTheLogAsItWasAnswered)
{
    auto const sent = run(notifications_.send_test(staff(), business_)).value();
    EXPECT_EQ(sent.type, EventType::system_message);
    ASSERT_EQ(told(business_), std::vector{EventType::system_message});
    EXPECT_EQ(*log_of(business_)[0].text, *sent.text);
    EXPECT_EQ(unread(), 1U);
}

TEST_F(Notifications, ATestThatCannotBeStoredIsAFailure)
{
    journal_.failures = 1;
    EXPECT_EQ(code_of(run(notifications_.send_test(owner_there_, business_))), "store_failed");
    EXPECT_TRUE(log_of(business_).empty());
}

}
