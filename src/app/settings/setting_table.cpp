// SPDX-License-Identifier: Apache-2.0
#include "app/settings/setting_table.hpp"

#include "app/settings/setting_groups.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace app {
namespace {

std::vector<SettingDescriptor> make_table()
{
    std::vector<SettingDescriptor> table;
    add_server_settings(table);
    add_identity_settings(table);
    add_order_settings(table);
    add_mail_settings(table);
    add_store_settings(table);
    add_tls_settings(table);
    add_edge_settings(table);
    add_rate_settings(table);
    add_limit_settings(table);
    add_stream_settings(table);
    add_log_settings(table);
    add_metrics_settings(table);
    add_trace_settings(table);
    return table;
}

std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (auto const letter : a) {
        auto diagonal = row[0]++;
        for (std::size_t j = 0; j < b.size(); ++j) {
            auto const replaced = diagonal + (letter == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

}

std::span<SettingDescriptor const> setting_table()
{
    static auto const table = make_table();
    return table;
}

SettingDescriptor const* find_setting(std::string_view name)
{
    auto const table = setting_table();
    auto const found = std::ranges::find(table, name, &SettingDescriptor::name);
    return found == table.end() ? nullptr : &*found;
}

std::string_view nearest(std::string_view word, std::span<std::string_view const> names)
{
    word = word.substr(0, 64);
    std::string_view best;
    auto best_distance = word.size() / 3 + 2;
    for (auto const name : names) {
        auto const distance = edit_distance(word, name);
        if (distance >= best_distance) continue;
        best_distance = distance;
        best = name;
    }
    return best;
}

std::string_view nearest_setting(std::string_view word)
{
    std::vector<std::string_view> names;
    for (auto const& setting : setting_table()) names.push_back(setting.name);
    return nearest(word, names);
}

}
