// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"
#include "http/message.hpp"

#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace api {

/// The query parameters of one request. What is wrong with one is malformed `query_invalid` and names it.
class Query {
public:
    struct Parameter {
        std::string_view name;
        bool may_repeat = false;
    };

    /// Others than `known` are malformed `query_unknown`.
    static base::Result<Query> read(http::Request const& request, std::initializer_list<Parameter> known);

    /// The parameter's value: 1 to `max` code points of UTF-8 without control characters.
    base::Result<std::optional<std::string>> text(std::string_view name, std::size_t max) const;

    /// `true` or `false`; false when it is not there.
    base::Result<bool> flag(std::string_view name) const;

    base::Result<std::size_t> limit(std::size_t otherwise, std::size_t max) const;
    base::Result<std::optional<base::Instant>> instant(std::string_view name) const;
    base::Result<std::optional<std::chrono::local_days>> date(std::string_view name) const;
    base::Result<std::optional<std::string>> cursor() const { return text("cursor", 200); }

    /// Every value of a parameter that may repeat, comma-separated ones taken apart.
    std::vector<std::string_view> words(std::string_view name) const;

private:
    using Parameters = std::vector<std::pair<std::string, std::string>>;

    explicit Query(Parameters parameters) : parameters_(std::move(parameters)) {}
    std::string const* find(std::string_view name) const;

    Parameters parameters_;
};

}
