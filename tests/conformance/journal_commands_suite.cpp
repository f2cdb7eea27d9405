// SPDX-License-Identifier: Apache-2.0
#include "forms/order.hpp"
#include "stores.hpp"

#include <algorithm>
#include <set>

/// What the journal promises of every command alike.
namespace conformance {
namespace {

using namespace std::chrono_literals;
using domain::EventType;
using domain::OrderStatus;

/// A business with what a command needs to append something.
struct Scene {
    domain::BusinessId business;
    domain::OrderId order;
};

/// What comes of the command when it is asked for again, after it appended its event.
struct Again {
    std::optional<How> settled = {};
    std::optional<domain::Refusal> refused = {};  ///< Neither: it is said again, as another event.
};

struct Kind {
    std::string name;
    EventType event;
    Again again;
    std::function<domain::Command(Scene const&)> command;  ///< With fresh ids each time.
};

class JournalCommands : public StoreSuite {
protected:
    JournalCommands()
    {
        using domain::Refusal;
        kinds_ = {
            {"PlaceOrder", EventType::order_created, {How::replayed}, [this](Scene const& s) { return place(s); }},
            {"ChangeStatus",
             EventType::order_status_changed,
             {How::repeated},
             [this](Scene const& s) { return move(s.order, OrderStatus::pending, OrderStatus::confirmed); }},
            {"EditOrder", EventType::order_updated, {How::unchanged}, [this](Scene const& s) { return edit(s); }},
            {"FireClock",
             EventType::order_reminder,
             {How::not_due},
             [this](Scene const& s) { return domain::FireClock{event_id(), s.order, {}}; }},
            {"EraseCustomer",
             EventType::order_updated,
             {},
             [this](Scene const& s) { return domain::EraseCustomer{event_id(), s.order, {"usr_one", {}}}; }},
            {"ChangeBusiness",
             EventType::business_updated,
             {How::unchanged},
             [this](Scene const& s) { return rename(s.business, "Pizza Napoli"); }},
            {"AnnounceIntake",
             EventType::business_updated,
             {How::unchanged},
             [this](Scene const& s) { return domain::AnnounceIntake{event_id(), s.business}; }},
            {"RemoveBusiness",
             EventType::business_removed,
             {{}, Refusal::business_not_found},
             [this](Scene const& s) { return domain::RemoveBusiness{event_id(), s.business}; }},
            {"SendTest",
             EventType::system_message,
             {},
             [this](Scene const& s) { return domain::SendTest{event_id(), s.business}; }},
            {"RecordRestore",
             EventType::system_message,
             {},
             [this](Scene const& s) { return domain::RecordRestore{event_id(), s.business, clock_.now(), 2}; }},
        };
    }

    domain::EventId event_id() { return domain::EventId::make(clock_.now()); }

    /// One key for a scene: again it is the same order.
    domain::Command place(Scene const& scene)
    {
        auto order = order_for(scene.business);
        order.idempotency_key = "the key";
        return order;
    }

    domain::Command edit(Scene const& scene)
    {
        domain::EditOrder edit;
        edit.event_id = event_id();
        edit.order_id = scene.order;
        edit.patch.business_notes.emplace("window 2");
        edit.actor = {"usr_one", {}};
        return edit;
    }

    domain::Command rename(domain::BusinessId business, std::string name)
    {
        domain::ChangeBusiness change;
        change.event_id = event_id();
        change.business_id = business;
        change.patch.name = std::move(name);
        return change;
    }

    /// An order whose first reminder is due, and a pause that has ended.
    Scene scene_for(Kind const& kind)
    {
        Scene scene{new_business(), {}};
        domain::ChangeBusiness pause;
        pause.event_id = event_id();
        pause.business_id = scene.business;
        if (kind.name != "RemoveBusiness") scene.order = placed(scene.business).order->id;
        pause.patch.pause_until.emplace(clock_.now() + 20s);
        EXPECT_TRUE(is_appended(run(commit(std::move(pause)))));
        clock_.advance(40s);
        return scene;
    }

    std::vector<ports::LogEntry> told(domain::BusinessId business)
    {
        std::vector<ports::LogEntry> entries;
        for (auto const& event : listener_.events())
            if (event.business == business) entries.push_back(event.entry);
        return entries;
    }

