// SPDX-License-Identifier: Apache-2.0
#include "loadtest/engine.hpp"

#include "loadtest/stream.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <sys/resource.h>

namespace loadtest {

namespace {

constexpr Nanos patience = 10 * second;
constexpr std::uint64_t most_cuts = 1'000;

double cpu_seconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    auto const seconds = [](timeval time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// How many requests the pace makes; 0 when only the server knows.
std::uint64_t planned(Pace const& pace)
{
    return pace.count != 0 ? pace.count : static_cast<std::uint64_t>((pace.warmup + pace.seconds) * pace.rate);
}

Nanos nanos(double seconds) { return static_cast<Nanos>(seconds * static_cast<double>(second)); }

}

class Engine::Connection final : public Stream {
public:
    Connection(Poller& poller, Endpoint const& endpoint, Engine& engine, std::size_t index)
        : Stream(poller, endpoint), engine_(engine), index_(index)
    {
    }

    Nanos due = 0;
    bool is_busy = false;

private:
    std::size_t on_bytes(std::string_view bytes) override
    {
        auto const answer = read_answer(bytes);
        if (!answer) return 0;
        if (!is_busy) throw std::runtime_error("an answer that nobody asked for");
        engine_.on_answer(index_, *answer);
        return answer->size;
    }

    void on_end() override
    {
        reconnect();
        if (is_busy) engine_.on_cut(index_);
    }

    Engine& engine_;
    std::size_t index_;
};

Engine::Engine(Poller& poller, Endpoint const& endpoint, Pace const& pace, Workload& workload)
    : poller_(poller), pace_(pace), progress_("requests answered", planned(pace)), workload_(workload)
{
    for (std::size_t i = 0; i < pace.connections; ++i) {
        connections_.push_back(std::make_unique<Connection>(poller, endpoint, *this, i));
        idle_.push_back(i);
    }
}

Engine::~Engine() = default;

Nanos Engine::due(std::uint64_t request) const { return start_ + nanos(static_cast<double>(request) / pace_.rate); }

bool Engine::has_ended(Nanos at) const
{
    if (pace_.count != 0) return issued_ >= pace_.count;
    if (pace_.rate > 0) return due(issued_) >= stop_at_ || at >= stop_at_ + patience;
    return at >= stop_at_;
}

Nanos Engine::pump()
{
    auto at = now();
    if (start_ == 0) {
        start_ = at;
        cpu_at_start_ = cpu_seconds();
        measure_from_ = pace_.count != 0 ? at : at + nanos(pace_.warmup);
        stop_at_ = pace_.count != 0 ? std::numeric_limits<Nanos>::max() : measure_from_ + nanos(pace_.seconds);
    }
    while (!idle_.empty() && !has_ended(at)) {
        if (pace_.rate > 0 && due(issued_) > at) return due(issued_);
        auto const connection = idle_.back();
        idle_.pop_back();
        issue(connection, pace_.rate > 0 ? due(issued_) : at);
        at = now();
    }
    progress_.show(finished_);
    return at + second / 10;
}

void Engine::issue(std::size_t connection, Nanos due)
{
    ++issued_;
    connections_[connection]->is_busy = true;
    connections_[connection]->due = due;
    request_.clear();
    workload_.write(connection, request_);
    connections_[connection]->send(request_);
}

void Engine::go_on(std::size_t connection, Nanos at)
{
    if (has_ended(at) || (pace_.rate > 0 && due(issued_) > at))
        idle_.push_back(connection);
    else
        issue(connection, pace_.rate > 0 ? due(issued_) : at);
}

void Engine::on_answer(std::size_t index, Answer const& answer)
{
    auto& connection = *connections_[index];
    auto const at = now();
    connection.is_busy = false;
    ++finished_;
    last_answer_ = at;
    ++statuses_[answer.status];
    if (!workload_.read(index, answer, connection.due)) {
        if (++failed_ <= 3)
            fmt::print(stderr, "loadtest: not the answer wanted: {} {}\n", answer.status, answer.body.substr(0, 200));
    } else {
        if (in_window(at)) ++in_window_;
        if (in_window(pace_.rate > 0 ? connection.due : at)) latency_.record(at - connection.due);
    }
    go_on(index, at);
}

void Engine::on_cut(std::size_t connection)
{
    connections_[connection]->is_busy = false;
    ++finished_;
    ++failed_;
    if (++cut_ > most_cuts) throw std::runtime_error("the server cuts connections off before it answers");
    workload_.lose(connection);
    go_on(connection, now());
}

bool Engine::is_done() const
{
    if (start_ == 0 || !has_ended(now())) return false;
    return finished_ == issued_ || now() > std::max(last_answer_, start_) + patience;
}

void Engine::run()
{
    while (!is_done()) poller_.wait(pump());
}

std::uint64_t Engine::unanswered() const
{
    auto const in_flight = issued_ - finished_;
    if (pace_.rate <= 0 || pace_.count != 0) return in_flight;
    auto const asked = planned(pace_);
    return in_flight + (asked > issued_ ? asked - issued_ : 0);
}

boost::json::object Engine::to_json() const
{
    auto const elapsed = static_cast<double>(last_answer_ - start_) / static_cast<double>(second);
    auto const measured = pace_.count != 0 ? elapsed : pace_.seconds;
    boost::json::object statuses;
    for (auto const& [status, count] : statuses_) statuses[std::to_string(status)] = count;
    return {{"connections", pace_.connections},
            {"rate_asked", pace_.rate},
            {"seconds", measured},
            {"answered", in_window_},
            {"rate", measured > 0 ? std::llround(static_cast<double>(in_window_) / measured) : 0},
            {"failed", failed_},
            {"cut_off", cut_},
            {"unanswered", unanswered()},
            {"statuses", statuses},
            {"latency_us", latency_.to_json()},
            {"generator_cpu", std::round(100 * (cpu_seconds() - cpu_at_start_) / std::max(elapsed, 1e-9)) / 100}};
}

}
