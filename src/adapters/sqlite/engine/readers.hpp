// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/database.hpp"
#include "base/result.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace adapters::sqlite {

/// Read-only connections. A read runs on the calling thread, at once, on a connection of its own: with one thread
/// per core that is one connection a core in practice.
class Readers {
public:
    Readers(std::function<std::unique_ptr<Database>()> open, std::size_t kept, telemetry::Log& log,
            telemetry::Registry& registry, std::string_view used_for)
        : open_(std::move(open)),
          kept_(kept),
          log_(log),
          reads_(registry.counter("store_reads_total", "Reads of the store, by what for.",
                                  {{"pool", std::string(used_for)}}))
    {
        auto& in_use = registry.gauge("store_readers_in_use", "Read connections that are in use at this moment.",
                                      {{"pool", std::string(used_for)}});
        registry.on_collect([this, &in_use] {
            std::scoped_lock const lock(mutex_);
            in_use.set(in_use_);
        });
    }

    /// `read` (Database& → Result<T>) sees everything that was committed before. `unavailable` when the file
    /// cannot be read.
    template <typename T, typename Read>
    base::Result<T> run(Read&& read)
    {
        try {
            reads_.add();
            Lease lease(*this);
            return std::forward<Read>(read)(lease.database());
        } catch (DatabaseError const& error) {
            log_.error("store_read_failed", {{"code", error.code()}, {"reason", error.what()}});
            return std::unexpected(base::unavailable("store_failed", "the store cannot be read now"));
        }
    }

    /// The same in one read transaction: several statements see one state.
    template <typename T, typename Read>
    base::Result<T> run_consistently(Read&& read)
    {
        return run<T>([&read](Database& database) -> base::Result<T> {
            ReadTransaction const one_moment(database);
            return std::forward<Read>(read)(database);
        });
    }

private:
    class Lease {
    public:
        explicit Lease(Readers& readers) : readers_(readers), database_(readers.take()) {}
        ~Lease() { readers_.give_back(std::move(database_)); }
        Lease(Lease const&) = delete;
        Lease& operator=(Lease const&) = delete;
        Database& database() { return *database_; }

    private:
        Readers& readers_;
        std::unique_ptr<Database> database_;
    };

    std::unique_ptr<Database> take()
    {
        {
            std::scoped_lock const lock(mutex_);
            ++in_use_;
            if (!idle_.empty()) {
                auto database = std::move(idle_.back());
                idle_.pop_back();
                return database;
            }
        }
        try {
            return open_();
        } catch (...) {
            give_back(nullptr);
            throw;
        }
    }

    void give_back(std::unique_ptr<Database> database)
    {
        std::scoped_lock const lock(mutex_);
        --in_use_;
        if (database && idle_.size() < kept_) idle_.push_back(std::move(database));
    }

    std::function<std::unique_ptr<Database>()> open_;
    std::size_t kept_;
    telemetry::Log& log_;
    telemetry::Counter& reads_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Database>> idle_;
    std::int64_t in_use_ = 0;
};

}
