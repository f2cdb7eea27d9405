// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rapidcheck.h>

#include <string>
#include <vector>

namespace arbitrary {

/// Unicode with everything that a text format could stumble over but control characters.
inline rc::Gen<std::string> text()
{
    auto const piece = rc::gen::element<std::string>("a", "Z", "0", " ", "\"", "\\", "/", "\n", "\t", "é", "ش", "李",
                                                     "😀", "\xe2\x80\xa8", "{", "]", ",", "<", "&");
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece),
                        [](std::vector<std::string> const& pieces) {
                            std::string result;
                            for (auto const& each : pieces) result += each;
                            return result;
                        });
}

}
