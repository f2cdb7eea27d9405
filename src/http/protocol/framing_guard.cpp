// SPDX-License-Identifier: Apache-2.0
#include "http/protocol/framing_guard.hpp"

#include "base/text.hpp"
#include "http/authority.hpp"

#include <algorithm>

namespace http {

namespace {

/// Looks at all of it instead of stopping early, which the compiler turns into wide instructions.
bool has_control(std::string_view line)
{
    unsigned found = 0;
    for (char const c : line) {
        auto const byte = static_cast<unsigned char>(c);
        found |= static_cast<unsigned>(byte < 0x20) & static_cast<unsigned>(byte != '\t');
        found |= static_cast<unsigned>(byte == 0x7f);
    }
    return found != 0;
}

}

bool HeaderScanner::scan(std::string_view bytes)
{
    while (!complete_ && !refusal_) {
        auto const limit = std::min(bytes.size(), limits_.bytes);
        auto const end = searched_ < limit ? bytes.substr(0, limit).find('\n', searched_) : std::string_view::npos;
        if (end == std::string_view::npos) {
            searched_ = limit;
            auto const line_limit = lines_ == 0 ? std::min(limits_.target, limits_.bytes) : limits_.bytes;
            if (bytes.size() >= line_limit) refusal_ = lines_ == 0 ? &refusal::target_bytes : &refusal::header_bytes;
            break;
        }
        searched_ = end + 1;
        if (!end_line(bytes.substr(line_start_, end - line_start_))) break;
        line_start_ = searched_;
    }
    return complete_ && !refusal_;
}

bool HeaderScanner::end_line(std::string_view line)
{
    if (!line.ends_with('\r')) {
        refusal_ = &refusal::line_ending;
        return false;
    }
    line.remove_suffix(1);
    if (lines_ == 0 && line.size() > limits_.target) refusal_ = &refusal::target_bytes;
    if (lines_ > limits_.fields && !line.empty()) refusal_ = &refusal::header_fields;
    if (!line.empty() && (line.front() == ' ' || line.front() == '\t')) refusal_ = &refusal::folded;
    if (has_control(line)) refusal_ = &refusal::control_character;
    complete_ = line.empty();
    ++lines_;
    return refusal_ == nullptr;
}

Refusal const* FramingGuard::field(std::string_view name, std::string_view value)
{
    switch (name.size()) {
    case 4: return base::equals_ignoring_case(name, "host") ? host(value) : nullptr;
    case 14: return base::equals_ignoring_case(name, "content-length") ? length(value) : nullptr;
    case 17: return base::equals_ignoring_case(name, "transfer-encoding") ? encoding(value) : nullptr;
    default: return nullptr;
    }
}

Refusal const* FramingGuard::host(std::string_view value)
{
    if (has_host_) return &refusal::two_hosts;
    has_host_ = true;
    return is_valid_authority(value) ? nullptr : &refusal::bad_host;
}

Refusal const* FramingGuard::length(std::string_view value)
{
    if (length_) return &refusal::two_lengths;
    if (is_chunked_) return &refusal::length_and_encoding;
    length_ = base::parse_number<std::uint64_t>(value);
    return length_ ? nullptr : &refusal::bad_length;
}

Refusal const* FramingGuard::encoding(std::string_view value)
{
    if (is_chunked_) return &refusal::two_encodings;
    if (length_) return &refusal::length_and_encoding;
    if (!is_http_1_1_) return &refusal::encoding_in_1_0;
    is_chunked_ = base::equals_ignoring_case(value, "chunked");
    return is_chunked_ ? nullptr : &refusal::bad_encoding;
}

Refusal const* FramingGuard::finish() const { return is_http_1_1_ && !has_host_ ? &refusal::no_host : nullptr; }

}
