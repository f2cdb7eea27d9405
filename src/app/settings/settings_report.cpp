// SPDX-License-Identifier: Apache-2.0
#include "app/settings/settings_report.hpp"

#include "app/settings/setting_table.hpp"
#include "json/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace app {
namespace {

std::string shown(SettingDescriptor const& setting, Settings const& settings)
{
    auto value = setting.show(settings);
    return setting.is_secret && !value.empty() ? "(redacted)" : value;
}

constexpr std::string_view markdown_head = R"(# Settings

Written by `order-receiver config --markdown`.

A setting has three names: `data_dir` is the flag `--data-dir`, the environment variable `DATA_DIR` and the TOML key
`data_dir` of the file given by `--config` or `CONFIG_FILE`. A flag beats the environment, the environment beats the
file, the file beats the default; an empty variable counts as absent. `order-receiver config` prints what is in effect
and where it comes from. A wrong setting stops the start with exit code 3 and one line that says what would be right.

The server listens on this machine only unless `host` says otherwise: in a container give `HOST=0.0.0.0`.
Without `jwt_secret` one is made at the first start and kept in `data_dir` (mode 0600); `environment = production` wants
it given. Under `demo` the default of `data_dir` is `data/demo`, that of `rate_auth` 1000/5m.
)";

}

std::string settings_as_text(LoadedSettings const& loaded)
{
    std::size_t name_width = 0;
    std::size_t value_width = 0;
    for (auto const& setting : setting_table()) {
        name_width = std::max(name_width, setting.name.size());
        value_width = std::max(value_width, std::min<std::size_t>(shown(setting, loaded.values).size(), 40));
    }
    std::string out;
    for (auto const& setting : setting_table())
        fmt::format_to(std::back_inserter(out), "{:<{}}  {:<{}}  {}\n", setting.name, name_width,
                       shown(setting, loaded.values), value_width, loaded.origins.find(setting.name)->second);
    return out;
}

std::string settings_as_json(LoadedSettings const& loaded)
{
    std::string out;
    json::Writer writer(out);
    writer.begin_object();
    for (auto const& setting : setting_table()) {
        writer.key(setting.name).begin_object();
        writer.member("value", shown(setting, loaded.values));
        writer.member("origin", loaded.origins.find(setting.name)->second);
        writer.end_object();
    }
    writer.end_object();
    out += '\n';
    return out;
}

std::string settings_as_markdown()
{
    Settings const defaults;
    std::string out(markdown_head);
    std::string_view group;
    for (auto const& setting : setting_table()) {
        if (group != setting.group) {
            group = setting.group;
            fmt::format_to(std::back_inserter(out), "\n## {}\n\n| Setting | Default | Accepts | |\n|---|---|---|---|\n",
                           group);
        }
        auto const value = setting.show(defaults);
        fmt::format_to(std::back_inserter(out), "| `{}` | {} | {} | {} |\n", setting.name,
                       value.empty() ? "" : "`" + value + "`", setting.accepts, setting.help);
    }
    return out;
}

}
