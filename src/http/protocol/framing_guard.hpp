// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/refusal.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace http {

/// Finds the end of a request's header (RFC 9112 §2.1) in the raw bytes, and refuses there what two servers
/// could read differently: bare LF or CR, folded lines, control characters.
///
/// A pure state machine that looks at every byte once, however they arrive.
class HeaderScanner {
public:
    struct Limits {
        std::size_t bytes;   ///< Of the whole header.
        std::size_t fields;
        std::size_t target;  ///< Of the request line.
    };

    explicit HeaderScanner(Limits limits) : limits_(limits) {}

    /// `bytes` is everything since the first byte of the request: the same bytes as before and more.
    /// True when the header is complete (`size()` bytes of it); false: give more, or `refusal()`.
    bool scan(std::string_view bytes);

    Refusal const* refusal() const { return refusal_; }
    std::size_t size() const { return line_start_; }

private:
    bool end_line(std::string_view line);

    Limits limits_;
    Refusal const* refusal_ = nullptr;
    std::size_t line_start_ = 0;
    std::size_t searched_ = 0;
    std::size_t lines_ = 0;
    bool complete_ = false;
};

/// Lets a request pass only when its fields say in exactly one way where its body ends and whom it is for
/// (RFC 9112 §3.2, §6.3): stricter than the RFC, which lets servers repair some of it. Pure.
class FramingGuard {
public:
    explicit FramingGuard(bool is_http_1_1) : is_http_1_1_(is_http_1_1) {}

    /// Each field in order, the value without surrounding blanks.
    Refusal const* field(std::string_view name, std::string_view value);

    /// After the last field.
    Refusal const* finish() const;

    bool is_http_1_1() const { return is_http_1_1_; }
    bool is_chunked() const { return is_chunked_; }
    std::optional<std::uint64_t> content_length() const { return length_; }

private:
    Refusal const* host(std::string_view value);
    Refusal const* length(std::string_view value);
    Refusal const* encoding(std::string_view value);

    bool is_http_1_1_;
    bool has_host_ = false;
    bool is_chunked_ = false;
    std::optional<std::uint64_t> length_;
};

}
