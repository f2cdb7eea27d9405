// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace domain {

/// The words of an enum whose enumerators are 0, 1, 2, …, in that order.
template <typename Enum, std::size_t N>
struct Words {
    std::array<std::string_view, N> texts;

    constexpr std::string_view text(Enum value) const { return texts.at(static_cast<std::size_t>(value)); }

    constexpr std::optional<Enum> parse(std::string_view text) const
    {
        for (std::size_t i = 0; i < N; ++i) {
            if (texts[i] == text) return static_cast<Enum>(i);
        }
        return std::nullopt;
    }
};

template <typename Enum, typename... Texts>
constexpr Words<Enum, sizeof...(Texts)> words(Texts... texts)
{
    return {{std::string_view(texts)...}};
}

}
