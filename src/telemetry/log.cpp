// SPDX-License-Identifier: Apache-2.0
#include "telemetry/log.hpp"

#include "telemetry/log_sink.hpp"

#include <unistd.h>

namespace telemetry {

namespace {

constexpr std::size_t usual_line = 512;  ///< Bytes; most lines are shorter.

bool is_json(LogOptions const& options)
{
    if (options.format == LogFormat::automatic) return ::isatty(options.descriptor) == 0;
    return options.format == LogFormat::json;
}

}

Log::Log(LogOptions options)
    : level_(options.level),
      json_(is_json(options)),
      sink_(std::make_unique<LogSink>(options.descriptor, options.buffer_limit, json_))
{
}

Log::~Log() = default;

void Log::write(Level level, std::string_view event, std::initializer_list<Field> fields)
{
    if (!enabled(level)) return;
    std::string line;
    line.reserve(usual_line);
    append_line(line, json_, level, event, fields);
    sink_->write(level, line);
}

std::uint64_t Log::dropped() const { return sink_->dropped(); }

void Log::flush() { sink_->drain(); }

}
