// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/writer.hpp"
#include "ports/ticket_store.hpp"

namespace adapters::sqlite {

class SqliteTicketStore final : public ports::TicketStore {
public:
    explicit SqliteTicketStore(Writer& writer) : writer_(writer) {}

    base::Task<base::Result<void>> keep(base::Bytes32 ticket, std::string subject, base::Instant expires_at) override;
    base::Task<base::Result<std::optional<std::string>>> spend(base::Bytes32 ticket) override;

private:
    Writer& writer_;
};

}
