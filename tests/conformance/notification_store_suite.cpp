// SPDX-License-Identifier: Apache-2.0
#include "stores.hpp"

#include <algorithm>
#include <random>
#include <set>

namespace conformance {
namespace {

using domain::EventType;
using ports::NotificationQuery;
using ports::ReadMarks;
using ports::UnreadCount;

/// Remembers the latest marks of each business.
class Marks final : public ports::MarkListener {
public:
    void marked(std::span<Marked const> businesses) override
    {
        std::scoped_lock const lock(mutex_);
        told_.insert(told_.end(), businesses.begin(), businesses.end());
    }
    std::vector<Marked> told() const
    {
        std::scoped_lock const lock(mutex_);
        return told_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<Marked> told_;
};

class NotificationStore : public StoreSuite {
protected:
    NotificationStore() { ports().feed.add(marks_); }

    ports::NotificationStore& store() { return ports().notifications; }

    domain::EventId sent(domain::BusinessId business)
    {
        auto const id = domain::EventId::make(clock_.now());
        EXPECT_TRUE(is_appended(run(commit(domain::SendTest{id, business}))));
        return id;
    }

    std::vector<domain::EventId> sent(domain::BusinessId business, std::size_t count)
    {
        std::vector<domain::EventId> ids;
        for (std::size_t i = 0; i < count; ++i) ids.push_back(sent(business));
        return ids;
    }

    ports::NotificationPage read(NotificationQuery query) { return run(store().read(std::move(query))).value(); }

    UnreadCount counted(domain::BusinessId business) { return run(store().count_unread(business)).value(); }

    std::size_t trim() { return run(ports().log.trim(clock_.now() - std::chrono::days(7))).value(); }

