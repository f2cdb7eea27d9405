// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <boost/json.hpp>

#include <ostream>
#include <string>
#include <string_view>

namespace api_test {

/// RFC 7396. A member whose value is the string "null!" becomes null instead of going away.
inline void merge(boost::json::value& target, boost::json::value const& patch)
{
    if (!patch.is_object()) {
        target = patch == "null!" ? boost::json::value() : patch;
        return;
    }
    if (!target.is_object()) target.emplace_object();
    for (auto const& member : patch.as_object()) {
        if (member.value().is_null())
            target.as_object().erase(member.key());
        else
            merge(target.as_object()[member.key()], member.value());
    }
}

inline std::string merged(std::string_view body, std::string_view patch)
{
    auto value = boost::json::parse({body.data(), body.size()});
    merge(value, boost::json::parse({patch.data(), patch.size()}));
    return boost::json::serialize(value);
}

/// A change of a good body and the field that it must be refused for.
struct Refusal {
    std::string_view patch;
    std::string_view pointer;
    std::string_view code;
};

/// The errors as `/pointer code` lines, and what else there is to know of a failure.
inline std::string described(base::Failure const& failure)
{
    std::string text;
    for (auto const& field : failure.fields) text += field.pointer + ' ' + field.code + '\n';
    return text.empty() ? failure.code : text;
}

template <typename T>
std::string described(base::Result<T> const& result)
{
    return result ? "good" : described(result.error());
}

}
