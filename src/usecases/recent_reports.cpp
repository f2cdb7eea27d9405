// SPDX-License-Identifier: Apache-2.0
#include "usecases/recent_reports.hpp"

#include <algorithm>
#include <utility>

namespace usecases {

base::Task<base::Result<std::shared_ptr<ports::Report const>>> RecentReports::statistics(ports::StatisticsQuery query)
{
    Key const key{query.business, query.from, query.to, query.currency.code, query.timezone};
    for (;;) {
        std::shared_ptr<ports::Report const> known;
        auto const turn = take_turn(key, known);
        if (turn == Turn::answered) co_return known;
        if (turn == Turn::compute) break;
        auto answer = co_await base::suspend<Answer>([this, &key](base::Suspended<Answer> waiting) {
            std::scoped_lock const lock(mutex_);
            auto const entry = entries_.find(key);
            if (entry != entries_.end() && entry->second.is_computing && !is_stopped_)
                entry->second.waiting.push_back(std::move(waiting));
            else
                base::answer(std::move(waiting), Answer(nullptr));  // it ended meanwhile: look again
        });
        if (!answer || *answer) co_return answer;
    }
    auto const begun = clock_.now();
    auto answer = co_await source_.statistics(std::move(query));
    co_return finish(key, std::move(answer), begun);
}

RecentReports::Turn RecentReports::take_turn(Key const& key, std::shared_ptr<ports::Report const>& answer)
{
    std::scoped_lock const lock(mutex_);
    if (!entries_.contains(key)) make_room();
    auto& entry = entries_[key];
    auto const now = clock_.now();
    bool const is_settled = entry.last && now < entry.good_until && now >= entry.last->as_of;
    if (is_settled || (entry.is_computing && is_young(entry, now))) {
        answer = entry.last;
        return Turn::answered;
    }
    if (entry.is_computing && !is_stopped_) return Turn::wait;
    entry.is_computing = true;
    return Turn::compute;
}

RecentReports::Answer RecentReports::finish(Key const& key, Answer answer, base::Instant begun)
{
    auto const now = clock_.now();
    std::scoped_lock const lock(mutex_);
    auto& entry = entries_[key];
    entry.is_computing = false;
    if (answer) {
        entry.last = *answer;
        entry.good_until = begun + std::clamp<std::chrono::microseconds>((now - begun) * effort, settles, oldest);
    } else if (answer.error().kind == base::FailureKind::unavailable && is_young(entry, now)) {
        answer = entry.last;
    }
    for (auto& each : std::exchange(entry.waiting, {})) base::answer(std::move(each), answer);
    if (!entry.last) entries_.erase(key);
    return answer;
}

void RecentReports::stop()
{
    std::scoped_lock const lock(mutex_);
    is_stopped_ = true;
    Answer const stopping = std::unexpected(base::shutting_down());
    for (auto& [key, entry] : entries_)
        for (auto& each : std::exchange(entry.waiting, {})) base::answer(std::move(each), stopping);
}

void RecentReports::make_room()
{
    if (entries_.size() < max_kept) return;
    auto victim = entries_.end();
    for (auto each = entries_.begin(); each != entries_.end(); ++each) {
        if (each->second.is_computing) continue;
        if (victim == entries_.end() || each->second.last->as_of < victim->second.last->as_of) victim = each;
    }
    if (victim != entries_.end()) entries_.erase(victim);
}

bool RecentReports::is_young(Entry const& entry, base::Instant now)
{
    return entry.last && now - entry.last->as_of < oldest;
}

}
