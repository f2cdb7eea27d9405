// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"
#include "json/document.hpp"
#include "json/flaw.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace json {

/// Where a reader notes what is wrong; one per body.
class Errors {
public:
    void add(std::string pointer, std::string code, std::string detail);
    bool empty() const { return fields_.empty(); }

    /// `invalid` (422) `validation_failed` with every field noted (at most 50).
    base::Failure failure() &&;

private:
    std::vector<base::FieldError> fields_;
};

/// Reads the members of one object by name and says of each what is wrong: field codes `required`, `wrong_type`,
/// `too_short`, `too_long`, `out_of_range`, `unknown_field`, `invalid`, `null_not_allowed`. Members that
/// were not asked for are unknown fields: call `finish()` last. Text with control characters other than
/// tab, LF, CR is `invalid`. null is `null_not_allowed` for what is required and counts as absent for the rest.
class ObjectReader {
public:
    /// `object` that is not an object is noted; everything read from it is then absent without further notes.
    ObjectReader(Document const& document, std::uint32_t object, std::string pointer, Errors& errors);

    /// The root object of a document.
    ObjectReader(Document const& document, Errors& errors) : ObjectReader(document, 0, "", errors) {}

    bool has(std::string_view name) const;
    bool is_null(std::string_view name);

    std::string required_text(std::string_view name, TextLimits limits);
    std::optional<std::string> text(std::string_view name, TextLimits limits);  ///< null counts as absent
    std::int64_t required_integer(std::string_view name, std::int64_t min, std::int64_t max);
    std::optional<std::int64_t> integer(std::string_view name, std::int64_t min, std::int64_t max);
    std::optional<bool> boolean(std::string_view name);
    std::optional<base::Instant> instant(std::string_view name);

    /// A number with at most seven decimals between -limit and limit, in ten-millionths.
    std::optional<std::int64_t> e7(std::string_view name, std::int64_t limit);

    /// A word that `parse` knows; `detail` names the choices.
    template <typename T>
    std::optional<T> word(std::string_view name, std::optional<T> (*parse)(std::string_view), std::string_view choices)
    {
        auto const value = text(name, {1, 64});
        if (!value) return std::nullopt;
        auto parsed = parse(*value);
        if (!parsed) note(name, "invalid", std::string("must be one of ").append(choices));
        return parsed;
    }

    /// Calls `read` with a reader for the member's object; false when it is absent or null.
    /// One that is not an object is noted and not read.
    bool object(std::string_view name, std::function<void(ObjectReader&)> const& read);

    /// Calls `read` for each element that is an object and notes the others; false when it is absent or null.
    bool array(std::string_view name, std::size_t min, std::size_t max, std::function<void(ObjectReader&)> const& read);

    /// An array of strings.
    std::optional<std::vector<std::string>> texts(std::string_view name, std::size_t max, TextLimits each);

    /// Notes an error at a member of this object.
    void note(std::string_view name, std::string code, std::string detail);
    void note_required(std::string_view name) { note(name, "required", "is required"); }

    /// Every member that nobody asked for is `unknown_field`.
    void finish();

private:
    struct Place {
        std::size_t among_members;
        std::uint32_t among_nodes;
    };

    bool is_object() const;
    std::uint32_t index_of(Document::Node const& node) const;
    std::optional<Place> place_of(std::string_view name) const;
    Document::Node const* find(std::string_view name);        ///< Counts as asked for.
    Document::Node const* find_value(std::string_view name);  ///< The same; null counts as absent.
    Document::Node const* find_array(std::string_view name, std::size_t min, std::size_t max);
    void note_if_missing(std::string_view name);
    std::string pointer_to(std::string_view name) const;

    Document const& document_;
    std::uint32_t object_;
    std::string pointer_;
    Errors& errors_;
    std::vector<bool> asked_;
};

}
