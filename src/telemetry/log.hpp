// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "telemetry/log_line.hpp"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string_view>

namespace telemetry {

class LogSink;

enum class LogFormat { automatic, json, text };  ///< automatic: text on a terminal, else JSON lines.

struct LogOptions {
    Level level = Level::info;
    LogFormat format = LogFormat::automatic;
    int descriptor = 2;                      ///< Where lines go; not closed by us.
    std::size_t buffer_limit = 1024 * 1024;  ///< Bytes that may wait for a slow reader; more is dropped and counted.
};

/// The structured log: one line per call. Any thread; never blocks on the reader of the log.
/// Lines are written by a background thread within 100 ms, warnings and errors at once;
/// the destructor writes what is left. A reader that takes nothing for a second
/// is given up on by `flush` and the destructor; what was dropped is counted in a `log_lines_dropped` line
/// once lines flow again. JSON lines have their time in UTC, text has the local one.
///
/// Never pass tokens, keys, passwords, phone numbers or bodies.
class Log {
public:
    explicit Log(LogOptions options = {});
    ~Log();

    Log(Log const&) = delete;
    Log& operator=(Log const&) = delete;

    bool enabled(Level level) const noexcept { return level >= level_; }

    /// `event` is a stable snake_case name: what happened.
    void write(Level level, std::string_view event, std::initializer_list<Field> fields = {});

    void debug(std::string_view event, std::initializer_list<Field> fields = {}) { write(Level::debug, event, fields); }
    void info(std::string_view event, std::initializer_list<Field> fields = {}) { write(Level::info, event, fields); }
    void warning(std::string_view event, std::initializer_list<Field> fields = {})
    {
        write(Level::warning, event, fields);
    }
    void error(std::string_view event, std::initializer_list<Field> fields = {}) { write(Level::error, event, fields); }

    /// Lines that nobody got, since the start.
    std::uint64_t dropped() const;

    /// Writes out everything so far.
    void flush();

private:
    Level level_;
    bool json_;
    std::unique_ptr<LogSink> sink_;
};

}
