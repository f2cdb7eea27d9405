// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/settings/setting_descriptor.hpp"

#include <vector>

/// Every setting, group by group: a new one is a line in its group's function and a member of Settings.
namespace app {

void add_server_settings(std::vector<SettingDescriptor>& table);
void add_identity_settings(std::vector<SettingDescriptor>& table);
void add_order_settings(std::vector<SettingDescriptor>& table);
void add_mail_settings(std::vector<SettingDescriptor>& table);
void add_store_settings(std::vector<SettingDescriptor>& table);
void add_tls_settings(std::vector<SettingDescriptor>& table);
void add_edge_settings(std::vector<SettingDescriptor>& table);
void add_rate_settings(std::vector<SettingDescriptor>& table);
void add_limit_settings(std::vector<SettingDescriptor>& table);
void add_stream_settings(std::vector<SettingDescriptor>& table);
void add_log_settings(std::vector<SettingDescriptor>& table);
void add_metrics_settings(std::vector<SettingDescriptor>& table);
void add_trace_settings(std::vector<SettingDescriptor>& table);

}
