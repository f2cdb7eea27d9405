// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/object.hpp>

#include <string>

namespace loadtest {

struct Result {
    boost::json::object figures;
    bool all_went_well = true;
};

/// A result for people: a line for each value, names in front; times of `…_us` in milliseconds, percentiles in one
/// line.
std::string table(boost::json::object const& result);

}
