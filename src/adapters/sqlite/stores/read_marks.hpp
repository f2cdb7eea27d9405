// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/ledgers.hpp"
#include "adapters/sqlite/engine/writer.hpp"

#include <cstdint>

/// Changes of read marks, as they run on the writer's thread. A row of `notification_marks` stands for each marked
/// event above `read_up_to`; below it only deleted ones keep theirs, so that reading in order costs no rows.
namespace adapters::sqlite {

/// The event of that seq is retained. What is so already changes nothing.
void mark_read(WriteAccess& access, Ledger& ledger, std::uint64_t seq);
void mark_deleted(WriteAccess& access, Ledger& ledger, std::uint64_t seq);
void mark_read_up_to(WriteAccess& access, Ledger& ledger, std::uint64_t seq);

/// After `oldest` rose. Not a change that somebody made: the version stays.
void drop_marks_of_trimmed(WriteAccess& access, Ledger& ledger);

}
