// SPDX-License-Identifier: Apache-2.0
#include "json/writer.hpp"

#include <array>
#include <charconv>
#include <cstring>

namespace json {

namespace {

/// Whether one of the eight bytes must be escaped: below 0x20, '"' or '\\'. May err towards true for bytes behind
/// one that does (the borrow of the subtraction), never towards false.
bool any_needs_escape(std::uint64_t word)
{
    constexpr std::uint64_t ones = 0x0101010101010101;
    constexpr std::uint64_t highs = 0x8080808080808080;
    auto const zero_byte = [](std::uint64_t v) { return (v - ones) & ~v & highs; };
    auto const below_space = (word - ones * 0x20) & ~word & highs;
    return (below_space | zero_byte(word ^ ones * '"') | zero_byte(word ^ ones * '\\')) != 0;
}

bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

/// Bytes at the start of `text` that stand for themselves.
std::size_t plain_prefix(std::string_view text)
{
    std::size_t i = 0;
    for (std::uint64_t word = 0; i + sizeof word <= text.size(); i += sizeof word) {
        std::memcpy(&word, text.data() + i, sizeof word);
        if (any_needs_escape(word)) break;
    }
    while (i < text.size() && !needs_escape(text[i])) ++i;
    return i;
}

void append_escaped(std::string& out, char c)
{
    constexpr std::string_view hex = "0123456789abcdef";
    switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
    }
    auto const byte = static_cast<unsigned char>(c);
    out.append("\\u00").append(1, hex[byte >> 4]).append(1, hex[byte & 0xf]);
}

template <typename Number>
void append_number(std::string& out, Number number)
{
    std::array<char, 24> digits;
    auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

}

void append_string(std::string& out, std::string_view text)
{
    out += '"';
    for (;;) {
        auto const plain = plain_prefix(text);
        out.append(text.substr(0, plain));
        text.remove_prefix(plain);
        if (text.empty()) break;
        append_escaped(out, text.front());
        text.remove_prefix(1);
    }
    out += '"';
}

void Writer::separate()
{
    if (needs_comma_) out_ += ',';
    needs_comma_ = true;
}

Writer& Writer::open(char bracket)
{
    separate();
    out_ += bracket;
    needs_comma_ = false;
    return *this;
}

Writer& Writer::close(char bracket)
{
    out_ += bracket;
    needs_comma_ = true;
    return *this;
}

Writer& Writer::reopen_object()
{
    out_.pop_back();
    needs_comma_ = out_.back() != '{';
    return *this;
}

Writer& Writer::key(std::string_view name)
{
    // One append for the usual name: the string's bookkeeping costs more than the bytes.
    std::array<char, 48> buffer;
    if (name.size() + 4 <= buffer.size()) {
        char* at = buffer.data();
        if (needs_comma_) *at++ = ',';
        *at++ = '"';
        std::memcpy(at, name.data(), name.size());
        at += name.size();
        *at++ = '"';
        *at++ = ':';
        out_.append(buffer.data(), at);
    } else {
        separate();
        out_.append(1, '"').append(name).append("\":");
    }
    needs_comma_ = false;
    return *this;
}

Writer& Writer::value(std::string_view text)
{
    separate();
    append_string(out_, text);
    return *this;
}

Writer& Writer::value(std::int64_t number)
{
    separate();
    append_number(out_, number);
    return *this;
}

Writer& Writer::value(std::uint64_t number)
{
    separate();
    append_number(out_, number);
    return *this;
}

Writer& Writer::value(bool flag)
{
    separate();
    out_ += flag ? "true" : "false";
    return *this;
}

Writer& Writer::value(base::Instant instant)
{
    separate();
    out_ += '"';
    base::append_instant(out_, instant);
    out_ += '"';
    return *this;
}

Writer& Writer::null() { return raw("null"); }

Writer& Writer::raw(std::string_view json)
{
    separate();
    out_ += json;
    return *this;
}

}
