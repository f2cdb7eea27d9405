// SPDX-License-Identifier: Apache-2.0
#include "forms/archive.hpp"

#include "forms/order.hpp"
#include "stores.hpp"

#include <algorithm>
#include <iterator>
#include <span>

namespace conformance {
namespace {

using domain::OrderStatus;
using namespace std::chrono_literals;
using Records = std::vector<domain::ArchiveRecord>;

std::string line_of(domain::ArchiveRecord const& record)
{
    std::string line;
    forms::append_archive_record(line, record);
    return line;
}

std::vector<std::string> lines_of(Records const& records)
{
    std::vector<std::string> lines;
    for (auto const& record : records) lines.push_back(line_of(record));
    return lines;
}

class Archive : public StoreSuite {
protected:
    Archive() : copy_(GetParam().make(clock_)) {}
    ~Archive() override { copy_->stop(); }

    static constexpr std::size_t batch = 7;

    std::unique_ptr<ports::Archive::Reading> reading(ports::Archive& archive)
    {
        auto begun = run(archive.read());
        if (!begun) throw std::runtime_error(begun.error().detail);
        return std::move(*begun);
    }
    Records next(ports::Archive::Reading& reading) { return run(reading.next(batch)).value(); }
    Records read(ports::Archive& archive)
    {
        Records records;
        auto const all = reading(archive);
        for (auto some = next(*all); !some.empty(); some = next(*all)) {
            EXPECT_LE(some.size(), batch);
            std::ranges::move(some, std::back_inserter(records));
        }
        return records;
    }
    Records read() { return read(whole().archive()); }

    std::unique_ptr<ports::Archive::Writing> writing(ports::Archive& archive)
    {
        auto begun = run(archive.write());
        if (!begun) throw std::runtime_error(begun.error().detail);
        return std::move(*begun);
    }
    /// The record that does not fit, of all.
    std::optional<std::size_t> put(ports::Archive::Writing& writing, std::span<domain::ArchiveRecord const> records)
    {
        for (std::size_t at = 0; at < records.size(); at += batch) {
            auto const some = records.subspan(at, std::min(batch, records.size() - at));
            auto const misfit = run(writing.put({some.begin(), some.end()})).value();
            if (misfit) return at + misfit->record;
        }
        return std::nullopt;
    }
    std::optional<std::size_t> put_into_copy(Records const& records)
    {
        auto const import = writing(copy_->whole().archive());
        return put(*import, records);
    }

    /// Why the copy does not open as a server opens it.
    std::string reopening()
    {
        copy_->stop();
        try {
            copy_->reopen();
        } catch (CannotOpen const& cannot) {
            copy_->reopen_for_import();
            return cannot.code;
        }
        return {};
    }

    /// The copy of everything, opened as a server opens it.
    ports::Store& carried()
    {
        {
            auto const import = writing(copy_->whole().archive());
            EXPECT_EQ(put(*import, read()), std::nullopt);
            EXPECT_TRUE(run(import->finish()));
        }
        EXPECT_EQ(reopening(), "");
        return copy_->whole();
    }

    /// Something of every kind: two businesses, a key, orders in several states, seen and unseen, marks.
    domain::BusinessId fill()
    {
        auto const business = new_business();
        new_business(new_user());
        ports::ApiKey key{
            domain::ApiKeyId::make(clock_.now()), business, "Web \"shop\" ,\"text\":", {}, {}, clock_.now(), {}};
        key.scopes = key.scopes.with(domain::Scope::orders_write);
        key.hash.fill(7);
        EXPECT_TRUE(run(whole().api_keys().create(key)));
        std::vector<domain::OrderId> orders;
        for (int i = 0; i < 4; ++i) orders.push_back(placed(business).order->id);
        EXPECT_TRUE(run(commit(move(orders[0], OrderStatus::pending, OrderStatus::cancelled))));
        EXPECT_TRUE(run(commit(move(orders[1], OrderStatus::pending, OrderStatus::confirmed))));
        EXPECT_TRUE(run(ports().sightings.note(orders[2], {"usr_one", "Counter 1"})));
        for (int i = 0; i < 3; ++i) {
            auto const id = domain::EventId::make(clock_.now());
            EXPECT_TRUE(is_appended(run(commit(domain::SendTest{id, business}))));
            if (i == 1) continue;
            auto& notifications = ports().notifications;
            EXPECT_TRUE(run(i == 0 ? notifications.mark_read_up_to(business, id) : notifications.remove(business, id)));
        }
        return business;
    }

