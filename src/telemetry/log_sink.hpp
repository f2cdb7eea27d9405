// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "telemetry/log_line.hpp"

#include <spdlog/sinks/base_sink.h>

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace telemetry {

/// A spdlog sink that collects lines in memory, while a thread of its own writes them to a descriptor.
///
/// What waits, being written included, is never more than `limit` bytes; further lines are dropped and counted.
class LogSink : public spdlog::sinks::base_sink<std::mutex> {
public:
    LogSink(int descriptor, std::size_t limit, bool json);

    /// Writes what is left, unless the reader takes nothing for a second.
    ~LogSink() override;

    LogSink(LogSink const&) = delete;
    LogSink& operator=(LogSink const&) = delete;

    void write(Level level, std::string_view payload);

    /// Lines that nobody got, since the start.
    std::uint64_t dropped() const { return all_dropped_.load(std::memory_order_relaxed); }

    /// Returns when what came before is written or given up.
    void drain();

private:
    void sink_it_(spdlog::details::log_msg const& message) override;
    void flush_() override {}

    void run();
    std::string next_batch(std::unique_lock<std::mutex>& lock);
    void append_dropped_line(std::string& batch);
    std::size_t write_out(std::string_view batch);
    std::size_t write_bytes(std::string_view bytes);
    bool wait_until_writable();
    bool is_impatient();

    int const descriptor_;
    std::size_t const limit_;
    bool const json_;

    // All guarded by the sink's mutex_.
    std::condition_variable wake_;
    std::condition_variable written_;
    std::string waiting_;
    std::size_t in_flight_ = 0;    ///< Bytes that the thread is writing.
    std::uint64_t dropped_ = 0;    ///< And not yet told of.
    std::uint64_t batches_ = 0;    ///< Taken and done with.
    std::size_t drains_ = 0;       ///< Callers that wait in `drain`.
    bool is_urgent_ = false;
    bool is_reader_gone_ = false;  ///< The last batch was not taken whole.
    bool is_stopping_ = false;

    std::atomic<std::uint64_t> all_dropped_{0};
    bool is_line_torn_ = false;  ///< The reader has the beginning of a line that will not be finished. The thread's.
    std::thread thread_;
};

}
