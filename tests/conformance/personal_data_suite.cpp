// SPDX-License-Identifier: Apache-2.0
#include "forms/order.hpp"
#include "stores.hpp"

#include <algorithm>
#include <mutex>

namespace conformance {
namespace {

using domain::OrderStatus;

class Rewrites final : public ports::RewriteListener {
public:
    void rewritten(domain::BusinessId business) override
    {
        std::scoped_lock const lock(mutex_);
        businesses_.push_back(business);
    }
    bool has(domain::BusinessId business) const
    {
        std::scoped_lock const lock(mutex_);
        return std::ranges::find(businesses_, business) != businesses_.end();
    }

private:
    mutable std::mutex mutex_;
    std::vector<domain::BusinessId> businesses_;
};

class PersonalData : public StoreSuite {
protected:
    PersonalData() { ports().feed.add(rewrites_); }

    domain::OrderId placed_by(domain::BusinessId business, std::string phone)
    {
        auto order = order_for(business);
        order.content.customer_phone = std::move(phone);
        order.content.notes = "the dog bites";
        order.fingerprint = forms::fingerprint(order.content);
        posts_.push_back(order);
        auto const placed = run(commit(std::move(order)));
        EXPECT_TRUE(placed);
        return placed->order->id;
    }

    void cancel(domain::OrderId order)
    {
        EXPECT_TRUE(run(commit(move(order, OrderStatus::pending, OrderStatus::cancelled))));
    }

    void edit(domain::OrderId order, std::string notes)
    {
        domain::EditOrder command{domain::EventId::make(clock_.now()), order, {}, {}, {"usr_one", {}}};
        command.patch.business_notes = std::optional(std::move(notes));
        EXPECT_TRUE(run(commit(std::move(command))));
    }

    std::size_t anonymise(domain::OrderId order)
    {
        auto const changed = run(whole().personal_data().anonymise(order));
        EXPECT_TRUE(changed) << changed.error().code;
        return changed.value_or(0);
    }

    std::vector<domain::OrderId> all(domain::Customer const& customer, std::optional<domain::BusinessId> business = {})
    {
        return every_page(
            [&](domain::OrderId after) { return whole().personal_data().find(customer, business, after); });
    }

    std::vector<domain::OrderId> unchanged_for(std::chrono::seconds age)
    {
        auto const before = clock_.now() - age;
        return every_page([&](domain::OrderId after) { return whole().personal_data().find_unchanged(before, after); });
    }

    template <typename Find>
    std::vector<domain::OrderId> every_page(Find find)
    {
        std::vector<domain::OrderId> orders;
        for (std::optional<domain::OrderId> after{domain::OrderId{}}; after;) {
            auto const page = run(find(*after)).value();
            for (auto const& found : page.orders) orders.push_back(found.order);
            after = page.next;
        }
        return orders;
    }

    domain::Order stored(domain::OrderId order)
    {
        return forms::parse_stored_order(run(ports().orders.find(order))->order.text).value();
    }

    /// How many entries of the log hold this text.
    std::size_t holding(domain::BusinessId business, std::string_view text)
    {
        auto const log = whole_log(business);
        return static_cast<std::size_t>(std::ranges::count_if(
            log, [text](auto const& entry) { return entry.text->find(text) != std::string::npos; }));
    }

