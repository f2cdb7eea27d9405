// SPDX-License-Identifier: Apache-2.0
#include "app/settings/setting_descriptor.hpp"

#include <algorithm>

namespace app {

std::string SettingDescriptor::flag() const
{
    auto result = "--" + std::string(name);
    std::ranges::replace(result, '_', '-');
    return result;
}

std::string SettingDescriptor::variable() const
{
    std::string result(name);
    for (auto& letter : result)
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    return result;
}

}
