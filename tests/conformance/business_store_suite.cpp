// SPDX-License-Identifier: Apache-2.0
#include "stores.hpp"

namespace conformance {
namespace {

class BusinessStore : public StoreSuite {
protected:
    domain::ChangeBusiness rename(domain::BusinessId business, std::string name)
    {
        domain::ChangeBusiness change;
        change.event_id = domain::EventId::make(clock_.now());
        change.business_id = business;
        change.patch.name = std::move(name);
        return change;
    }
};

TEST_P(BusinessStore, GivesBackWhatWasStored)
{
    auto business = business_named("مطعم بغداد");
    business.phone = "+9647801234567";
    business.address.city = "Baghdad";
    business.address.latitude = domain::Coordinate{333'152'000};
    business.currency = {"IQD", 0};
    business.timezone = "Asia/Baghdad";
    ASSERT_TRUE(run(ports().businesses.create(business, owner_)));
    EXPECT_EQ(run(ports().businesses.find(business.id)).value(), business);
    reopen();
    EXPECT_EQ(run(ports().businesses.find(business.id)).value(), business);
}

TEST_P(BusinessStore, KnowsItsOwnerAndNobodyElse)
{
    auto const business = new_business();
    EXPECT_EQ(run(ports().businesses.role_of(owner_, business)).value(), domain::Role::owner);
    EXPECT_EQ(run(ports().businesses.role_of(new_user(), business)).value(), std::nullopt);
    EXPECT_EQ(run(ports().businesses.role_of(owner_, domain::BusinessId::make(clock_.now()))).value(), std::nullopt);
}

TEST_P(BusinessStore, ListsTheUsersOwnNewestFirstInPages)
{
    std::vector<domain::BusinessId> ids;
    for (int i = 0; i < 5; ++i) {
        clock_.advance(std::chrono::milliseconds(1));
        ids.push_back(new_business());
    }
    new_business(new_user());
    auto const first = run(ports().businesses.list_of(owner_, 3, {})).value();
    ASSERT_EQ(first.businesses.size(), 3U);
    EXPECT_EQ(first.businesses.front().id, ids[4]);
    auto const second = run(ports().businesses.list_of(owner_, 3, first.next)).value();
    ASSERT_EQ(second.businesses.size(), 2U);
    EXPECT_EQ(second.businesses.back().id, ids[0]);
    EXPECT_FALSE(second.next);
    EXPECT_EQ(run(ports().businesses.list_of(owner_, 3, "x")).error().code, "cursor_unreadable");
}

TEST_P(BusinessStore, AChangeIsOneEventAndOneVersion)
{
    auto const business = new_business();
    auto const changed = *run(commit(rename(business, "Pizza Napoli")))->business;
    EXPECT_EQ(changed.name, "Pizza Napoli");
    EXPECT_EQ(changed.version, 2U);
    EXPECT_EQ(run(ports().businesses.find(business)).value(), changed);
    auto const log = whole_log(business);
    ASSERT_EQ(log.size(), 1U);
    EXPECT_EQ(log.front().type, domain::EventType::business_updated);
    EXPECT_NE(log.front().text->find("Pizza Napoli"), std::string::npos);
}

TEST_P(BusinessStore, AChangeOfNothingIsNoEvent)
{
    auto const business = new_business();
    EXPECT_EQ(run(commit(rename(business, "Pizza Roma")))->business->version, 1U);
    EXPECT_TRUE(whole_log(business).empty());
}

TEST_P(BusinessStore, AStaleVersionIsRefused)
{
    auto const business = new_business();
    auto change = rename(business, "One");
    change.if_version = 1;
    ASSERT_TRUE(is_appended(run(commit(change))));
    change.patch.name = "Two";
    EXPECT_EQ(refusal(run(commit(change))), domain::Refusal::business_changed);
    EXPECT_EQ(whole_log(business).size(), 1U);
}

TEST_P(BusinessStore, ParallelChangesAllCount)
{
    auto const business = new_business();
    std::vector<base::Task<base::Result<ports::Decided>>> tasks;
    for (int i = 0; i < 20; ++i) tasks.push_back(commit(rename(business, "Name " + std::to_string(i))));
    run_all(std::move(tasks));
    EXPECT_EQ(run(ports().businesses.find(business))->version, 21U);
    EXPECT_EQ(whole_log(business).size(), 20U);
}

TEST_P(BusinessStore, AnUnknownOneIsNotFound)
{
    auto const unknown = domain::BusinessId::make(clock_.now());
    EXPECT_EQ(run(ports().businesses.find(unknown)).error().code, "business_not_found");
    EXPECT_EQ(refusal(run(commit(rename(unknown, "x")))), domain::Refusal::business_not_found);
}

RUN_ON_ALL_STORES(BusinessStore);

}
}
