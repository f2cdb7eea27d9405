// SPDX-License-Identifier: Apache-2.0
#include "http/protocol/input.hpp"

#include "base/release.hpp"

namespace http {

namespace {

/// Memory that is not worth giving back.
constexpr std::size_t kept_capacity = 4096;

}

void Input::add(std::string_view bytes)
{
    if (rest_.empty()) {
        rest_ = bytes;
        return;
    }
    keep();
    kept_.append(bytes);
    rest_ = kept_;
}

void Input::keep()
{
    bool const is_kept = rest_.data() >= kept_.data() && rest_.data() < kept_.data() + kept_.size();
    if (rest_.empty()) {
        kept_.clear();
        if (kept_.capacity() > kept_capacity) kept_.shrink_to_fit();
    } else if (is_kept) {
        kept_.erase(0, static_cast<std::size_t>(rest_.data() - kept_.data()));
    } else {
        kept_.assign(rest_);
    }
    rest_ = kept_;
}

void Input::release_memory()
{
    if (!rest_.empty()) return;
    base::release(kept_);
    rest_ = kept_;
}

}
