// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace json {

/// Appends `text` as a JSON string with quotes. `text` is valid UTF-8.
void append_string(std::string& out, std::string_view text);

/// The same for bytes from anywhere that a person will read in a terminal: C0, DEL and C1 are escaped, and each byte
/// that is not UTF-8 becomes U+FFFD. What is appended is one line of well-formed UTF-8.
void append_printable_string(std::string& out, std::string_view bytes);

/// Writes one JSON object or array into a string, adding commas. Close in the order of opening.
class Writer {
public:
    explicit Writer(std::string& out) : out_(out) {}

    Writer& begin_object() { return open('{'); }
    Writer& end_object() { return close('}'); }
    /// Goes on behind the last member of the object that the string ends with.
    Writer& reopen_object();

    Writer& begin_array() { return open('['); }
    Writer& end_array() { return close(']'); }

    /// The name is plain ASCII that needs no escaping.
    Writer& key(std::string_view name);

    Writer& value(std::string_view text);
    Writer& value(char const* text) { return value(std::string_view(text)); }
    Writer& value(std::int64_t number);
    Writer& value(std::uint64_t number);
    Writer& value(std::uint32_t number) { return value(static_cast<std::uint64_t>(number)); }
    Writer& value(int number) { return value(static_cast<std::int64_t>(number)); }
    Writer& value(bool flag);
    Writer& value(base::Instant instant);
    Writer& null();

    /// Text that is JSON already.
    Writer& raw(std::string_view json);

    template <typename T>
    Writer& member(std::string_view name, T const& v)
    {
        key(name);
        return value(v);
    }

    /// Left out when there is no value.
    template <typename T>
    Writer& member(std::string_view name, std::optional<T> const& v)
    {
        return v ? member(name, *v) : *this;
    }

private:
    Writer& open(char bracket);
    Writer& close(char bracket);
    void separate();

    std::string& out_;
    bool needs_comma_ = false;
};

}
