// SPDX-License-Identifier: Apache-2.0
#include "stores.hpp"

namespace conformance {
namespace {

/// Listeners that note who was told, in one list for all of them.
class Told {
public:
    void note(std::string who)
    {
        std::scoped_lock const lock(mutex_);
        told_.push_back(std::move(who));
    }
    std::vector<std::string> all() const
    {
        std::scoped_lock const lock(mutex_);
        return told_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> told_;
};

class Ear final : public ports::CommitListener, public ports::RevocationListener, public ports::MarkListener {
public:
    Ear(std::string name, Told& told) : name_(std::move(name)), told_(told) {}

    void committed(std::span<Committed const> events) override
    {
        for (auto const& event : events) told_.note(name_ + std::to_string(event.entry.seq));
    }
    void revoked(std::span<ports::Revocation const> revocations) override
    {
        for (std::size_t i = 0; i < revocations.size(); ++i) told_.note(name_ + " revoked");
    }
    void marked(std::span<Marked const> businesses) override
    {
        for (auto const& each : businesses) told_.note(name_ + " marked " + std::to_string(each.marks.version));
    }

private:
    std::string name_;
    Told& told_;
};

class StoreFeed : public StoreSuite {
protected:
    StoreFeed() { listen_all(); }

    void listen_all()
    {
        for (auto* ear : {&first_, &second_, &third_}) {
            ports().feed.add(static_cast<ports::CommitListener&>(*ear));
            ports().feed.add(static_cast<ports::RevocationListener&>(*ear));
            ports().feed.add(static_cast<ports::MarkListener&>(*ear));
        }
    }

    domain::SendTest test(domain::BusinessId business) { return {domain::EventId::make(clock_.now()), business}; }

    Told told_;
    Ear first_{"a", told_}, second_{"b", told_}, third_{"c", told_};
};

using Names = std::vector<std::string>;

TEST_P(StoreFeed, TellsEveryListenerInTheOrderOfRegistration)
{
    auto const business = new_business();
    auto const sent = test(business);
    ASSERT_TRUE(is_appended(run(commit(sent))));
    ASSERT_TRUE(run(ports().notifications.mark_read(business, sent.event_id)));
    ASSERT_TRUE(is_appended(run(commit(domain::RemoveBusiness{domain::EventId::make(clock_.now()), business}))));
    EXPECT_EQ(told_.all(), (Names{"a1", "b1", "c1", "a marked 1", "b marked 1", "c marked 1", "a2", "b2", "c2",
                                  "a revoked", "b revoked", "c revoked"}));
}

TEST_P(StoreFeed, HasToldAllBeforeWhoeverAskedIsAnswered)
{
    auto const business = new_business();
    auto const ask = [this, business]() -> base::Task<bool> {
        auto const decided = co_await commit(test(business));
        auto const seq = std::to_string(decided->appended()->entry.seq);
        auto const told = told_.all();
        for (auto const* const who : {"a", "b", "c"})
            if (std::ranges::count(told, who + seq) != 1) co_return false;
        co_return true;
    };
    std::vector<base::Task<bool>> tasks;
    for (int i = 0; i < 60; ++i) tasks.push_back(ask());
    for (bool const was_told : run_all(std::move(tasks))) EXPECT_TRUE(was_told);
}

TEST_P(StoreFeed, TellsEachListenerEveryEventOnceAndInOrder)
{
    auto const business = new_business();
    std::vector<base::Task<base::Result<ports::Decided>>> tasks;
    for (int i = 0; i < 60; ++i) tasks.push_back(commit(test(business)));
    run_all(std::move(tasks));
    Names expected;
    for (int seq = 1; seq <= 60; ++seq) expected.push_back("b" + std::to_string(seq));
    Names of_second;
    for (auto const& each : told_.all())
        if (each.front() == 'b') of_second.push_back(each);
    EXPECT_EQ(of_second, expected);
}

TEST_P(StoreFeed, TellsNothingOfWhatChangedNothing)
{
    auto const business = new_business();
    domain::ChangeBusiness change;
    change.event_id = domain::EventId::make(clock_.now());
    change.business_id = business;
    change.patch.name = "Pizza Roma";
    ASSERT_TRUE(run(commit(change))->is_settled(How::unchanged));
    EXPECT_TRUE(told_.all().empty());
}

TEST_P(StoreFeed, AReopenedStoreGoesOnWithTheNextEvent)
{
    auto const business = new_business();
    ASSERT_TRUE(is_appended(run(commit(test(business)))));
    reopen();
    listen_all();
    ASSERT_TRUE(is_appended(run(commit(test(business)))));
    EXPECT_EQ(told_.all(), (Names{"a1", "b1", "c1", "a2", "b2", "c2"}));
}

RUN_ON_ALL_STORES(StoreFeed);

}
}
