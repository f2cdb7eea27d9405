// SPDX-License-Identifier: Apache-2.0
#include "adapters/local/local.hpp"
#include "adapters/sqlite/engine/schema.hpp"
#include "adapters/sqlite/open_sqlite_store.hpp"
#include "adapters/sqlite/upkeep/offline.hpp"
#include "domain/command.hpp"
#include "forms/business.hpp"
#include "forms/event.hpp"
#include "forms/order.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <functional>

#include <fcntl.h>
#include <unistd.h>

namespace adapters::sqlite {
namespace {

constexpr std::string_view epoch = "of-old";
constexpr int with_one_time_tokens = 2;

/// A folder with a file as the first release of the schema wrote it: one business, one order, confirmed.
class Migration : public testing::TestWithParam<int> {
protected:
    Migration()
    {
        auto pattern = (std::filesystem::temp_directory_path() / "migration-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
        log_file_ = ::open((folder_ / "log").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
        write_old_file();
    }
    ~Migration() override
    {
        ::close(log_file_);
        std::filesystem::remove_all(folder_);
    }

    void write_old_file()
    {
        Database database((folder_ / "orders.db").string(), "unix", Access::read_write);
        migrate(database, 1);
        auto const now = clock_->now();
        business_.id = domain::BusinessId::make(now);
        business_.name = "Pizza Roma";
        business_.settings.order_prefix = "PIZ";
        business_.created_at = business_.updated_at = now;
        std::string body;
        forms::append_business(body, business_);
        database.query("INSERT INTO businesses(number, id, epoch, body) VALUES(1, ?, ?, ?)")
            .bind(business_.id)
            .bind(epoch)
            .bind(std::string_view(body))
            .run();
        domain::UserId const user = domain::UserId::make(now);
        database.query("INSERT INTO users VALUES(?, 'a@b.org', 'a@b.org', 'hash', NULL, NULL, 0, 0)").bind(user).run();
        database.query("INSERT INTO sessions VALUES(?, ?, randomblob(32), NULL, NULL, ?, ?)")
            .bind(session_)
            .bind(user)
            .bind(base::to_micros(now))
            .bind(base::to_micros(now + std::chrono::hours(1)))
            .run();
        database.query("INSERT INTO memberships VALUES(?, ?, 0)").bind(user).bind(business_.id).run();
        place_and_confirm(database, now);
        put_link(database, user, now + std::chrono::hours(1));
        // What came later is migrated from wherever the parameter says.
        migrate(database, GetParam());
    }

    /// As the first release wrote it that mailed links to reset a password.
    void put_link(Database& database, domain::UserId user, base::Instant expires_at)
    {
        if (GetParam() < with_one_time_tokens) return;
        migrate(database, with_one_time_tokens);
        auto const link = base::sha256("link");
        auto const subject = user.text();
        database.query("INSERT INTO one_time_tokens VALUES(?, 0, ?, ?)")
            .bind(std::span<std::uint8_t const>(link))
            .bind(std::string_view(subject))
            .bind(base::to_micros(expires_at))
            .run();
    }

    void place_and_confirm(Database& database, base::Instant now)
    {
        domain::PlaceOrder command;
        command.id = order_ = domain::OrderId::make(now);
        command.event_id = domain::EventId::make(now);
        command.business_id = business_.id;
        command.content.channel = "pos";
        command.content.customer_name = "Layla Haddad";
        command.content.customer_phone = "+9647801234567";
        command.content.items.push_back({{}, "Falafel wrap", 2, {3'000}, {6'000}, {}, {}, {}, {}});
        command.content.subtotal = command.content.total_amount = {6'000};
        command.actor = {"key_one", {}};
        auto const placed = domain::decide({.business = &business_}, std::move(command), now);
        auto const* created = placed.event();
        ASSERT_NE(created, nullptr);
        insert(database, *created);

        domain::ChangeStatus change;
        change.event_id = domain::EventId::make(now);
        change.order_id = order_;
        change.from = domain::OrderStatus::pending;
        change.to = domain::OrderStatus::confirmed;
        change.actor = {"usr_one", {}};
        domain::State const state{.business = &business_, .log = {1, 1}, .order = created->order()};
        auto const moved = domain::decide(state, std::move(change), now);
        auto const position = insert(database, *moved.event());
        base::Bytes32 const fingerprint{};
        database.query("INSERT INTO orders VALUES(?, 1, 1, ?, 1, 2, ?, 'key_one', randomblob(16), NULL, ?)")
            .bind(order_)
            .bind(base::to_micros(created->occurred_at))
            .bind(position)
            .bind(std::span<std::uint8_t const>(fingerprint))
            .run();
    }

    static std::int64_t insert(Database& database, domain::Event const& event)
    {
        auto const encoded = forms::encode_event(event, domain::utc());
        database
            .query("INSERT INTO events(business, seq, type, occurred_at, last_number, order_id, data_begin, data_size, "
                   "body) VALUES(1, ?, ?, ?, ?, ?, ?, ?, ?)")
            .bind(event.seq)
            .bind(static_cast<int>(event.type))
            .bind(base::to_micros(event.occurred_at))
            .bind(event.last_number)
            .bind(event.order_id())
            .bind(encoded.data_begin)
            .bind(encoded.data_size)
            .bind(std::string_view(encoded.text))
            .run();
        return sqlite3_last_insert_rowid(database.handle());
    }

    /// Opens and closes the folder as a server does; `look` sees it in between.
    void open(std::function<void(ports::Store&)> const& look = [](ports::Store&) {})
    {
        telemetry::Log log({.format = telemetry::LogFormat::json, .descriptor = log_file_});
        telemetry::Registry registry;
        auto const store =
            open_sqlite_store({.directory = folder_, .version = "9.9.9"}, *clock_, *zones_, log, registry);
        ASSERT_TRUE(store) << store.error().detail;
        look(**store);
        (*store)->stop();
    }

    /// Of what is answered without a write.
    template <typename T>
    static T run(base::Task<T> task)
    {
        boost::asio::io_context context;
        auto answer = boost::asio::co_spawn(context, std::move(task), boost::asio::use_future);
        context.run();
        return answer.get();
    }

    std::vector<std::filesystem::path> copies() const
    {
        std::vector<std::filesystem::path> found;
        for (auto const& entry : std::filesystem::directory_iterator(folder_))
            if (entry.path().extension() == ".backup") found.push_back(entry.path());
        return found;
    }

    std::string log_text() const
    {
        std::ifstream file(folder_ / "log");
        return {std::istreambuf_iterator<char>(file), {}};
    }

    std::filesystem::path folder_;
    int log_file_ = -1;
    std::unique_ptr<ports::Clock> clock_ = local::make_system_clock();
    std::unique_ptr<ports::TimeZones> zones_ = local::make_time_zones();
    domain::Business business_;
    domain::OrderId order_;
    domain::SessionId session_ = domain::SessionId::make(clock_->now());
    base::Progress progress_;
};

TEST_P(Migration, KeepsTheContentAndACopyOfTheFileAsItWasAndTheLogNamesIt)
{
    open();
    auto const migrated = verify_folder(folder_, progress_);
    ASSERT_TRUE(migrated) << migrated.error().detail;
    for (auto const& finding : migrated->findings) ADD_FAILURE() << finding.code << " " << finding.detail;
    EXPECT_EQ(migrated->schema, newest_schema());
    ports::LogReach const log{business_.id, std::string(epoch), 1, 2, 1};
    EXPECT_EQ(migrated->holdings.logs, std::vector{log});
    EXPECT_EQ(migrated->holdings.orders, 1U);

    ASSERT_EQ(copies().size(), 1U);
    auto const copy = copies().front();
    EXPECT_TRUE(copy.filename().string().starts_with("orders-schema-" + std::to_string(GetParam()) + "-"));
    EXPECT_NE(log_text().find(copy.string()), std::string::npos) << log_text();
    auto const kept = verify_backup(copy, progress_);
    ASSERT_TRUE(kept) << kept.error().detail;
    EXPECT_EQ(kept->schema, GetParam());
    EXPECT_EQ(kept->holdings.logs, std::vector{log});
    EXPECT_TRUE(kept->is_only_integrity);
}

TEST_P(Migration, IsDoneOnceAndCopiesOnce)
{
    open();
    open();
    EXPECT_EQ(copies().size(), 1U);
}

TEST_P(Migration, PeopleStaySignedInAndALinkToResetAPasswordStaysGood)
{
    open([this](ports::Store& store) {
        auto const session = run(store.sessions().find(session_)).value();
        ASSERT_TRUE(session);
        EXPECT_EQ(session->credential_version, 0U);
        EXPECT_EQ(run(store.credentials().is_reset_offered(base::sha256("link"))).value(),
                  GetParam() >= with_one_time_tokens);
    });
}

TEST_P(Migration, OfARestoredCopyIsDoneByTheRestore)
{
    open();
    auto const restored =
        restore_backup({.file = copies().front(), .folder = folder_ / "again"}, *clock_, *zones_, progress_);
    ASSERT_TRUE(restored) << restored.error().detail;
    EXPECT_EQ(restored->backup_schema, GetParam());
    auto const verified = verify_folder(folder_ / "again", progress_);
    ASSERT_TRUE(verified);
    EXPECT_EQ(verified->findings_total, 0U);
    EXPECT_FALSE(verified->is_only_integrity);
    EXPECT_EQ(verified->holdings.logs.front().last_number, 1'001U);
}

INSTANTIATE_TEST_SUITE_P(FromSchema, Migration, testing::Range(1, newest_schema()));

TEST(Migrations, AnEmptyFileIsNotCopied)
{
    auto pattern = (std::filesystem::temp_directory_path() / "migration-XXXXXX").string();
    std::filesystem::path const folder = ::mkdtemp(pattern.data());
    {
        Database database((folder / "orders.db").string(), "unix", Access::read_write);
        migrate(database, 1);
    }
    auto const clock = local::make_system_clock();
    auto const zones = local::make_time_zones();
    telemetry::Log log;
    telemetry::Registry registry;
    ASSERT_TRUE(open_sqlite_store({.directory = folder}, *clock, *zones, log, registry));
    for (auto const& entry : std::filesystem::directory_iterator(folder))
        EXPECT_NE(entry.path().extension(), ".backup") << entry.path();
    std::filesystem::remove_all(folder);
}

}
}
