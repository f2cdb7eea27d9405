// SPDX-License-Identifier: Apache-2.0
#include "http/protocol/output.hpp"

#include "base/release.hpp"

#include <algorithm>
#include <utility>

namespace http {

void Output::begin(std::string_view text, std::string body)
{
    text_ = text;
    body_ = std::move(body);
    sent_of_body_ = 0;
}

std::array<std::string_view, 2> Output::unsent() const
{
    return {text_, std::string_view(body_).substr(sent_of_body_)};
}

void Output::sent(std::size_t bytes)
{
    auto const of_text = std::min(bytes, text_.size());
    text_.remove_prefix(of_text);
    sent_of_body_ += bytes - of_text;
}

void Output::keep()
{
    if (!kept_.empty()) return;
    kept_ = text_;
    text_ = kept_;
}

void Output::clear()
{
    text_ = {};
    base::release(kept_);
    base::release(body_);
    sent_of_body_ = 0;
}

}
