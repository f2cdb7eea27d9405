// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/marks.hpp"
#include "model/sessions.hpp"
#include "ports/notification_store.hpp"

namespace model {

class NotificationStore final : public ports::NotificationStore {
public:
    NotificationStore(Database& database, Sessions& sessions, Gate& gate)
        : database_(database), sessions_(sessions), gate_(gate)
    {
    }

    base::Task<base::Result<ports::NotificationPage>> read(ports::NotificationQuery query) override;
    base::Task<base::Result<ports::ReadMarks>> marks(domain::BusinessId business) override;
    base::Task<base::Result<ports::UnreadCount>> count_unread(domain::BusinessId business) override;
    base::Task<base::Result<ports::UnreadCount>> mark_read(domain::BusinessId business, domain::EventId event) override;
    base::Task<base::Result<ports::UnreadCount>> mark_read_up_to(domain::BusinessId business,
                                                                 domain::EventId event) override;
    base::Task<base::Result<ports::UnreadCount>> remove(domain::BusinessId business, domain::EventId event) override;

private:
    base::Task<base::Result<ports::NotificationPage>> read_page(ports::NotificationQuery query);
    base::Task<base::Result<ports::ReadMarks>> find_marks(domain::BusinessId business);
    base::Task<base::Result<ports::UnreadCount>> count(domain::BusinessId business);
    base::Task<base::Result<ports::UnreadCount>> change(domain::BusinessId business, domain::EventId event,
                                                        MarksChange apply);

    Database& database_;
    Sessions& sessions_;
    Gate& gate_;
};

}
