// SPDX-License-Identifier: Apache-2.0
#include "telemetry/log_sink.hpp"

#include <spdlog/pattern_formatter.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <utility>

#include <poll.h>
#include <unistd.h>

namespace telemetry {

namespace {

constexpr auto longest_wait = std::chrono::milliseconds(100);
constexpr int poll_millis = 100;
constexpr int patience_in_polls = 10;

/// A pipe that polls as writable takes this much without blocking (POSIX's PIPE_BUF on Linux).
constexpr std::size_t piece_size = 4096;

spdlog::level::level_enum spdlog_level(Level level)
{
    switch (level) {
    case Level::debug: return spdlog::level::debug;
    case Level::info: return spdlog::level::info;
    case Level::warning: return spdlog::level::warn;
    case Level::error: return spdlog::level::err;
    }
    return spdlog::level::off;
}

std::unique_ptr<spdlog::formatter> make_formatter(bool json)
{
    if (json) {
        return std::make_unique<spdlog::pattern_formatter>(R"({"ts":"%Y-%m-%dT%H:%M:%S.%eZ",%v})",
                                                           spdlog::pattern_time_type::utc);
    }
    return std::make_unique<spdlog::pattern_formatter>("%H:%M:%S.%e %v", spdlog::pattern_time_type::local);
}

spdlog::details::log_msg make_message(Level level, std::string_view payload)
{
    return {{}, {}, spdlog_level(level), {payload.data(), payload.size()}};
}

/// Signals are for the other threads; a closed pipe is an error code here, not the end of the process.
void block_signals()
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}

LogSink::LogSink(int descriptor, std::size_t limit, bool json)
    : base_sink(make_formatter(json)), descriptor_(descriptor), limit_(limit), json_(json)
{
    thread_ = std::thread([this] {
        block_signals();
        run();
    });
}

LogSink::~LogSink()
{
    {
        std::lock_guard const lock(mutex_);
        is_stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void LogSink::write(Level level, std::string_view payload) { log(make_message(level, payload)); }

void LogSink::sink_it_(spdlog::details::log_msg const& message)
{
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    if (waiting_.size() + in_flight_ + line.size() > limit_) {
        ++dropped_;
        all_dropped_.fetch_add(1, std::memory_order_relaxed);
        return;
    }
    bool const was_empty = waiting_.empty();
    bool const turns_urgent = message.level >= spdlog::level::warn && !is_urgent_;
    waiting_.append(line.data(), line.size());
    is_urgent_ |= turns_urgent;
    if (was_empty || turns_urgent) wake_.notify_one();
}

void LogSink::drain()
{
    std::unique_lock lock(mutex_);
    ++drains_;
    wake_.notify_one();
    // The batch under way was taken before what waits now.
    auto const last = batches_ + (in_flight_ > 0 ? 1 : 0) + (waiting_.empty() ? 0 : 1);
    written_.wait(lock, [&] { return batches_ >= last; });
    --drains_;
}

void LogSink::run()
{
    std::unique_lock lock(mutex_);
    while (!is_stopping_ || !waiting_.empty() || dropped_ > 0) {
        auto const batch = next_batch(lock);
        in_flight_ = batch.size();
        lock.unlock();
        auto const taken = write_out(batch);
        lock.lock();
        in_flight_ = 0;
        ++batches_;
        auto const lost = std::count(batch.begin() + static_cast<std::ptrdiff_t>(taken), batch.end(), '\n');
        dropped_ += static_cast<std::uint64_t>(lost);
        all_dropped_.fetch_add(static_cast<std::uint64_t>(lost), std::memory_order_relaxed);
        is_reader_gone_ = lost > 0;
        written_.notify_all();
        if (is_stopping_ && is_reader_gone_) return;
    }
}

/// Waits for lines, and then a little for more of them.
std::string LogSink::next_batch(std::unique_lock<std::mutex>& lock)
{
    wake_.wait(lock, [this] { return is_stopping_ || !waiting_.empty() || (dropped_ > 0 && !is_reader_gone_); });
    wake_.wait_for(lock, longest_wait, [this] { return is_stopping_ || is_urgent_ || drains_ > 0; });
    is_urgent_ = false;
    auto batch = std::exchange(waiting_, {});
    append_dropped_line(batch);
    return batch;
}

void LogSink::append_dropped_line(std::string& batch)
{
    if (dropped_ == 0) return;
    std::string payload;
    append_line(payload, json_, Level::warning, "log_lines_dropped", std::array{Field("count", dropped_)});
    spdlog::memory_buf_t line;
    formatter_->format(make_message(Level::warning, payload), line);
    batch.append(line.data(), line.size());
    dropped_ = 0;
}

/// Returns how many bytes the reader took; fewer than all if it is gone or was given up on.
std::size_t LogSink::write_out(std::string_view batch)
{
    if (is_line_torn_ && write_bytes("\n") == 0) return 0;
    auto const taken = write_bytes(batch);
    if (taken > 0) is_line_torn_ = batch[taken - 1] != '\n';
    return taken;
}

std::size_t LogSink::write_bytes(std::string_view bytes)
{
    std::size_t taken = 0;
    while (taken < bytes.size()) {
        if (!wait_until_writable()) break;
        auto const piece = bytes.substr(taken, piece_size);
        auto const written = ::write(descriptor_, piece.data(), piece.size());
        if (written >= 0) {
            taken += static_cast<std::size_t>(written);
        } else if (errno != EINTR && errno != EAGAIN) {
            break;
        }
    }
    return taken;
}

/// False when somebody waits for us and the reader has taken nothing for long.
bool LogSink::wait_until_writable()
{
    pollfd slot{descriptor_, POLLOUT, 0};
    for (int idle_polls = 0; ::poll(&slot, 1, poll_millis) == 0;) {
        if (is_impatient() && ++idle_polls >= patience_in_polls) return false;
    }
    return true;
}

bool LogSink::is_impatient()
{
    std::lock_guard const lock(mutex_);
    return is_stopping_ || drains_ > 0;
}

}
