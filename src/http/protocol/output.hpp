// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace http {

/// What is to be sent: a text, which may hold all of a small message, and a large body behind it that is never copied.
class Output {
public:
    Output() = default;
    Output(Output const&) = delete;
    Output& operator=(Output const&) = delete;

    /// `text` stays where it is until `keep`.
    void begin(std::string_view text, std::string body);

    /// Both parts, without what is sent.
    std::array<std::string_view, 2> unsent() const;
    bool is_done() const { return text_.empty() && sent_of_body_ == body_.size(); }

    void sent(std::size_t bytes);

    /// Copies what is left of the text, so that it may outlive the place where it lies.
    void keep();

    /// Gives all memory back.
    void clear();

private:
    std::string_view text_;  ///< In `kept_`, or borrowed.
    std::string kept_;
    std::string body_;
    std::size_t sent_of_body_ = 0;
};

}
