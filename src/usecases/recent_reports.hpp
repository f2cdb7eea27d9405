// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/one_shot.hpp"
#include "ports/clock.hpp"
#include "ports/reports.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

namespace usecases {

/// Reports that are at most five minutes old, and no more of them than it takes: the same question is answered
/// alike for 10 s, longer when the answer took long to compute, and computed once however many ask at a time.
/// While it is computed anew, or cannot be, the last answer stands if it is young enough. Any core.
class RecentReports final : public ports::Reports {
public:
    static constexpr std::chrono::seconds settles{10};
    static constexpr std::chrono::minutes oldest{5};
    /// A report takes at most one part in so many of a core's time.
    static constexpr int effort = 20;
    static constexpr std::size_t max_kept = 256;

    RecentReports(ports::Reports& source, ports::Clock const& clock) : source_(source), clock_(clock) {}

    base::Task<base::Result<std::shared_ptr<ports::Report const>>> statistics(ports::StatisticsQuery query) override;

    /// Those who wait are told `unavailable`; call it while their cores run, after the source has stopped.
    void stop();

private:
    using Answer = base::Result<std::shared_ptr<ports::Report const>>;
    using Key = std::tuple<domain::BusinessId, base::Instant, base::Instant, std::string, std::string>;

    struct Entry {
        std::shared_ptr<ports::Report const> last;
        base::Instant good_until;  ///< Not computed again before.
        bool is_computing = false;
        std::vector<base::Suspended<Answer>> waiting;
    };

    enum class Turn { answered, wait, compute };
    Turn take_turn(Key const& key, std::shared_ptr<ports::Report const>& answer);
    Answer finish(Key const& key, Answer answer, base::Instant begun);
    void make_room();
    static bool is_young(Entry const& entry, base::Instant now);

    ports::Reports& source_;
    ports::Clock const& clock_;
    std::mutex mutex_;
    std::map<Key, Entry> entries_;
    bool is_stopped_ = false;
};

}
