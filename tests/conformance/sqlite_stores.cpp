// SPDX-License-Identifier: Apache-2.0
#include "adapters/local/local.hpp"
#include "adapters/sqlite/open_sqlite_store.hpp"
#include "adapters/sqlite/upkeep/offline.hpp"
#include "stores.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace conformance {

namespace {

class SqliteUnderTest final : public StoreUnderTest {
public:
    explicit SqliteUnderTest(TestClock const& clock) : clock_(clock)
    {
        auto pattern = (std::filesystem::temp_directory_path() / "conformance-XXXXXX").string();
        if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
        folder_ = pattern;
        open();
    }

    ~SqliteUnderTest() override
    {
        store_.reset();
        expect_sound();
        std::filesystem::remove_all(folder_);
    }

    Ports ports() override { return ports_of(*store_); }
    ports::Store& whole() override { return *store_; }

    void add_user(ports::User user) override
    {
        context_.restart();
        auto created = boost::asio::co_spawn(context_, store_->users().create(std::move(user), std::nullopt),
                                             boost::asio::use_future);
        auto const work = boost::asio::make_work_guard(context_);
        while (created.wait_for(std::chrono::seconds(0)) != std::future_status::ready) context_.run_one();
        if (auto const result = created.get(); !result) throw std::runtime_error(result.error().detail);
    }

    void reopen() override
    {
        store_.reset();
        open();
    }

    void reopen_for_import() override
    {
        store_.reset();
        open(true);
    }

    void stop() override { store_->stop(); }

    std::string bytes() const override
    {
        std::string bytes;
        for (auto const& entry : std::filesystem::recursive_directory_iterator(folder_)) {
            std::ifstream file(entry.path(), std::ios::binary);
            bytes.append(std::istreambuf_iterator<char>(file), {});
        }
        return bytes;
    }

private:
    /// Whatever a test did, `verify` finds nothing.
    void expect_sound()
    {
        base::Progress progress;
        auto const verified = adapters::sqlite::verify_folder(folder_, progress);
        if (!verified) ADD_FAILURE() << verified.error().detail;
        if (!verified) return;
        for (auto const& finding : verified->findings)
            ADD_FAILURE() << finding.code << " " << finding.where << ": " << finding.detail;
    }

    void open(bool for_import = false)
    {
        // Small batches and checkpoints, so that a short test sees many of both.
        auto store = adapters::sqlite::open_sqlite_store(
            {.directory = folder_, .batch_limit = 64, .checkpoint_pages = 50, .for_import = for_import}, clock_,
            *zones_, log_, registry_);
        if (!store) throw CannotOpen(store.error());
        store_ = std::move(*store);
    }

    TestClock const& clock_;
    std::unique_ptr<ports::TimeZones> zones_ = adapters::local::make_time_zones();
    telemetry::Log log_;
    telemetry::Registry registry_;
    std::filesystem::path folder_;
    boost::asio::io_context context_;  ///< Outlives the store, whose writer may still be signalling it after an answer.
    std::unique_ptr<ports::Store> store_;
};

}

StoreFactory sqlite_store()
{
    return {"Sqlite", [](TestClock const& clock) { return std::make_unique<SqliteUnderTest>(clock); }};
}

}
