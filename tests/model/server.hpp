// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task.hpp"

#include <cstdint>
#include <expected>
#include <functional>
#include <mutex>
#include <random>
#include <utility>
#include <vector>

/// A database that has only what MongoDB gives, and gives it in its worst mood; and a store on it.
namespace model {

/// A place in the one order of all writes.
using Moment = std::uint64_t;

/// What one session read or wrote once it sees from then on, or something newer (causal consistency).
struct Session {
    Moment seen = 0;
};

/// How current a read is: `majority` may see what held a while ago, `linearizable` sees what holds now.
enum class ReadConcern { majority, linearizable };

/// What goes wrong, drawn from a seed; each a chance in a hundred calls. All zero: nothing does.
struct Faults {
    std::uint64_t seed = 1;
    unsigned lost = 0;        ///< A call that never takes effect.
    unsigned unanswered = 0;  ///< A write that takes effect, and nobody says so.
    unsigned late = 0;        ///< The same, but it takes effect after other calls have.
    unsigned stale = 0;       ///< A majority read of an older state …
    Moment most_lag = 0;      ///< … by at most so many writes.
};

/// The call was not answered. A read may be asked again; a write may have taken effect, or may yet.
struct Unanswered {};

template <typename T>
using Answer = std::expected<T, Unanswered>;

/// The one order of all calls, and what goes wrong with them. Each call is atomic, and lets others go first before and
/// after it: wherever a store awaits its database, anything may have happened. It has no clock, and no randomness but
/// that of its seed: driven by one thread it does the same each time. Calls may come from any thread.
class Server {
public:
    void set(Faults faults)
    {
        std::scoped_lock const lock(mutex_);
        faults_ = faults;
        chance_.seed(faults.seed);
    }

    /// `look(moment)` sees the state of that moment.
    template <typename Look>
    auto read(Session& session, ReadConcern concern, Look look) -> base::Task<Answer<decltype(look(Moment{}))>>
    {
        co_await others_first();
        auto answer = read_now(session, concern, look);
        co_await others_first();
        co_return answer;
    }

    /// `apply(moment)` makes the change. It may be called after the caller has given up, so it owns what it needs.
    template <typename Apply>
    auto write(Session& session, Apply apply) -> base::Task<Answer<decltype(apply(Moment{}))>>
    {
        co_await others_first();
        auto answer = write_now(session, std::move(apply));
        co_await others_first();
        co_return answer;
    }

    /// What happens long after: nothing is late any more, and no read will see an older state than now. As deleting
    /// what is trimmed, a retention after it was written.
    template <typename Apply>
    auto write_long_after(Session& session, Apply apply) -> base::Task<Answer<decltype(apply(Moment{}))>>
    {
        settle();
        return write(session, std::move(apply));
    }

    /// Looks without being a call: for whoever watches the database itself.
    template <typename Look>
    auto peek(Look look) const
    {
        std::scoped_lock const lock(mutex_);
        return look(now_);
    }

private:
    static base::Task<void> others_first();

    template <typename Look>
    auto read_now(Session& session, ReadConcern concern, Look& look) -> Answer<decltype(look(Moment{}))>
    {
        std::scoped_lock const lock(mutex_);
        deliver_late();
        if (happens(faults_.lost)) return std::unexpected(Unanswered());
        session.seen = moment_of(session, concern);
        return look(session.seen);
    }

    template <typename Apply>
    auto write_now(Session& session, Apply apply) -> Answer<decltype(apply(Moment{}))>
    {
        std::scoped_lock const lock(mutex_);
        deliver_late();
        if (happens(faults_.lost)) return std::unexpected(Unanswered());
        if (happens(faults_.late)) {
            late_.emplace_back([apply = std::move(apply)](Moment moment) mutable { (void)apply(moment); });
            return std::unexpected(Unanswered());
        }
        auto result = apply(++now_);
        if (happens(faults_.unanswered)) return std::unexpected(Unanswered());
        session.seen = now_;
        return result;
    }

    bool happens(unsigned percent) { return percent > 0 && chance_() % 100 < percent; }
    Moment moment_of(Session const& session, ReadConcern concern);
    void deliver_late();
    void settle();

    mutable std::mutex mutex_;
    Faults faults_;
    std::mt19937_64 chance_;
    Moment now_ = 0;
    Moment oldest_readable_ = 0;
    std::vector<std::function<void(Moment)>> late_;
};

}