    Marks marks_;
};

std::vector<std::uint64_t> seqs(ports::NotificationPage const& page)
{
    std::vector<std::uint64_t> result;
    for (auto const& each : page.notifications) result.push_back(each.seq);
    return result;
}

using Seqs = std::vector<std::uint64_t>;

TEST_P(NotificationStore, OfAnUnknownBusinessIsNotFound)
{
    auto const unknown = domain::BusinessId::make(clock_.now());
    auto const event = sent(new_business());
    using enum base::FailureKind;
    EXPECT_EQ(run(store().read({.business = unknown})).error().kind, not_found);
    EXPECT_EQ(run(store().count_unread(unknown)).error().kind, not_found);
    EXPECT_EQ(run(store().mark_read(unknown, event)).error().code, "business_not_found");
    EXPECT_EQ(run(store().marks(unknown)).error().kind, not_found);
}

TEST_P(NotificationStore, FindsAnEventByItsIdInItsOwnLogOnly)
{
    auto const business = new_business();
    auto const foreign = sent(new_business());
    auto const order = order_for(business);
    ASSERT_TRUE(run(commit(order)));
    for (auto const& id : {foreign, domain::EventId::make(clock_.now()), domain::EventId{}}) {
        EXPECT_EQ(run(store().mark_read(business, id)).error().code, "notification_not_found");
        EXPECT_EQ(run(store().mark_read_up_to(business, id)).error().code, "notification_not_found");
        EXPECT_EQ(run(store().remove(business, id)).error().code, "notification_not_found");
    }
    EXPECT_EQ(run(store().mark_read(business, order.event_id)), (UnreadCount{0, 1}));
    reopen();
    EXPECT_EQ(run(store().remove(business, order.event_id)), (UnreadCount{0, 2}));
}

TEST_P(NotificationStore, SendsAnEventOfTheLog)
{
    auto const business = new_business();
    auto const sent = run(commit(domain::SendTest{domain::EventId::make(clock_.now()), business})).value();
    auto const entry = sent.appended()->entry;
    EXPECT_EQ(entry.type, EventType::system_message);
    auto const log = whole_log(business);
    ASSERT_EQ(log.size(), 1U);
    EXPECT_EQ(*log.front().text, *entry.text);
    EXPECT_EQ(*listener_.events().back().entry.text, *entry.text);
}

TEST_P(NotificationStore, ReadsTheNewestWithinItsLimits)
{
    auto const business = new_business();
    auto const ids = sent(business, 6);
    EXPECT_EQ(seqs(read({.business = business, .max_events = 4})), (Seqs{3, 4, 5, 6}));
    EXPECT_EQ(seqs(read({.business = business, .max_bytes = 1})), (Seqs{6})) << "the first comes however large it is";
    ASSERT_TRUE(run(store().remove(business, ids[4])));
    EXPECT_EQ(seqs(read({.business = business, .max_events = 2})), (Seqs{4, 6}));
    EXPECT_EQ(seqs(read({.business = business, .max_events = 2, .with_deleted = true})), (Seqs{5, 6}));
    EXPECT_EQ(seqs(read({.business = new_business()})), Seqs());
}

TEST_P(NotificationStore, ReadsWhatFollowsAndSaysHowFarItLooked)
{
    auto const business = new_business();
    auto const ids = sent(business, 6);
    ASSERT_TRUE(run(store().mark_read(business, ids[3])));
    auto page = read({.business = business, .after = 2, .max_events = 2, .unread_only = true});
    EXPECT_EQ(seqs(page), (Seqs{3, 5}));
    EXPECT_EQ(page.looked_to, 5U);
    page = read({.business = business, .after = 5, .max_events = 2, .unread_only = true});
    EXPECT_EQ(seqs(page), (Seqs{6}));
    EXPECT_EQ(page.looked_to, 6U);
    page = read({.business = business, .after = 0, .types = {EventType::order_created}});
    EXPECT_TRUE(page.notifications.empty());
    EXPECT_EQ(page.looked_to, 6U);
    page = read({.business = business, .after = 0, .max_bytes = 1});
    EXPECT_EQ(page.looked_to, 1U);
    for (std::uint64_t const ahead : {6ULL, 7ULL, ~0ULL}) {
        page = read({.business = business, .after = ahead});
        EXPECT_TRUE(page.notifications.empty());
        EXPECT_EQ(page.looked_to, ahead);
    }
}

TEST_P(NotificationStore, ReadsOnlyWhatWasPostedByAKeyWhenAsked)
{
    auto const business = new_business();
    auto const key = domain::ApiKeyId::make(clock_.now());
    for (bool const is_own : {true, false, true}) {
        auto order = order_for(business);
        if (is_own) order.actor.credential = key.text();
        ASSERT_TRUE(run(commit(std::move(order))));
        sent(business);
    }
    EXPECT_EQ(seqs(read({.business = business, .posted_by = key})), (Seqs{1, 5}));
    EXPECT_EQ(seqs(read({.business = business, .after = 1, .posted_by = key})), (Seqs{5}));
    EXPECT_EQ(seqs(read({.business = business, .types = {EventType::system_message}, .posted_by = key})), Seqs());
}

TEST_P(NotificationStore, FindsAnUnreadEventBelowAnyNumberOfReadOnes)
{
    auto const business = new_business();
    auto const ids = sent(business, 300);
    std::vector<base::Task<base::Result<UnreadCount>>> tasks;
    for (std::size_t i = 1; i < ids.size(); ++i) tasks.push_back(store().mark_read(business, ids[i]));
    run_all(std::move(tasks));
    EXPECT_EQ(counted(business), (UnreadCount{1, 299}));
    EXPECT_EQ(seqs(read({.business = business, .unread_only = true})), (Seqs{1}));
    EXPECT_EQ(seqs(read({.business = business, .after = 0, .unread_only = true})), (Seqs{1}));
    EXPECT_EQ(run(store().mark_read(business, ids[0])), (UnreadCount{0, 300}));
}

TEST_P(NotificationStore, TellsItsListenerWhatItCommitted)
{
    auto const business = new_business();
    auto const ids = sent(business, 3);
    ASSERT_TRUE(run(store().mark_read(business, ids[2])));
    ASSERT_TRUE(run(store().mark_read(business, ids[2])));
    ASSERT_FALSE(run(store().mark_read(business, domain::EventId{})));
    ASSERT_TRUE(run(store().mark_read_up_to(business, ids[1])));
    auto const told = marks_.told();
    ASSERT_EQ(told.size(), 2U) << "what changes nothing is not told";
    EXPECT_EQ(told[0].marks, (ReadMarks{1, 0, 1}));
    EXPECT_EQ(told[1].marks, (ReadMarks{2, 3, 0}));
    EXPECT_EQ(told[1].business, business);
    EXPECT_EQ(run(store().marks(business)).value(), told[1].marks);
}

TEST_P(NotificationStore, AMarkGoesWithItsEvent)
{
    auto const business = new_business();
    auto const old = sent(business, 5);
    ASSERT_TRUE(run(store().mark_read(business, old[1])));
    ASSERT_TRUE(run(store().remove(business, old[3])));
    EXPECT_EQ(counted(business), (UnreadCount{3, 2}));
    clock_.advance(std::chrono::days(8));
    auto const fresh = sent(business, 3);
    ASSERT_TRUE(run(store().mark_read(business, fresh[1])));
    ASSERT_EQ(trim(), 5U);

    EXPECT_EQ(counted(business), (UnreadCount{2, 3})) << "what nobody can see is not unread";
    EXPECT_EQ(seqs(read({.business = business, .unread_only = true})), (Seqs{6, 8}));
    EXPECT_EQ(run(store().mark_read(business, old[4])).error().code, "notification_not_found");
    EXPECT_EQ(marks_.told().back().marks, (ReadMarks{3, 5, 1}));
    EXPECT_EQ(run(store().mark_read(business, fresh[0])), (UnreadCount{1, 4}));
    EXPECT_EQ(run(store().marks(business)).value(), (ReadMarks{4, 7, 0}));
}

/// What each event of a business is, counted the slow way.
struct Model {
    std::vector<domain::EventId> ids;  ///< By seq − 1.
    std::set<std::uint64_t> read, deleted;
    std::uint64_t oldest = 1;
    std::uint64_t version = 0;

