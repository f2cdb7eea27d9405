// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/readers.hpp"
#include "adapters/sqlite/engine/writer.hpp"
#include "ports/event_log.hpp"

namespace adapters::sqlite {

class SqliteEventLog final : public ports::EventLog {
public:
    SqliteEventLog(Writer& writer, Readers& readers) : writer_(writer), readers_(readers) {}

    base::Task<base::Result<ports::LogPosition>> position(domain::BusinessId business) override;
    base::Task<base::Result<ports::LogPage>> read(domain::BusinessId business, std::uint64_t after,
                                                  std::size_t max_events, std::size_t max_bytes) override;
    base::Task<base::Result<std::size_t>> trim(base::Instant before) override;

private:
    Writer& writer_;
    Readers& readers_;
};

}
