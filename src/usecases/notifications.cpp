// SPDX-License-Identifier: Apache-2.0
#include "usecases/notifications.hpp"

#include "usecases/decided.hpp"

namespace usecases {

using ports::UnreadCount;

Notifications::Notifications(ports::NotificationStore& store, ports::Journal& journal, Access& access,
                             ports::Clock const& clock)
    : store_(store), journal_(journal), access_(access), clock_(clock)
{
}

base::Task<base::Result<UnreadCount>> Notifications::count_unread(domain::Principal const& caller,
                                                                  domain::BusinessId business)
{
    // Marks are the members' own: a key that may read some of the log has none.
    auto const permitted = co_await access_.require(caller, business, domain::Action::mark_notifications);
    if (!permitted) co_return std::unexpected(permitted.error());
    co_return co_await store_.count_unread(business);
}

base::Task<base::Result<UnreadCount>> Notifications::change(domain::Principal const& caller,
                                                            domain::BusinessId business, domain::EventId event,
                                                            Change apply)
{
    auto const permitted = co_await access_.require(caller, business, domain::Action::mark_notifications);
    if (!permitted) co_return std::unexpected(permitted.error());
    co_return co_await (store_.*apply)(business, event);
}

base::Task<base::Result<UnreadCount>> Notifications::mark_read(domain::Principal const& caller,
                                                               domain::BusinessId business, domain::EventId event)
{
    return change(caller, business, event, &ports::NotificationStore::mark_read);
}

base::Task<base::Result<UnreadCount>> Notifications::mark_read_up_to(domain::Principal const& caller,
                                                                     domain::BusinessId business, domain::EventId event)
{
    return change(caller, business, event, &ports::NotificationStore::mark_read_up_to);
}

base::Task<base::Result<UnreadCount>> Notifications::remove(domain::Principal const& caller,
                                                            domain::BusinessId business, domain::EventId event)
{
    return change(caller, business, event, &ports::NotificationStore::remove);
}

base::Task<base::Result<ports::LogEntry>> Notifications::send_test(domain::Principal const& caller,
                                                                   domain::BusinessId business)
{
    auto const permitted = co_await access_.require(caller, business, domain::Action::mark_notifications);
    if (!permitted) co_return std::unexpected(permitted.error());
    domain::SendTest const command{domain::EventId::make(clock_.now()), business};
    auto const sent = unrefused(co_await journal_.commit(command));
    if (!sent) co_return std::unexpected(sent.error());
    co_return sent->appended()->entry;
}

}
