// SPDX-License-Identifier: Apache-2.0
//
// The store under power cuts: the product's own adapter and writer thread on a disk that forgets, tears and
// reorders what was not synced (crash_disk.hpp). What was acknowledged is recorded outside. Exit 0: nothing
// acknowledged was lost or doubled (with --normal: something was, as it must be without the sync).

#include "base/cores.hpp"
#include "crash_vfs.hpp"
#include "witness.hpp"
#include "workload.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <CLI/CLI.hpp>
#include <sqlite3.h>

#include <filesystem>
#include <future>
#include <iostream>

#include <fcntl.h>
#include <unistd.h>

namespace {

using adapters::sqlite::Synchronous;
using ports::Store;

constexpr std::size_t businesses_per_seed = 3;
constexpr std::size_t posters = 8;

/// One life of the store: from opening it to the power cut.
class Life {
public:
    Life(std::filesystem::path const& folder, std::string const& vfs, Synchronous synchronous,
         std::size_t checkpoint_pages)
        : log_({.level = telemetry::Level::error, .descriptor = null_descriptor()})
    {
        auto store = adapters::sqlite::open_sqlite_store({.directory = folder,
                                                          .vfs = vfs,
                                                          .synchronous = synchronous,
                                                          .checkpoint_pages = checkpoint_pages,
                                                          .on_fatal = [](std::string const&) {}},
                                                         clock_, zones_, log_, registry_);
        if (!store) throw std::runtime_error("the store does not open: " + store.error().detail);
        store_ = std::move(*store);
        cores_.start();
    }

    ~Life()
    {
        store_->stop();
        cores_.stop();
    }

    Store& store() { return *store_; }

    template <typename T>
    std::future<T> spawn(std::size_t core, base::Task<T> task)
    {
        return boost::asio::co_spawn(cores_.context(core % cores_.count()), std::move(task), boost::asio::use_future);
    }

private:
    /// The failures of a dying disk are expected; they would only drown the report.
    static int null_descriptor()
    {
        static int const descriptor = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
        return descriptor;
    }

    chaos::SystemClock clock_;
    chaos::UtcOnly zones_;
    telemetry::Log log_;
    telemetry::Registry registry_;
    std::unique_ptr<Store> store_;
    base::Cores cores_{2};
};

bool is_sound(std::filesystem::path const& folder, std::string const& vfs)
{
    sqlite3* database = nullptr;
    auto const path = (folder / "orders.db").string();
    bool result = sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READWRITE, vfs.c_str()) == SQLITE_OK;
    sqlite3_stmt* statement = nullptr;
    result = result && sqlite3_prepare_v2(database, "PRAGMA integrity_check", -1, &statement, nullptr) == SQLITE_OK &&
             sqlite3_step(statement) == SQLITE_ROW &&
             std::string_view(reinterpret_cast<char const*>(sqlite3_column_text(statement, 0))) == "ok";
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return result;
}

struct Options {
    std::uint64_t first = 1;
    std::uint64_t seeds = 200;
    bool is_normal = false;
};

class Seed {
public:
    Seed(std::uint64_t seed, Options const& options, std::filesystem::path folder)
        : seed_(seed),
          random_(seed),
          synchronous_(options.is_normal ? Synchronous::normal : Synchronous::full),
          folder_(std::move(folder))
    {
    }

    chaos::Verdict run()
    {
        chaos::Verdict verdict;
        {
            Life life(folder_, vfs_.name(), synchronous_, 1'000);
            businesses_ = life.spawn(0, chaos::set_up(life.store(), businesses_per_seed)).get();
        }
        auto const cuts = 1 + random_() % 3;
        for (std::uint64_t cut = 0; cut < cuts; ++cut) {
            live_and_die(cut);
            disk_.power_cut(random_);
            verdict.add(look());
            if (verdict.lost + verdict.doubled + verdict.broken > 0) break;
        }
        return verdict;
    }

    std::uint64_t cuts() const { return cuts_; }

private:
    void live_and_die(std::uint64_t cut)
    {
        Life life(folder_, vfs_.name(), synchronous_, 20 + random_() % 200);
        disk_.freeze_after(random_() % 1'500);
        auto const unanswered = witness_.unanswered();
        std::vector<std::future<void>> ends;
        for (std::size_t i = 0; i < posters; ++i) {
            std::vector<std::size_t> retries;
            for (std::size_t k = i; k < unanswered.size(); k += posters) retries.push_back(unanswered[k]);
            ends.push_back(life.spawn(i, chaos::post(life.store(), witness_, businesses_[i % businesses_.size()],
                                                     std::move(retries), (seed_ * 64 + cut) * 64 + i, 30)));
        }
        for (auto& end : ends) end.get();
        disk_.freeze_now();
        ++cuts_;
    }

    chaos::Verdict look()
    {
        chaos::Verdict verdict;
        if (!is_sound(folder_, vfs_.name())) {
            verdict.complain(verdict.broken, "PRAGMA integrity_check does not say ok");
            return verdict;
        }
        try {
            Life life(folder_, vfs_.name(), synchronous_, 1'000);
            return life.spawn(0, chaos::examine(life.store(), witness_.intents(), businesses_)).get();
        } catch (std::runtime_error const& error) {
            verdict.complain(verdict.broken, error.what());
            return verdict;
        }
    }

    std::uint64_t seed_;
    std::mt19937_64 random_;
    Synchronous synchronous_;
    std::filesystem::path folder_;
    chaos::CrashDisk disk_;
    chaos::CrashVfs vfs_{"crash", disk_};
    chaos::Witness witness_;
    std::vector<domain::BusinessId> businesses_;
    std::uint64_t cuts_ = 0;
};

int run(Options const& options, std::filesystem::path const& folder)
{
    chaos::Verdict total;
    std::uint64_t cuts = 0;
    std::uint64_t failed = 0;
    for (auto seed = options.first; seed < options.first + options.seeds; ++seed) {
        Seed one(seed, options, folder);
        auto const verdict = one.run();
        cuts += one.cuts();
        if (verdict.lost + verdict.doubled + verdict.broken > 0) {
            ++failed;
            if (!options.is_normal)
                for (auto const& detail : verdict.details) std::cerr << "seed " << seed << ": " << detail << "\n";
        }
        total.add(verdict);
        if (isatty(2) != 0)
            std::cerr << "\rseed " << seed << ", " << total.acknowledged << " acknowledged " << std::flush;
    }
    if (isatty(2) != 0) std::cerr << "\n";
    std::cout << "synchronous " << (options.is_normal ? "NORMAL" : "FULL") << ": seeds " << options.seeds
              << ", crashes " << cuts << ", acknowledged " << total.acknowledged << ", lost " << total.lost
              << ", doubled " << total.doubled << ", broken " << total.broken << "\n";
    return (failed > 0) == options.is_normal ? 0 : 1;
}

}

int main(int argc, char** argv)
{
    CLI::App app("Power cuts under the store");
    Options options;
    app.add_option("--first", options.first, "First seed");
    app.add_option("--seeds", options.seeds, "How many seeds");
    app.add_flag("--normal", options.is_normal, "synchronous=NORMAL: expect losses");
    CLI11_PARSE(app, argc, argv);

    auto pattern = (std::filesystem::temp_directory_path() / "crash-test-XXXXXX").string();
    if (!mkdtemp(pattern.data())) return 1;
    int const result = run(options, pattern);
    std::filesystem::remove_all(pattern);
    return result;
}
