// SPDX-License-Identifier: Apache-2.0
#include "json/writer.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace json {

namespace {

constexpr std::uint64_t ones = 0x0101010101010101;
constexpr std::uint64_t highs = 0x8080808080808080;

/// The high bit of each byte that is zero. May err for bytes behind one that is (the borrow of the subtraction), but
/// never misses one.
constexpr std::uint64_t zero_bytes(std::uint64_t word) { return (word - ones) & ~word & highs; }

/// What JSON says must be escaped (RFC 8259 §7): below 0x20, '"' or '\\'.
struct MustBeEscaped {
    static bool any_of(std::uint64_t word)
    {
        auto const below_space = (word - ones * 0x20) & ~word & highs;
        return (below_space | zero_bytes(word ^ ones * '"') | zero_bytes(word ^ ones * '\\')) != 0;
    }
    static bool is(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }
};

/// What is not printable ASCII, besides.
struct MustBeLookedAt {
    static bool any_of(std::uint64_t word)
    {
        return MustBeEscaped::any_of(word) || ((word | zero_bytes(word ^ ones * 0x7f)) & highs) != 0;
    }
    static bool is(char c) { return MustBeEscaped::is(c) || static_cast<unsigned char>(c) >= 0x7f; }
};

/// Bytes at the start of `text` that stand for themselves.
template <typename Special>
std::size_t plain_prefix(std::string_view text)
{
    std::size_t i = 0;
    for (std::uint64_t word = 0; i + sizeof word <= text.size(); i += sizeof word) {
        std::memcpy(&word, text.data() + i, sizeof word);
        if (Special::any_of(word)) break;
    }
    while (i < text.size() && !Special::is(text[i])) ++i;
    return i;
}

/// Appends the plain start of `text` and takes it off.
template <typename Special>
void append_plain(std::string& out, std::string_view& text)
{
    auto const plain = plain_prefix<Special>(text);
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
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

/// One character, or none where the bytes are not UTF-8.
void append_printable(std::string& out, std::string_view character)
{
    bool const is_c1 =
        character.size() == 2 && character[0] == '\xc2' && static_cast<unsigned char>(character[1]) < 0xa0;
    bool const is_escaped = character.size() == 1 || is_c1;  // Of ASCII only what is special comes here.
    if (character.empty())
        out += "\xef\xbf\xbd";
    else if (is_escaped)
        append_escaped(out, character.back());
    else
        out += character;
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
    for (append_plain<MustBeEscaped>(out, text); !text.empty(); append_plain<MustBeEscaped>(out, text)) {
        append_escaped(out, text.front());
        text.remove_prefix(1);
    }
    out += '"';
}

void append_printable_string(std::string& out, std::string_view bytes)
{
    out += '"';
    for (append_plain<MustBeLookedAt>(out, bytes); !bytes.empty(); append_plain<MustBeLookedAt>(out, bytes)) {
        auto const size = base::leading_code_point_size(bytes);
        append_printable(out, bytes.substr(0, size));
        bytes.remove_prefix(std::max<std::size_t>(size, 1));
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
