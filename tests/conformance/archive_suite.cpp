// SPDX-License-Identifier: Apache-2.0
#include "forms/archive.hpp"

#include "forms/order.hpp"
#include "stores.hpp"

#include <algorithm>

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

    Records read(ports::Archive& archive)
    {
        Records records;
        auto const done = run(archive.read([&](domain::ArchiveRecord const& record) -> base::Result<void> {
            records.push_back(record);
            return {};
        }));
        EXPECT_TRUE(done) << done.error().detail;
        return records;
    }
    Records read() { return read(whole().archive()); }

    base::Result<void> write(ports::Archive& archive, Records records)
    {
        return run(archive.write([records = std::move(records),
                                  at = std::size_t{0}]() mutable -> base::Result<std::optional<domain::ArchiveRecord>> {
            if (at == records.size()) return std::nullopt;
            return records[at++];
        }));
    }

    /// The copy of everything, opened as a server opens it.
    ports::Store& carried()
    {
        auto const written = write(copy_->whole().archive(), read());
        EXPECT_TRUE(written) << written.error().detail;
        copy_->stop();
        copy_->reopen();
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
    auto const records = read();
    EXPECT_EQ(write(whole().archive(), records).error().code, "store_not_empty");
    EXPECT_EQ(lines_of(read()), lines_of(records));
}

TEST_P(Archive, LeavesNothingWhenItFailsHalfway)
{
    fill();
    auto const records = read();
    std::size_t at = 0;
    auto const failed = run(copy_->whole().archive().write([&]() -> base::Result<std::optional<domain::ArchiveRecord>> {
        if (at == records.size() - 1) return base::failure(base::FailureKind::invalid, "torn", "ends here");
        return records[at++];
    }));
    EXPECT_EQ(failed.error().code, "torn");
    EXPECT_TRUE(read(copy_->whole().archive()).empty());
    EXPECT_EQ(lines_of(read(carried().archive())), lines_of(records));
}

TEST_P(Archive, RefusesARecordThatDoesNotFitToThoseBeforeIt)
{
    fill();
    auto const records = read();
    auto const is = [](std::string_view kind) {
        return [kind](domain::ArchiveRecord const& record) { return domain::kind_of(record) == kind; };
    };
    for (auto const* kind : {"user", "business", "event"}) {
        auto without = records;
        std::erase_if(without, is(kind));
        EXPECT_EQ(write(copy_->whole().archive(), without).error().code, "export_inconsistent") << "without a " << kind;
    }
    for (auto const* kind : {"user", "business", "membership", "api_key", "event", "order", "mark"}) {
        auto twice = records;
        twice.push_back(*std::ranges::find_if(records, is(kind)));
        EXPECT_EQ(write(copy_->whole().archive(), twice).error().code, "export_inconsistent") << kind << " twice";
    }
    EXPECT_TRUE(read(copy_->whole().archive()).empty());
}

TEST_P(Archive, LeavesOutBusinessesThatWereDeleted)
{
    auto const business = new_business();
    auto const order = placed(business).order->id;
    ASSERT_TRUE(run(commit(move(order, OrderStatus::pending, OrderStatus::cancelled))));
    ASSERT_TRUE(is_appended(run(commit(domain::RemoveBusiness{domain::EventId::make(clock_.now()), business}))));
    for (auto const& record : read()) EXPECT_EQ(domain::kind_of(record), "user");
}

TEST_P(Archive, IsOfOneMomentWhileOrdersComeIn)
{
    auto const business = fill();
    auto const before = lines_of(read());
    std::vector<std::string> lines;
    ASSERT_TRUE(run(whole().archive().read([&](domain::ArchiveRecord const& record) -> base::Result<void> {
        if (lines.size() % 5 == 0) placed(business);
        lines.push_back(line_of(record));
        return {};
    })));
    EXPECT_EQ(lines, before);
    EXPECT_GT(read().size(), before.size());
}

}

RUN_ON_WHOLE_STORES(Archive);

}