    std::unique_ptr<StoreUnderTest> copy_;
};

TEST_P(Archive, HoldsTheSameInTheStoreThatItIsCarriedTo)
{
    fill();
    auto const before = lines_of(read());
    EXPECT_EQ(lines_of(read(carried().archive())), before);
    EXPECT_EQ(lines_of(read()), before) << "reading changes nothing";
    for (auto const* kind : {"user", "business", "membership", "api_key", "event", "order", "mark"})
        EXPECT_TRUE(std::ranges::any_of(before, [&](std::string const& line) {
            return line.starts_with("{\"kind\":\"" + std::string(kind) + "\"");
        })) << kind;
}

TEST_P(Archive, ReadsBackEachLineAsItWasWritten)
{
    fill();
    clock_.advance(24h * 8);
    ASSERT_GT(run(ports().log.trim(clock_.now() - std::chrono::days(7))).value(), 0U);
    for (auto const& line : lines_of(read())) {
        auto const record = forms::parse_archive_record(line);
        ASSERT_TRUE(record) << line;
        EXPECT_EQ(line_of(*record), line);
    }
}

TEST_P(Archive, GivesTheLogsAnotherEpochAndEverySeqItsMeaning)
{
    auto const business = fill();
    auto const log = whole_log(business);
    auto& copy = carried();
    auto const before = run(ports().log.position(business)).value();
    auto const after = run(copy.log().position(business)).value();
    EXPECT_NE(before.epoch, after.epoch);
    EXPECT_EQ(before.head, after.head);
    EXPECT_EQ(before.oldest, after.oldest);
    EXPECT_EQ(run(ports().notifications.marks(business)).value(), run(copy.notifications().marks(business)).value());

    auto const page = run(copy.log().read(business, 0, 100, 1 << 20)).value();
    ASSERT_EQ(page.entries.size(), log.size());
    for (std::size_t i = 0; i < log.size(); ++i) {
        EXPECT_EQ(page.entries[i].seq, log[i].seq);
        EXPECT_EQ(*page.entries[i].text, *log[i].text);
    }
    EXPECT_EQ(run(copy.notifications().count_unread(business))->unread,
              run(ports().notifications.count_unread(business))->unread);
}

TEST_P(Archive, ReplaysWhatWasPlacedBeforeAndNumbersGoOn)
{
    auto const business = fill();
    auto order = order_for(business);
    order.content.external_id = "ticket-7";
    order.fingerprint = forms::fingerprint(order.content);
    auto const first = run(commit(order)).value();
    auto& copy = carried();

    auto again = run(copy.journal().commit(order)).value();
    EXPECT_TRUE(again.is_settled(How::replayed));
    EXPECT_EQ(again.order->text, first.order->text);
    order.idempotency_key = "another";
    again = run(copy.journal().commit(order)).value();
    EXPECT_TRUE(again.is_settled(How::existing));
    EXPECT_EQ(again.order->id, first.order->id);

    auto const next = order_for(business);
    auto const here = run(commit(next)).value();
    auto const there = run(copy.journal().commit(next)).value();
    EXPECT_EQ(here.order->text, there.order->text) << "the same number";
    EXPECT_EQ(run(copy.orders().open_orders(business, 100, {}))->orders.size(), 5U);
}

TEST_P(Archive, CarriesWhatOutlivedItsTrimmedEvents)
{
    auto const business = fill();
    clock_.advance(24h * 8);
    ASSERT_GT(run(ports().log.trim(clock_.now() - std::chrono::days(7))).value(), 0U);
    auto& copy = carried();
    EXPECT_EQ(lines_of(read(copy.archive())), lines_of(read()));
    ports::OrderQuery const all{.business = business};
    auto const here = run(ports().orders.list(all)).value();
    auto const there = run(copy.orders().list(all)).value();
    ASSERT_EQ(here.orders.size(), 4U);
    ASSERT_EQ(there.orders.size(), 4U);
    for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(here.orders[i].text, there.orders[i].text);
}

TEST_P(Archive, GoesIntoAnEmptyStoreOnly)
{
    fill();
    auto const before = lines_of(read());
    EXPECT_EQ(run(whole().archive().write()).error().code, "store_not_empty");
    EXPECT_EQ(lines_of(read()), before);
    reopen();
    EXPECT_EQ(lines_of(read()), before);
}

TEST_P(Archive, AStoreServesNobodyUntilTheImportIsFinished)
{
    fill();
    writing(copy_->whole().archive()).reset();
    EXPECT_EQ(reopening(), "import_unfinished") << "begun";
    EXPECT_EQ(put_into_copy(read()), std::nullopt);
    EXPECT_EQ(lines_of(read(copy_->whole().archive())), lines_of(read())) << "what came can be read";
    EXPECT_EQ(reopening(), "import_unfinished") << "put";
    carried();
}

TEST_P(Archive, AnImportBeginsWithoutWhatABrokenOneLeft)
{
    fill();
    auto const records = read();
    for (auto const count : {records.size() / 2, records.size() - 1}) {
        EXPECT_EQ(put_into_copy({records.begin(), records.begin() + static_cast<std::ptrdiff_t>(count)}), std::nullopt);
        EXPECT_EQ(reopening(), "import_unfinished");
    }
    writing(copy_->whole().archive()).reset();
    EXPECT_TRUE(read(copy_->whole().archive()).empty());
    EXPECT_EQ(lines_of(read(carried().archive())), lines_of(records));
}

TEST_P(Archive, NamesTheRecordThatDoesNotFitToThoseBeforeIt)
{
    fill();
    auto const records = read();
    auto const is = [](std::string_view kind) {
        return [kind](domain::ArchiveRecord const& record) { return domain::kind_of(record) == kind; };
    };
    auto const first = [&](Records const& among, std::string_view kind) {
        return static_cast<std::size_t>(std::ranges::find_if(among, is(kind)) - among.begin());
    };
    for (auto const& [missing, named_by] :
         {std::pair{"user", "membership"}, {"business", "membership"}, {"event", "order"}}) {
        auto without = records;
        std::erase_if(without, is(missing));
        EXPECT_EQ(put_into_copy(without), first(without, named_by)) << "without a " << missing;
    }
    for (auto const* kind : {"user", "business", "membership", "api_key", "event", "order", "mark"}) {
        auto twice = records;
        twice.push_back(*std::ranges::find_if(records, is(kind)));
        EXPECT_EQ(put_into_copy(twice), records.size()) << kind << " twice";
    }
    EXPECT_EQ(reopening(), "import_unfinished");
    EXPECT_EQ(lines_of(read(carried().archive())), lines_of(records));
}

TEST_P(Archive, LeavesOutBusinessesThatWereDeleted)
{
    auto const business = new_business();
    auto const order = placed(business).order->id;
    ASSERT_TRUE(run(commit(move(order, OrderStatus::pending, OrderStatus::cancelled))));
    ASSERT_TRUE(is_appended(run(commit(domain::RemoveBusiness{domain::EventId::make(clock_.now()), business}))));
    for (auto const& record : read()) EXPECT_EQ(domain::kind_of(record), "user");
}

TEST_P(Archive, IsOfTheMomentOfItsBeginningWhileOrdersComeIn)
{
    auto const business = fill();
    auto const before = lines_of(read());
    auto const all = reading(whole().archive());
    placed(business);
    Records records;
    for (auto some = next(*all); !some.empty(); some = next(*all)) {
        std::ranges::move(some, std::back_inserter(records));
        placed(business);
    }
    EXPECT_EQ(lines_of(records), before);
    EXPECT_GT(read().size(), before.size());
}

TEST_P(Archive, AReadingThatIsLetGoOfLeavesTheNextOneAlone)
{
    fill();
    auto const before = lines_of(read());
    for (int i = 0; i < 3; ++i) next(*reading(whole().archive()));
    auto const first = reading(whole().archive());
    auto const second = reading(whole().archive());
    EXPECT_EQ(lines_of(next(*first)), lines_of(next(*second)));
    EXPECT_EQ(lines_of(read()), before);
}

TEST_P(Archive, AReadingEndsWithTheStore)
{
    fill();
    {
        auto const all = reading(whole().archive());
        store_->stop();
        EXPECT_EQ(run(all->next(batch)).error().kind, base::FailureKind::unavailable);
    }
    reopen();
    EXPECT_FALSE(read().empty());
}

}

RUN_ON_WHOLE_STORES(Archive);

}
