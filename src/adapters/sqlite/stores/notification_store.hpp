// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/readers.hpp"
#include "adapters/sqlite/engine/writer.hpp"
#include "ports/notification_store.hpp"

namespace adapters::sqlite {

class SqliteNotificationStore final : public ports::NotificationStore {
public:
    SqliteNotificationStore(Writer& writer, Readers& readers) : writer_(writer), readers_(readers) {}

    base::Task<base::Result<ports::NotificationPage>> read(ports::NotificationQuery query) override;
    base::Task<base::Result<ports::ReadMarks>> marks(domain::BusinessId business) override;
    base::Task<base::Result<ports::UnreadCount>> count_unread(domain::BusinessId business) override;
    base::Task<base::Result<ports::UnreadCount>> mark_read(domain::BusinessId business, domain::EventId event) override;
    base::Task<base::Result<ports::UnreadCount>> mark_read_up_to(domain::BusinessId business,
                                                                 domain::EventId event) override;
    base::Task<base::Result<ports::UnreadCount>> remove(domain::BusinessId business, domain::EventId event) override;

private:
    using Change = void (*)(WriteAccess& access, Ledger& ledger, std::uint64_t seq);
    base::Task<base::Result<ports::UnreadCount>> change(domain::BusinessId business, domain::EventId event,
                                                        Change apply);

    Writer& writer_;
    Readers& readers_;
};

}