    Rewrites rewrites_;
    std::vector<domain::PlaceOrder> posts_;
    domain::Actor const by_{"operator", {}};
};

TEST_P(PersonalData, FindsTheOrdersOfACustomerInOneBusinessOrInAll)
{
    auto const one = new_business();
    auto const other = new_business();
    std::vector<domain::OrderId> of_one, of_all;
    for (int i = 0; i < 450; ++i) {
        bool const is_theirs = i % 3 == 0;
        auto const business = i % 2 == 0 ? one : other;
        auto const order = placed_by(business, is_theirs ? "+9647700000001" : "9647700000002");
        if (is_theirs) of_all.push_back(order);
        if (is_theirs && business == one) of_one.push_back(order);
    }
    auto const sorted = [](auto orders) {
        std::ranges::sort(orders);
        return orders;
    };
    EXPECT_EQ(all({.phone = "964 770 000 0001", .email = {}, .customer_id = {}}), sorted(of_all));
    EXPECT_EQ(all({.phone = "+9647700000001", .email = {}, .customer_id = {}}, one), sorted(of_one));
    EXPECT_TRUE(all({.phone = "+9647700000003", .email = {}, .customer_id = {}}).empty());

    auto const unknown = domain::BusinessId::make(clock_.now());
    EXPECT_EQ(run(whole().personal_data().find({}, unknown, {})).error().kind, base::FailureKind::not_found);
}

TEST_P(PersonalData, IsTakenOutOfEveryEventAndNothingElseChanges)
{
    auto const business = new_business();
    auto const order = placed_by(business, "+9647700000001");
    auto const other = placed_by(business, "+9647700000002");
    edit(order, "ring Layla twice");
    auto change = move(order, OrderStatus::pending, OrderStatus::cancelled);
    change.reason = domain::Reason{"rejected_address", "Layla has moved"};
    ASSERT_TRUE(run(commit(change)));
    auto const before = stored(order);
    auto const log = whole_log(business);
    auto const place = run(ports().log.position(business)).value();

    EXPECT_EQ(run(whole().personal_data().count_events(order)).value(), 3U);
    EXPECT_EQ(anonymise(order), 3U);

    EXPECT_EQ(stored(order), domain::anonymised(before));
    EXPECT_EQ(run(ports().log.position(business)).value(), place) << "no event tells of a closed order";
    auto const after = whole_log(business);
    ASSERT_EQ(after.size(), log.size());
    for (std::size_t i = 0; i < log.size(); ++i) EXPECT_EQ(after[i].seq, log[i].seq);
    EXPECT_EQ(*after[1].text, *log[1].text) << "another customer's";
    EXPECT_EQ(holding(business, "+9647700000001"), 0U);
    EXPECT_EQ(holding(business, "the dog bites"), 1U);
    EXPECT_EQ(holding(business, "Layla twice"), 0U);
    EXPECT_EQ(holding(business, "Layla has moved"), 0U) << "neither in the order nor in the message";
    EXPECT_TRUE(rewrites_.has(business));
    EXPECT_EQ(stored(other).content.customer_phone, "+9647700000002");

    EXPECT_EQ(anonymise(order), 0U) << "the same again changes nothing";
    reopen();
    EXPECT_EQ(stored(order), domain::anonymised(before));
}

TEST_P(PersonalData, OfAnOpenOrderIsTakenOutWithAnEventThatSaysSo)
{
    auto const business = new_business();
    auto const order = placed_by(business, "+9647700000001");
    auto const before = stored(order);
    EXPECT_EQ(anonymise(order), 1U);
    EXPECT_EQ(holding(business, "+9647700000001"), 0U);
    EXPECT_EQ(whole_log(business).size(), 1U);
    reopen();
    EXPECT_EQ(run(whole().personal_data().untold(10)).value(), std::vector{order}) << "whoever crashed here goes on";
    ASSERT_TRUE(is_appended(run(commit(domain::EraseCustomer{domain::EventId::make(clock_.now()), order, by_}))));
    EXPECT_TRUE(run(whole().personal_data().untold(10)).value().empty());

    auto const log = whole_log(business);
    ASSERT_EQ(log.size(), 2U);
    EXPECT_EQ(log.back().type, domain::EventType::order_updated);
    auto const after = stored(order);
    EXPECT_EQ(after.version, before.version + 1);
    EXPECT_EQ(after.status, OrderStatus::pending);
    EXPECT_EQ(after.edits.back().by, by_);
    cancel(order);
    EXPECT_EQ(stored(order).status, OrderStatus::cancelled);
    EXPECT_EQ(anonymise(order), 0U);
}

TEST_P(PersonalData, IsTakenOutOfAnOrderOfManyEventsAndOfTrimmedOnes)
{
    auto const business = new_business();
    auto const order = placed_by(business, "+9647700000001");
    for (int i = 0; i < 130; ++i) edit(order, "note " + std::to_string(i));
    cancel(order);
    auto const trimmed = placed_by(business, "+9647700000001");
    cancel(trimmed);
    EXPECT_EQ(anonymise(order), 132U);
    EXPECT_EQ(holding(business, "+9647700000001"), 2U);

    clock_.advance(std::chrono::days(8));
    placed(business);
    run(ports().log.trim(clock_.now() - std::chrono::days(7))).value();
    EXPECT_EQ(anonymise(trimmed), 1U) << "what is kept for the order's sake";
    EXPECT_EQ(stored(trimmed).content.customer_phone, "");
}

TEST_P(PersonalData, OfAnUnknownOrderIsNotFound)
{
    auto const unknown = domain::OrderId::make(clock_.now());
    EXPECT_EQ(run(whole().personal_data().count_events(unknown)).error().kind, base::FailureKind::not_found);
    EXPECT_EQ(run(whole().personal_data().anonymise(unknown)).error().kind, base::FailureKind::not_found);
}

TEST_P(PersonalData, OnceTakenOutARepetitionOfThePostMakesNoOtherOrder)
{
    auto const business = new_business();
    auto const order = placed_by(business, "+9647700000001");
    cancel(order);
    anonymise(order);
    for (int i = 0; i < 2; ++i) {
        auto const again = run(commit(posts_.front())).value();
        EXPECT_TRUE(again.is_settled(How::replayed));
        EXPECT_EQ(again.order->id, order);
        EXPECT_EQ(again.order->text.find("964770"), std::string::npos);
        reopen();
    }
}

TEST_P(PersonalData, IsOldWhenTheOrderIsClosedAndHasNotChangedSince)
{
    auto const business = new_business();
    auto const old = placed_by(business, "+9647700000001");
    auto const open = placed_by(business, "+9647700000001");
    auto const changed = placed_by(business, "+9647700000001");
    cancel(old);
    clock_.advance(std::chrono::hours(30));
    cancel(changed);
    auto const fresh = placed_by(business, "+9647700000001");
    cancel(fresh);

    EXPECT_EQ(unchanged_for(std::chrono::hours(24)), std::vector{old});
    anonymise(old);
    EXPECT_TRUE(unchanged_for(std::chrono::hours(24)).empty()) << "it is not found twice";
    clock_.advance(std::chrono::hours(30));
    EXPECT_EQ(unchanged_for(std::chrono::hours(24)), (std::vector{changed, fresh}));

    edit(old, "somebody called");
    clock_.advance(std::chrono::hours(30));
    EXPECT_EQ(unchanged_for(std::chrono::hours(24)).front(), old) << "it may hold personal data again";
    EXPECT_EQ(stored(open).content.notes, "the dog bites");
}

TEST_P(PersonalData, IsTakenOutOfOrdersThatChangeAtTheSameTime)
{
    auto const business = new_business();
    std::vector<domain::OrderId> orders;
    for (int i = 0; i < 20; ++i) orders.push_back(placed_by(business, "+9647700000001"));
    std::vector<base::Task<base::Result<std::size_t>>> erasures;
    std::vector<std::future<base::Result<ports::Decided>>> changes;
    for (auto const order : orders) {
        erasures.push_back(whole().personal_data().anonymise(order));
        changes.push_back(spawn(commit(move(order, OrderStatus::pending, OrderStatus::confirmed))));
    }
    for (auto const& done : run_all(std::move(erasures))) EXPECT_TRUE(done);
    for (auto& change : changes) EXPECT_TRUE(change.get());
    EXPECT_EQ(holding(business, "+9647700000001"), 0U);
    for (auto const order : orders) EXPECT_EQ(stored(order).status, OrderStatus::confirmed);
}

TEST_P(PersonalData, IsGoneFromTheFilesAfterAPurge)
{
    auto const business = new_business();
    std::vector<domain::OrderId> orders;
    for (int i = 0; i < 300; ++i) {
        auto const order = placed_by(business, "+9647700000001");
        // From a few hundred bytes to several pages of the file.
        if (i % 4 != 0) edit(order, std::string(static_cast<std::size_t>(i) * 7, 'x') + "+9647700000001");
        cancel(order);
        orders.push_back(order);
        if (i == 150) clock_.advance(std::chrono::days(8));
    }
    ASSERT_NE(store_->bytes().find("9647700000001"), std::string::npos);

    run(ports().log.trim(clock_.now() - std::chrono::days(7))).value();
    for (auto const order : orders) anonymise(order);
    ASSERT_TRUE(run(whole().personal_data().purge()));
    EXPECT_EQ(store_->bytes().find("9647700000001"), std::string::npos);
}

RUN_ON_WHOLE_STORES(PersonalData);

}
}
