// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/ids.hpp"
#include "ports/clock.hpp"
#include "ports/journal.hpp"
#include "ports/notification_store.hpp"
#include "usecases/access.hpp"

namespace usecases {

/// What members do with their business's notifications; the marks are the business's, not one device's. A
/// notification that is not retained, or not this business's: `not_found` `notification_not_found`. Any core.
class Notifications {
public:
    Notifications(ports::NotificationStore& store, ports::Journal& journal, Access& access, ports::Clock const& clock);

    base::Task<base::Result<ports::UnreadCount>> count_unread(domain::Principal const& caller,
                                                              domain::BusinessId business);
    base::Task<base::Result<ports::UnreadCount>> mark_read(domain::Principal const& caller, domain::BusinessId business,
                                                           domain::EventId event);

    /// This one and everything before it.
    base::Task<base::Result<ports::UnreadCount>> mark_read_up_to(domain::Principal const& caller,
                                                                 domain::BusinessId business, domain::EventId event);

    /// Hides it from the list; it counts as read.
    base::Task<base::Result<ports::UnreadCount>> remove(domain::Principal const& caller, domain::BusinessId business,
                                                        domain::EventId event);

    /// A notification to try the devices with.
    base::Task<base::Result<ports::LogEntry>> send_test(domain::Principal const& caller, domain::BusinessId business);

private:
    using Change = base::Task<base::Result<ports::UnreadCount>> (ports::NotificationStore::*)(domain::BusinessId,
                                                                                              domain::EventId);
    base::Task<base::Result<ports::UnreadCount>> change(domain::Principal const& caller, domain::BusinessId business,
                                                        domain::EventId event, Change apply);

    ports::NotificationStore& store_;
    ports::Journal& journal_;
    Access& access_;
    ports::Clock const& clock_;
};

}
