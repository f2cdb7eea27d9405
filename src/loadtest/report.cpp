// SPDX-License-Identifier: Apache-2.0
#include "loadtest/report.hpp"

#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace loadtest {

namespace {

namespace json = boost::json;
using Lines = std::vector<std::pair<std::string, std::string>>;

constexpr std::string_view microseconds = "_us";

std::string words(std::string_view name)
{
    std::string text{name};
    if (text.ends_with(microseconds)) text.resize(text.size() - microseconds.size());
    std::ranges::replace(text, '_', ' ');
    return text;
}

std::string grouped(std::int64_t number)
{
    auto text = std::to_string(number);
    auto const first = text.starts_with('-') ? 1 : 0;
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > first; at -= 3)
        text.insert(static_cast<std::size_t>(at), ",");
    return text;
}

std::string scalar(std::string_view name, json::value const& value)
{
    if (value.is_string()) return std::string(value.get_string());
    if (name.ends_with(microseconds)) return fmt::format("{:.2f} ms", value.to_number<double>() / 1'000);
    if (value.is_double() && value.get_double() != static_cast<double>(static_cast<std::int64_t>(value.get_double())))
        return fmt::format("{:.2f}", value.get_double());
    return grouped(value.to_number<std::int64_t>());
}

std::string percentiles(json::object const& times)
{
    std::string text;
    for (auto const& [name, value] : times)
        if (value.is_number() && name != "count")
            fmt::format_to(std::back_inserter(text), "{}{} {}", text.empty() ? "" : "  ", std::string_view(name),
                           scalar(microseconds, value));
    return text;
}

void collect(std::string const& prefix, json::object const& object, Lines& lines)
{
    for (auto const& [name, value] : object) {
        auto const label = prefix.empty() ? words(name) : prefix + " " + words(name);
        if (!value.is_object())
            lines.emplace_back(label, scalar(name, value));
        else if (value.get_object().contains("p99"))
            lines.emplace_back(label, percentiles(value.get_object()));
        else
            collect(label, value.get_object(), lines);
    }
}

}

std::string table(json::object const& result)
{
    Lines lines;
    collect("", result, lines);
    std::size_t width = 0;
    for (auto const& line : lines) width = std::max(width, line.first.size());
    std::string text;
    for (auto const& [name, value] : lines)
        fmt::format_to(std::back_inserter(text), "{:<{}}  {}\n", name, width, value);
    return text;
}

}
