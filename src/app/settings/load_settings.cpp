// SPDX-License-Identifier: Apache-2.0
#include "app/settings/load_settings.hpp"

#include "app/settings/private_file.hpp"
#include "app/settings/setting_table.hpp"
#include "base/text.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <cstdlib>

namespace app {
namespace {

constexpr std::size_t most_secret_bytes = 64 * 1024;

std::unexpected<base::Failure> setting_failure(std::string line)
{
    return base::failure(base::FailureKind::invalid, "setting_invalid", std::move(line));
}

using FileValues = std::map<std::string, std::string, std::less<>>;

base::Result<std::string> text_of(toml::node const& node, std::string const& origin)
{
    if (auto const text = node.value_exact<std::string>()) return *text;
    if (auto const number = node.value_exact<std::int64_t>()) return std::to_string(*number);
    if (auto const flag = node.value_exact<bool>()) return std::string(*flag ? "on" : "off");
    return setting_failure(origin + " must be a text, a whole number, true or false");
}

base::Result<FileValues> read_file(std::filesystem::path const& path)
{
    toml::table table;
    try {
        table = toml::parse_file(path.string());
    } catch (toml::parse_error const& error) {
        auto const line = error.source().begin.line;
        if (line == 0)
            return setting_failure(fmt::format("{} cannot be read; give --config an existing file", path.string()));
        return setting_failure(fmt::format("{}:{}: {}", path.string(), line, error.description()));
    }

    FileValues values;
    for (auto const& [key, node] : table) {
        auto const name = std::string(key.str());
        auto const origin = fmt::format("{}:{}: {}", path.string(), node.source().begin.line, name);
        if (!find_setting(name)) {
            auto const meant = nearest_setting(name);
            return setting_failure(origin + " is not a setting; " +
                                   (meant.empty() ? std::string("`order-receiver config` lists them")
                                                  : fmt::format("did you mean {}?", meant)));
        }
        auto text = text_of(node, origin);
        if (!text) return std::unexpected(text.error());
        values.emplace(name, std::move(*text));
    }
    return values;
}

struct Given {
    std::string text;
    std::string origin;
};

std::optional<Given> find_value(SettingDescriptor const& setting, SettingSources const& sources, FileValues const& file,
                                std::string const& file_name)
{
    if (auto const flag = sources.flags.find(setting.name); flag != sources.flags.end())
        return Given{flag->second, "flag " + setting.flag()};
    if (auto variable = sources.environment(setting.variable()); variable && !variable->empty())
        return Given{std::move(*variable), "environment " + setting.variable()};
    if (auto const key = file.find(setting.name); key != file.end()) return Given{key->second, "file " + file_name};
    return std::nullopt;
}

/// Puts what the files of secrets hold into the secrets.
base::Result<void> read_secret_files(LoadedSettings& loaded)
{
    for (auto const& setting : setting_table()) {
        auto const file = loaded.values.secret_files.find(setting.name);
        if (file == loaded.values.secret_files.end()) continue;
        auto& origin = loaded.origins[std::string(setting.name)];
        if (origin != "default")
            return setting_failure(
                fmt::format("settings {0} and {0}_file are both given; give one of them", setting.name));
        origin = fmt::format("file {}", file->second.string());
        auto const text = read_small_file(file->second, most_secret_bytes);
        if (!text)
            return setting_failure(fmt::format("setting {}_file: {} cannot be read; must be a file with {}",
                                               setting.name, file->second.string(), setting.accepts));
        if (auto const assigned = setting.assign(loaded.values, base::trim(*text)); !assigned)
            return setting_failure(fmt::format("setting {}_file: what {} holds {}; must be {}", setting.name,
                                               file->second.string(), assigned.error(), setting.accepts));
    }
    return {};
}

}

base::Result<LoadedSettings> load_settings(SettingSources const& sources)
{
    LoadedSettings loaded;
    loaded.values = sources.defaults;

    auto path = sources.config_file;
    if (!path)
        if (auto const variable = sources.environment("CONFIG_FILE"); variable && !variable->empty()) path = *variable;
    FileValues file;
    if (path) {
        auto values = read_file(*path);
        if (!values) return std::unexpected(values.error());
        file = std::move(*values);
        loaded.config_file = path->string();
    }

    for (auto const& setting : setting_table()) {
        auto& origin = loaded.origins[std::string(setting.name)];
        auto const given = find_value(setting, sources, file, loaded.config_file);
        if (!given) {
            origin = "default";
            continue;
        }
        origin = given->origin;
        if (auto const assigned = setting.assign(loaded.values, given->text); !assigned)
            return setting_failure(
                fmt::format("setting {} ({}): {} {}; must be {}", setting.name, origin,
                            setting.is_secret ? "the secret" : "\"" + given->text.substr(0, 80) + "\"",
                            assigned.error(), setting.accepts));
    }
    if (loaded.values.tls_certificate_file.empty() != loaded.values.tls_key_file.empty())
        return setting_failure("settings tls_certificate_file and tls_key_file go together; give both or none");
    if (auto const read = read_secret_files(loaded); !read) return std::unexpected(read.error());
    return loaded;
}

std::optional<std::string> environment_variable(std::string const& name)
{
    auto const* value = std::getenv(name.c_str());
    if (!value) return std::nullopt;
    return value;
}

}
