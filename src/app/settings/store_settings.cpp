// SPDX-License-Identifier: Apache-2.0
#include "app/settings/setting_forms.hpp"
#include "app/settings/setting_groups.hpp"

namespace app {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;

constexpr std::uint64_t kib = 1024;
constexpr std::uint64_t mib = 1024 * kib;

}

void add_order_settings(std::vector<SettingDescriptor>& table)
{
    constexpr auto group = "Orders";
    table.push_back(duration_setting(
        {"acceptance_grace", group, "After a start no order is cancelled for not being accepted for so long"},
        seconds(0), hours(1), AT(acceptance_grace)));
    table.push_back(duration_setting(
        {"no_device_after", group, "No device listens to a business that takes orders for so long: a warning"},
        seconds(1), hours(24), AT(no_device_after)));
}

void add_store_settings(std::vector<SettingDescriptor>& table)
{
    constexpr auto group = "Storage";
    table.push_back(duration_setting(
        {"retention", group, "How long events stay in a log, and idempotency keys are remembered at least"}, days(7),
        days(3650), AT(retention)));
    table.push_back(duration_setting(
        {"personal_data_retention", group, "After how long without a change a closed order is anonymised; 0: never"},
        seconds(0), days(3650), AT(personal_data_retention)));
    table.push_back(choice_setting<Synchronous>(
        {"synchronous", group, "SQLite's synchronous; NORMAL may lose acknowledged orders in a power cut"},
        {{"FULL", Synchronous::full}, {"NORMAL", Synchronous::normal}}, AT(store.synchronous)));
    table.push_back(
        number_setting({"write_queue", group, "Writes that may wait; more: 503"}, 1, 1'000'000, AT(store.write_queue)));
    table.push_back(
        number_setting({"write_batch", group, "Writes in one transaction"}, 1, 100'000, AT(store.write_batch)));
    table.push_back(number_setting({"checkpoint_pages", group, "WAL pages of 4 KiB between checkpoints under load"},
                                   100, 1'000'000, AT(store.checkpoint_pages)));
    table.push_back(number_setting({"read_connections", group, "Read connections that are kept open"}, 1, 256,
                                   AT(store.read_connections)));
    table.push_back(
        number_setting({"report_threads", group, "Threads that compute statistics"}, 1, 16, AT(store.report_threads)));
    table.push_back(number_setting({"report_queue", group, "Statistics that may wait to be computed; more: 503"}, 1,
                                   4096, AT(store.report_queue)));
    table.push_back(number_setting({"order_bytes", group, "Size of a stored order; more: 422"}, 4 * kib, mib,
                                   AT(store.order_bytes)));
}

}
