// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadtest/answer.hpp"
#include "loadtest/histogram.hpp"
#include "loadtest/options.hpp"
#include "loadtest/poller.hpp"
#include "loadtest/progress.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace loadtest {

/// What is asked for and what is made of the answers. Each connection has one request in flight.
class Workload {
public:
    virtual ~Workload() = default;

    /// Appends this connection's next request to `out`.
    virtual void write(std::size_t connection, std::string& out) = 0;

    /// The answer to it; false when it is not the one that was wanted. `due` is when the request was to be sent.
    virtual bool read(std::size_t connection, Answer const& answer, Nanos due) = 0;

    /// The connection broke before the answer came.
    virtual void lose(std::size_t) {}
};

/// Sends a workload's requests at a pace. One thread.
class Engine {
public:
    Engine(Poller& poller, Endpoint const& endpoint, Pace const& pace, Workload& workload);
    ~Engine();

    /// Sends what is due; returns when it wants to be called again at the latest.
    Nanos pump();

    /// Everything was sent and answered, or waited for in vain for 10 s.
    bool is_done() const;

    /// Pumps and polls until done.
    void run();

    bool in_window(Nanos instant) const { return instant >= measure_from_ && instant < stop_at_; }

    bool all_went_well() const { return failed_ == 0 && unanswered() == 0; }
    boost::json::object to_json() const;

private:
    class Connection;

    bool has_ended(Nanos at) const;
    Nanos due(std::uint64_t request) const;
    std::uint64_t unanswered() const;
    void issue(std::size_t connection, Nanos due);
    void go_on(std::size_t connection, Nanos at);
    void on_answer(std::size_t connection, Answer const& answer);
    void on_cut(std::size_t connection);

    Poller& poller_;
    Pace const pace_;
    Progress progress_;
    Workload& workload_;
    std::vector<std::unique_ptr<Connection>> connections_;
    std::vector<std::size_t> idle_;
    std::string request_;

    Nanos start_ = 0;
    Nanos measure_from_ = 0;
    Nanos stop_at_ = 0;
    Nanos last_answer_ = 0;
    double cpu_at_start_ = 0;
    std::uint64_t issued_ = 0;
    std::uint64_t finished_ = 0;
    std::uint64_t in_window_ = 0;
    std::uint64_t failed_ = 0;
    std::uint64_t cut_ = 0;
    std::map<int, std::uint64_t> statuses_;
    Histogram latency_;
};

}
