// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/settings/setting_descriptor.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The `at` of a form: gives a member of a Settings, const or not.
#define AT(member) [](auto& settings) -> auto& { return settings.member; }

/// How each kind of setting is read and shown.
namespace app {

/// What every descriptor has.
struct SettingNames {
    std::string_view name;
    std::string_view group;
    std::string_view help;
};

/// 30, 30s, 5m, 12h or 7d.
std::expected<std::chrono::seconds, std::string> parse_duration(std::string_view text);
std::string format_duration(std::chrono::seconds duration);

template <typename At>
SettingDescriptor number_setting(SettingNames names, std::uint64_t min, std::uint64_t max, At at)
{
    auto assign = [=](Settings& settings, std::string_view text) -> std::expected<void, std::string> {
        auto const value = base::parse_number<std::uint64_t>(text);
        if (!value) return std::unexpected("is not a number");
        if (*value < min) return std::unexpected("is too small");
        if (*value > max) return std::unexpected("is too large");
        auto& target = at(settings);
        target = static_cast<std::remove_reference_t<decltype(target)>>(*value);
        return {};
    };
    return {names.name,
            names.group,
            names.help,
            fmt::format("a number from {} to {}", min, max),
            false,
            std::move(assign),
            [=](Settings const& settings) { return fmt::format("{}", at(settings)); }};
}

template <typename At>
SettingDescriptor duration_setting(SettingNames names, std::chrono::seconds min, std::chrono::seconds max, At at)
{
    auto assign = [=](Settings& settings, std::string_view text) -> std::expected<void, std::string> {
        auto const value = parse_duration(text);
        if (!value) return std::unexpected(value.error());
        if (*value < min) return std::unexpected("is too short");
        if (*value > max) return std::unexpected("is too long");
        at(settings) = *value;
        return {};
    };
    return {names.name,
            names.group,
            names.help,
            fmt::format("a time from {} to {}, as seconds or like 30s, 5m, 12h, 7d", format_duration(min),
                        format_duration(max)),
            false,
            std::move(assign),
            [=](Settings const& settings) { return format_duration(at(settings)); }};
}

/// `choices` pairs the words with the values, the words as the outside writes them.
template <typename Value, typename At>
SettingDescriptor choice_setting(SettingNames names, std::vector<std::pair<std::string_view, Value>> choices, At at)
{
    std::string accepts;
    for (auto const& [word, value] : choices) accepts.append(accepts.empty() ? "" : " or ").append(word);
    auto assign = [=](Settings& settings, std::string_view text) -> std::expected<void, std::string> {
        for (auto const& [word, value] : choices) {
            if (!base::equals_ignoring_case(word, text)) continue;
            at(settings) = value;
            return {};
        }
        return std::unexpected("is not a choice");
    };
    auto show = [=](Settings const& settings) {
        for (auto const& [word, value] : choices)
            if (at(settings) == value) return std::string(word);
        return std::string();
    };
    return {names.name, names.group, names.help, std::move(accepts), false, std::move(assign), std::move(show)};
}

/// Values separated by commas; `parse` gives nothing for what is none.
template <typename Value, typename At, typename Parse, typename Show>
SettingDescriptor list_setting(SettingNames names, std::string_view accepts, At at, Parse parse, Show show)
{
    auto assign = [=](Settings& settings, std::string_view text) -> std::expected<void, std::string> {
        std::vector<Value> values;
        while (!text.empty()) {
            auto const comma = text.find(',');
            auto const word = base::trim(text.substr(0, comma));
            text = comma == text.npos ? std::string_view() : text.substr(comma + 1);
            if (word.empty()) continue;
            auto value = parse(word);
            if (!value) return std::unexpected("holds " + std::string(word) + ", which is none");
            values.push_back(std::move(*value));
        }
        at(settings) = std::move(values);
        return {};
    };
    auto format = [=](Settings const& settings) {
        std::string text;
        for (auto const& value : at(settings)) text.append(text.empty() ? "" : ",").append(show(value));
        return text;
    };
    return {names.name, names.group, names.help, std::string(accepts), false, std::move(assign), std::move(format)};
}

/// A host name, or `*.` and one, in lower case.
std::optional<std::string> parse_host_pattern(std::string_view text);

/// An origin in lower case, or `*`.
std::optional<std::string> parse_origin(std::string_view text);

template <typename At>
SettingDescriptor switch_setting(SettingNames names, At at)
{
    return choice_setting<bool>(names, {{"on", true}, {"off", false}}, at);
}

/// A text of `min` to `max` bytes that is never shown. Each has a `secret_file_setting` beside it.
template <typename At>
SettingDescriptor secret_setting(SettingNames names, std::size_t min, std::size_t max, At at)
{
    auto assign = [=](Settings& settings, std::string_view text) -> std::expected<void, std::string> {
        if (text.size() < min) return std::unexpected("is too short");
        if (text.size() > max) return std::unexpected("is too long");
        at(settings) = text;
        return {};
    };
    return {names.name,
            names.group,
            names.help,
            fmt::format("a secret of {} to {} bytes", min, max),
            true,
            std::move(assign),
            [=](Settings const& settings) { return at(settings); }};
}

/// The file that holds `secret` instead; its name is that of the secret and `_file`.
SettingDescriptor secret_file_setting(SettingNames names, std::string_view secret);

/// What is wrong with a URL that must be scheme://host[:port][/path], if anything. Never with a user or a password,
/// which would be shown with it.
std::optional<std::string> flaw_of_url(std::string_view text, std::vector<std::string_view> const& schemes);

/// A slash at the end is left away.
template <typename At>
SettingDescriptor url_setting(SettingNames names, std::vector<std::string_view> schemes, std::string_view accepts,
                              At at)
{
    auto assign = [=](Settings& settings, std::string_view text) -> std::expected<void, std::string> {
        if (auto flaw = flaw_of_url(text, schemes)) return std::unexpected(std::move(*flaw));
        at(settings) = text.substr(0, text.find_last_not_of('/') + 1);
        return {};
    };
    return {names.name,
            names.group,
            names.help,
            std::string(accepts),
            false,
            std::move(assign),
            [=](Settings const& settings) { return at(settings); }};
}

template <typename At>
SettingDescriptor text_setting(SettingNames names, std::size_t max, At at)
{
    auto assign = [=](Settings& settings, std::string_view text) -> std::expected<void, std::string> {
        if (text.size() > max) return std::unexpected("is too long");
        if (!base::is_valid_utf8(text)) return std::unexpected("is not UTF-8");
        at(settings) = text;
        return {};
    };
    return {names.name,
            names.group,
            names.help,
            fmt::format("a text of at most {} bytes", max),
            false,
            std::move(assign),
            [=](Settings const& settings) { return at(settings); }};
}

template <typename At>
SettingDescriptor path_setting(SettingNames names, std::string_view accepts, At at)
{
    auto assign = [=](Settings& settings, std::string_view text) -> std::expected<void, std::string> {
        if (text.empty()) return std::unexpected("is empty");
        if (!base::is_valid_utf8(text)) return std::unexpected("is not UTF-8");
        at(settings) = std::filesystem::path(text);
        return {};
    };
    return {names.name,
            names.group,
            names.help,
            std::string(accepts),
            false,
            std::move(assign),
            [=](Settings const& settings) { return at(settings).string(); }};
}

}