    /// What is read says what was answered.
    void expect_read(Scene const& scene, ports::Decided const& decided)
    {
        if (decided.order) {
            auto const found = run(ports().orders.find(decided.order->id));
            ASSERT_TRUE(found);
            EXPECT_EQ(found->order.text, decided.order->text);
            auto const listed = run(ports().orders.list({.business = scene.business})).value();
            EXPECT_EQ(std::ranges::count(listed.orders, decided.order->text, &ports::StoredOrder::text), 1);
        }
        if (decided.business) {
            EXPECT_EQ(run(ports().businesses.find(scene.business)).value(), *decided.business);
        }
        auto const log = whole_log(scene.business);
        ASSERT_EQ(log.size(), decided.appended()->entry.seq);
        EXPECT_EQ(*log.back().text, *decided.appended()->entry.text);
    }

    std::vector<Kind> kinds_;
};

TEST_P(JournalCommands, AreAllHere)
{
    std::set<std::size_t> kinds;
    for (auto const& kind : kinds_) kinds.insert(kind.command(Scene()).index());
    EXPECT_EQ(kinds.size(), std::variant_size_v<domain::Command>);
}

TEST_P(JournalCommands, EachIsOneEventThereTogetherWithAllThatIsReadOfIt)
{
    for (auto const& kind : kinds_) {
        SCOPED_TRACE(kind.name);
        auto const scene = scene_for(kind);
        auto const before = told(scene.business).size();
        auto const decided = run(commit(kind.command(scene)));
        ASSERT_TRUE(is_appended(decided));
        auto const& entry = decided->appended()->entry;
        EXPECT_EQ(entry.seq, before + 1);
        EXPECT_EQ(entry.type, kind.event);
        auto const told_now = told(scene.business);
        ASSERT_EQ(told_now.size(), before + 1);
        EXPECT_EQ(*told_now.back().text, *entry.text);
        if (kind.event == EventType::business_removed) continue;
        expect_read(scene, *decided);
        reopen();
        expect_read(scene, *decided);
    }
}

TEST_P(JournalCommands, AskedForAgainEachDoesWhatItSays)
{
    for (auto const& kind : kinds_) {
        SCOPED_TRACE(kind.name);
        auto const scene = scene_for(kind);
        ASSERT_TRUE(is_appended(run(commit(kind.command(scene)))));
        auto const before = told(scene.business).size();
        auto const again = run(commit(kind.command(scene)));
        ASSERT_TRUE(again);
        bool const is_said_again = !kind.again.settled && !kind.again.refused;
        EXPECT_EQ(refusal(again), kind.again.refused);
        EXPECT_TRUE(!kind.again.settled || again->is_settled(*kind.again.settled));
        EXPECT_EQ(is_appended(again), is_said_again);
        EXPECT_EQ(told(scene.business).size(), before + (is_said_again ? 1 : 0));
    }
}

TEST_P(JournalCommands, WhatIsAskedManyTimesAtOnceHappensOnce)
{
    for (auto const& kind : kinds_) {
        if (!kind.again.settled && !kind.again.refused) continue;
        SCOPED_TRACE(kind.name);
        auto const scene = scene_for(kind);
        auto const before = told(scene.business).size();
        std::vector<base::Task<base::Result<ports::Decided>>> tasks;
        for (int i = 0; i < 12; ++i) tasks.push_back(commit(kind.command(scene)));
        auto const answers = run_all(std::move(tasks));
        EXPECT_EQ(std::ranges::count_if(answers, is_appended), 1);
        EXPECT_EQ(told(scene.business).size(), before + 1);
        for (auto const& answer : answers) EXPECT_TRUE(answer);
    }
}

TEST_P(JournalCommands, MixedAndAtOnceTheyTakeEverySeqOnce)
{
    auto const scene = scene_for(kinds_.front());
    std::vector<base::Task<base::Result<ports::Decided>>> tasks;
    for (int i = 0; i < 8; ++i) {
        for (auto const& kind : kinds_)
            if (kind.event != EventType::business_removed) tasks.push_back(commit(kind.command(scene)));
        tasks.push_back(commit(rename(scene.business, "Name " + std::to_string(i))));
        tasks.push_back(commit(order_for(scene.business)));
    }
    std::set<std::uint64_t> seqs{1, 2};
    for (auto const& answer : run_all(std::move(tasks))) {
        if (!is_appended(answer)) continue;
        EXPECT_TRUE(seqs.insert(answer->appended()->entry.seq).second);
    }
    auto const log = whole_log(scene.business);
    ASSERT_EQ(log.size(), seqs.size());
    for (std::size_t i = 0; i < log.size(); ++i) EXPECT_EQ(log[i].seq, i + 1);
    auto const told_all = told(scene.business);
    ASSERT_EQ(told_all.size(), log.size());
    for (std::size_t i = 0; i < log.size(); ++i) EXPECT_EQ(*told_all[i].text, *log[i].text);
}

TEST_P(JournalCommands, ARefusalShowsAnOrderAsItIsInTheLog)
{
    auto const scene = scene_for(kinds_.front());
    std::vector<base::Task<base::Result<ports::Decided>>> tasks;
    for (int i = 0; i < 20; ++i) {
        auto change = move(scene.order, static_cast<OrderStatus>(i % 3), static_cast<OrderStatus>(i % 3 + 1));
        change.actor.credential = "usr_" + std::to_string(i);
        tasks.push_back(commit(std::move(change)));
    }
    auto const answers = run_all(std::move(tasks));
    auto const log = whole_log(scene.business);
    for (auto const& answer : answers) {
        if (is_appended(answer)) continue;
        ASSERT_TRUE(refusal(answer));
        EXPECT_TRUE(std::ranges::any_of(
            log, [&](auto const& entry) { return entry.text->find(answer->order->text) != std::string::npos; }));
    }
}

TEST_P(JournalCommands, ABusinessIsRemovedOrTakesAnOrderNeverBoth)
{
    for (int i = 0; i < 10; ++i) {
        auto const business = new_business();
        std::vector<base::Task<base::Result<ports::Decided>>> tasks;
        for (int each = 0; each < 4; ++each) {
            tasks.push_back(commit(order_for(business)));
            tasks.push_back(commit(domain::RemoveBusiness{event_id(), business}));
        }
        auto const answers = run_all(std::move(tasks));
        bool const is_removed = told(business).back().type == EventType::business_removed;
        EXPECT_EQ(told(business).size(), is_removed ? 1U : 4U);
        for (std::size_t each = 0; each < answers.size(); ++each) {
            if (is_appended(answers[each])) continue;
            EXPECT_EQ(refusal(answers[each]),
                      is_removed ? domain::Refusal::business_not_found : domain::Refusal::has_open_orders);
        }
    }
}

TEST_P(JournalCommands, NothingFollowsTheRemovalOfABusiness)
{
    auto const scene = scene_for(kinds_.front());
    ASSERT_TRUE(is_appended(run(commit(move(scene.order, OrderStatus::pending, OrderStatus::cancelled)))));
    ASSERT_TRUE(is_appended(run(commit(domain::RemoveBusiness{event_id(), scene.business}))));
    auto const last = told(scene.business);
    EXPECT_EQ(last.back().type, EventType::business_removed);
    EXPECT_EQ(std::ranges::count(revocations_.all(), ports::Revocation{.business = scene.business}), 1);
    for (bool const is_reopened : {false, true}) {
        if (is_reopened) reopen();
        for (auto const& kind : kinds_) {
            SCOPED_TRACE(kind.name);
            auto const why = refusal(run(commit(kind.command(scene))));
            EXPECT_TRUE(why == domain::Refusal::business_not_found || why == domain::Refusal::order_not_found);
        }
        EXPECT_EQ(told(scene.business).size(), last.size());
        EXPECT_EQ(run(ports().businesses.find(scene.business)).error().code, "business_not_found");
        EXPECT_EQ(run(ports().log.position(scene.business)).error().kind, base::FailureKind::not_found);
        EXPECT_EQ(run(ports().businesses.role_of(owner_, scene.business)).value(), std::nullopt);
        EXPECT_TRUE(run(ports().businesses.list_of(owner_, 10, {}))->businesses.empty());
    }
}

RUN_ON_ALL_STORES(JournalCommands);

}
}
