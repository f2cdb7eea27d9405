// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/people/ticket_store.hpp"

#include "adapters/sqlite/people/one_time_tokens.hpp"

namespace adapters::sqlite {

base::Task<base::Result<void>> SqliteTicketStore::keep(base::Bytes32 ticket, std::string subject,
                                                       base::Instant expires_at)
{
    return writer_.run<void>(
        [ticket, subject = std::move(subject), expires_at](WriteAccess& access) -> base::Result<void> {
            put_token(access, TokenKind::stream_ticket, ticket, subject, expires_at);
            return {};
        });
}

base::Task<base::Result<std::optional<std::string>>> SqliteTicketStore::spend(base::Bytes32 ticket)
{
    return writer_.run<std::optional<std::string>>(
        [ticket](WriteAccess& access) -> base::Result<std::optional<std::string>> {
            return spend_token(access, TokenKind::stream_ticket, ticket);
        });
}

}
