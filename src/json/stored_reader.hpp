// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"
#include "json/document.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace json {

/// Reads back an object that our encoder wrote: its members in the order of writing, each asked for once. Anything
/// else (another kind, a missing or an unexpected member) marks the whole text as not ours.
class StoredReader {
public:
    /// `is_ours` is shared by the readers of one text and only ever set to false.
    StoredReader(Document const& document, std::uint32_t object, bool& is_ours)
        : document_(document), next_(object + 1), end_(document.nodes()[object].end), is_ours_(is_ours)
    {
        if (document.nodes()[object].kind != Kind::object) reject();
    }

    std::string text(std::string_view name) { return std::string(required(name, Kind::string).text); }
    std::int64_t integer(std::string_view name) { return required(name, Kind::integer).integer; }
    bool boolean(std::string_view name) { return required(name, Kind::boolean).flag; }
    base::Instant instant(std::string_view name) { return to_instant(required(name, Kind::string)); }

    /// Nothing when the member was left out.
    std::optional<std::string> optional_text(std::string_view name);
    std::optional<std::int64_t> optional_integer(std::string_view name);
    std::optional<base::Instant> optional_instant(std::string_view name);
    std::optional<std::int64_t> optional_e7(std::string_view name);

    template <typename Number>
    Number unsigned_integer(std::string_view name)
    {
        auto const value = integer(name);
        if (!std::in_range<Number>(value)) return reject(), Number{};
        return static_cast<Number>(value);
    }

    /// A word or an id, read by `parse`.
    template <typename Parse>
    auto parsed(std::string_view name, Parse parse)
    {
        auto value = parse(required(name, Kind::string).text);
        if (!value) reject();
        return value ? *value : typename decltype(value)::value_type{};
    }

    /// An array of strings; empty when the member was left out.
    std::vector<std::string> texts(std::string_view name);

    /// For members that the encoder computes from others.
    void skip(std::string_view name);

    /// Calls `read(StoredReader&)`; false when the member was left out.
    template <typename Read>
    bool object(std::string_view name, Read read)
    {
        auto const* node = take(name);
        if (node == nullptr) return false;
        read_object(*node, read);
        return true;
    }

    /// Calls `read(StoredReader&)` for each element; does nothing when the member was left out.
    template <typename Read>
    void array(std::string_view name, Read read)
    {
        auto const* array = take(name, Kind::array);
        if (array == nullptr) return;
        for (auto i = index_of(*array) + 1; i < array->end; i = document_.nodes()[i].end) {
            read_object(document_.nodes()[i], read);
        }
    }

    /// What was read is none that our encoder wrote.
    void reject() { is_ours_ = false; }

    /// Every member was asked for.
    void finish()
    {
        if (next_ != end_) reject();
    }

private:
    template <typename Read>
    void read_object(Document::Node const& node, Read& read)
    {
        StoredReader reader(document_, index_of(node), is_ours_);
        if (!is_ours_) return;
        read(reader);
        reader.finish();
    }

    std::uint32_t index_of(Document::Node const& node) const
    {
        return static_cast<std::uint32_t>(&node - document_.nodes().data());
    }

    Document::Node const* take(std::string_view name);
    Document::Node const* take(std::string_view name, Kind kind);
    Document::Node const& required(std::string_view name, Kind kind);
    base::Instant to_instant(Document::Node const& node);

    Document const& document_;
    std::uint32_t next_;
    std::uint32_t end_;
    bool& is_ours_;
};

/// Parses `text` and reads its root object; `invalid` `stored_text_unreadable` when it is not what was written.
template <typename T, typename Read>
base::Result<T> read_stored(std::string_view text, Read read)
{
    bool is_ours = false;
    T value;
    if (auto const document = Document::parse(text)) {
        is_ours = true;
        StoredReader reader(*document, 0, is_ours);
        if (is_ours) read(reader, value);
        reader.finish();
    }
    if (is_ours) return value;
    return base::failure(base::FailureKind::invalid, "stored_text_unreadable", "the stored text cannot be read");
}

}
