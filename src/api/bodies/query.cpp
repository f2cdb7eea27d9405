// SPDX-License-Identifier: Apache-2.0
#include "api/bodies/query.hpp"

#include "base/text.hpp"
#include "domain/failures.hpp"

#include <algorithm>

namespace api {

base::Result<Query> Query::read(http::Request const& request, std::initializer_list<Parameter> known)
{
    auto parameters = request.query_parameters();
    if (!parameters) return std::unexpected(parameters.error());

    for (auto const& [name, value] : *parameters) {
        if (!base::is_valid_utf8(name) || !base::is_valid_utf8(value))
            return std::unexpected(domain::query_invalid("string", "is not UTF-8."));
        auto const parameter = std::ranges::find(known, name, &Parameter::name);
        if (parameter == known.end())
            return base::failure(base::FailureKind::malformed, "query_unknown",
                                 "There is no query parameter " + name.substr(0, 64) + " here.");
        if (!parameter->may_repeat && std::ranges::count(*parameters, name, &Parameters::value_type::first) > 1)
            return std::unexpected(domain::query_invalid(name, "must be given once."));
    }
    return Query(std::move(*parameters));
}

std::string const* Query::find(std::string_view name) const
{
    auto const found = std::ranges::find(parameters_, name, &Parameters::value_type::first);
    return found == parameters_.end() ? nullptr : &found->second;
}

base::Result<std::optional<std::string>> Query::text(std::string_view name, std::size_t max) const
{
    auto const* value = find(name);
    if (!value) return std::nullopt;
    auto const is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    if (value->empty() || base::count_code_points(*value) > max || std::ranges::any_of(*value, is_control))
        return std::unexpected(domain::query_invalid(name, "must be 1 to " + std::to_string(max) + " characters."));
    return *value;
}

base::Result<bool> Query::flag(std::string_view name) const
{
    auto const* value = find(name);
    if (!value || *value == "false") return false;
    if (*value == "true") return true;
    return std::unexpected(domain::query_invalid(name, "must be true or false."));
}

base::Result<std::size_t> Query::limit(std::size_t otherwise, std::size_t max) const
{
    auto const* value = find("limit");
    if (!value) return otherwise;
    auto const number = base::parse_number<std::size_t>(*value);
    if (!number || *number < 1 || *number > max)
        return std::unexpected(domain::query_invalid("limit", "must be 1 to " + std::to_string(max) + "."));
    return *number;
}

base::Result<std::optional<base::Instant>> Query::instant(std::string_view name) const
{
    auto const* value = find(name);
    if (!value) return std::nullopt;
    auto const parsed = base::parse_instant(*value);
    if (!parsed)
        return std::unexpected(domain::query_invalid(name, "must be a time like 2026-11-24T01:02:03Z (RFC 3339)."));
    return *parsed;
}

base::Result<std::optional<std::chrono::local_days>> Query::date(std::string_view name) const
{
    auto const* value = find(name);
    if (!value) return std::nullopt;
    // A date is what its midnight in UTC begins with.
    auto const midnight = value->size() == 10 ? base::parse_instant(*value + "T00:00:00Z")
                                              : base::failure(base::FailureKind::malformed, {}, {});
    if (!midnight) return std::unexpected(domain::query_invalid(name, "must be a date like 2026-11-24."));
    return std::chrono::local_days(std::chrono::floor<std::chrono::days>(midnight->time_since_epoch()));
}

std::vector<std::string_view> Query::words(std::string_view name) const
{
    std::vector<std::string_view> result;
    for (auto const& [key, value] : parameters_) {
        if (key != name) continue;
        std::string_view rest = value;
        for (auto comma = rest.find(','); comma != rest.npos; comma = rest.find(',')) {
            result.push_back(rest.substr(0, comma));
            rest.remove_prefix(comma + 1);
        }
        result.push_back(rest);
    }
    return result;
}

}