    Seqs unread() const
    {
        Seqs result;
        for (auto seq = oldest; seq <= ids.size(); ++seq)
            if (!read.contains(seq) && !deleted.contains(seq)) result.push_back(seq);
        return result;
    }
    Seqs listed() const
    {
        Seqs result;
        for (auto seq = oldest; seq <= ids.size(); ++seq)
            if (!deleted.contains(seq)) result.push_back(seq);
        return result;
    }
    bool is_read(std::uint64_t seq) const { return read.contains(seq) || deleted.contains(seq); }
};

class RandomWalk {
public:
    RandomWalk(unsigned seed, Model& model) : chance_(seed), model_(model) {}

    std::uint64_t below(std::uint64_t end) { return std::uniform_int_distribution<std::uint64_t>(0, end - 1)(chance_); }

    /// A retained seq.
    std::uint64_t pick() { return model_.oldest + below(model_.ids.size() + 1 - model_.oldest); }

private:
    std::mt19937 chance_;
    Model& model_;
};

TEST_P(NotificationStore, AgreesWithASlowCountWhateverIsDone)
{
    auto const business = new_business();
    Model model;
    RandomWalk walk(7, model);
    model.ids.push_back(sent(business));
    for (int step = 0; step < 600; ++step) {
        auto const seq = walk.pick();
        auto const id = model.ids[seq - 1];
        auto const kind = walk.below(100);
        auto const before = std::pair(model.unread(), model.deleted);
        if (kind < 40) {
            model.ids.push_back(sent(business));
        } else if (kind < 65) {
            ASSERT_TRUE(run(store().mark_read(business, id)));
            model.read.insert(seq);
        } else if (kind < 85) {
            ASSERT_TRUE(run(store().remove(business, id)));
            model.deleted.insert(seq);
        } else if (kind < 95) {
            ASSERT_TRUE(run(store().mark_read_up_to(business, id)));
            for (auto each = model.oldest; each <= seq; ++each) model.read.insert(each);
        } else if (kind < 98) {
            clock_.advance(std::chrono::days(3));
            while (trim() > 0) {}
            model.oldest = run(ports().log.position(business))->oldest;
        } else {
            reopen();
        }
        bool const is_marking = kind >= 40 && kind < 95;
        if (is_marking && std::pair(model.unread(), model.deleted) != before) ++model.version;

        ASSERT_EQ(counted(business), (UnreadCount{model.unread().size(), model.version})) << "step " << step;
        ASSERT_EQ(seqs(read({.business = business, .max_events = 1'000, .max_bytes = 1 << 20, .unread_only = true})),
                  model.unread());
        auto const page = read({.business = business, .max_events = 1'000, .max_bytes = 1 << 20});
        ASSERT_EQ(seqs(page), model.listed());
        for (auto const& each : page.notifications) ASSERT_EQ(each.is_read, model.is_read(each.seq)) << each.seq;
        auto const after = model.oldest - 1;
        auto const all = read(
            {.business = business, .after = after, .max_events = 1'000, .max_bytes = 1 << 20, .with_deleted = true});
        ASSERT_EQ(all.notifications.size(), model.ids.size() - after);
        for (auto const& each : all.notifications) ASSERT_EQ(each.is_deleted, model.deleted.contains(each.seq));
    }
    EXPECT_GT(model.oldest, 1U);
}

TEST_P(NotificationStore, EveryReadIsOfOneStateWhileOthersChangeIt)
{
    auto const business = new_business();
    auto const ids = sent(business, 60);
    std::vector<std::future<base::Result<UnreadCount>>> changing;
    std::vector<std::future<base::Result<ports::NotificationPage>>> reading;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        auto const id = ids[(i * 37) % ids.size()];
        changing.push_back(spawn(i % 3 == 0 ? store().remove(business, id) : store().mark_read(business, id)));
        reading.push_back(spawn(store().read({.business = business, .max_events = 100, .unread_only = true})));
        reading.push_back(spawn(store().read({.business = business, .max_events = 100})));
    }
    for (auto& each : changing) ASSERT_TRUE(each.get());
    for (auto& each : reading) {
        auto const page = each.get().value();
        auto const unread = std::ranges::count(page.notifications, false, &ports::Notification::is_read);
        EXPECT_EQ(static_cast<std::uint64_t>(unread), page.marks.unread(page.position.head));
    }
    EXPECT_EQ(counted(business), (UnreadCount{0, 60}));
    EXPECT_EQ(run(store().marks(business)).value(), (ReadMarks{60, 60, 0}));
}

RUN_ON_ALL_STORES(NotificationStore);

}
}
