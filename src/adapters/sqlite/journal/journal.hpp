// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/writer.hpp"
#include "adapters/sqlite/journal/facts.hpp"
#include "ports/journal.hpp"

#include <cstddef>

namespace adapters::sqlite {

/// Decides the command on what the open transaction holds; appends the event that it comes to, and what is read of it.
/// `order_bytes`: a longer order is refused, but for the server's own word.
ports::Decided commit_command(WriteAccess& access, domain::Command command, OnceKeys const& keys,
                              std::size_t order_bytes);

class SqliteJournal final : public ports::Journal {
public:
    SqliteJournal(Writer& writer, std::size_t order_bytes) : writer_(writer), order_bytes_(order_bytes) {}

    base::Task<base::Result<ports::Decided>> commit(domain::Command command) override;

private:
    Writer& writer_;
    std::size_t order_bytes_;
};

}
