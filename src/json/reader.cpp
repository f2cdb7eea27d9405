// SPDX-License-Identifier: Apache-2.0
#include "json/reader.hpp"

#include "json/e7.hpp"

namespace json {

namespace {

constexpr std::size_t max_errors = 50;

}

void Errors::add(std::string pointer, std::string code, std::string detail)
{
    if (fields_.size() < max_errors) fields_.push_back({std::move(pointer), std::move(code), std::move(detail)});
}

base::Failure Errors::failure() &&
{
    base::Failure result{base::FailureKind::invalid, "validation_failed", "the body breaks a rule"};
    if (!fields_.empty()) {
        auto const& first = fields_.front();
        result.detail = (first.pointer.empty() ? "the body" : first.pointer) + " " + first.detail;
    }
    result.fields = std::move(fields_);
    return result;
}

ObjectReader::ObjectReader(Document const& document, std::uint32_t object, std::string pointer, Errors& errors)
    : document_(document), object_(object), pointer_(std::move(pointer)), errors_(errors)
{
    if (is_object()) {
        asked_.resize(document.nodes()[object].size);
    } else {
        errors_.add(pointer_, "wrong_type", "must be an object");
    }
}

bool ObjectReader::has(std::string_view name) const { return place_of(name).has_value(); }

bool ObjectReader::is_null(std::string_view name)
{
    auto const* node = find(name);
    return node != nullptr && node->kind == Kind::null;
}

std::string ObjectReader::required_text(std::string_view name, TextLimits limits)
{
    note_if_missing(name);
    return text(name, limits).value_or(std::string());
}

std::optional<std::string> ObjectReader::text(std::string_view name, TextLimits limits)
{
    auto const* node = find_value(name);
    if (node == nullptr) return std::nullopt;
    if (auto flaw = text_flaw(*node, limits)) {
        note(name, std::move(flaw->code), std::move(flaw->detail));
        return std::nullopt;
    }
    return std::string(node->text);
}

std::int64_t ObjectReader::required_integer(std::string_view name, std::int64_t min, std::int64_t max)
{
    note_if_missing(name);
    return integer(name, min, max).value_or(min);
}

std::optional<std::int64_t> ObjectReader::integer(std::string_view name, std::int64_t min, std::int64_t max)
{
    auto const* node = find_value(name);
    if (node == nullptr) return std::nullopt;
    if (auto flaw = integer_flaw(*node, min, max)) {
        note(name, std::move(flaw->code), std::move(flaw->detail));
        return std::nullopt;
    }
    return node->integer;
}

std::optional<bool> ObjectReader::boolean(std::string_view name)
{
    auto const* node = find_value(name);
    if (node == nullptr) return std::nullopt;
    if (node->kind != Kind::boolean) {
        note(name, "wrong_type", "must be true or false");
        return std::nullopt;
    }
    return node->flag;
}

std::optional<base::Instant> ObjectReader::instant(std::string_view name)
{
    auto const* node = find_value(name);
    if (node == nullptr) return std::nullopt;
    if (node->kind != Kind::string) {
        note(name, "wrong_type", "must be a string");
        return std::nullopt;
    }
    auto const instant = base::parse_instant(node->text);
    if (instant) return *instant;
    bool const is_readable = instant.error().kind == base::FailureKind::invalid;
    note(name, is_readable ? "out_of_range" : "invalid", "must be a time like 2026-11-24T01:02:03Z");
    return std::nullopt;
}

std::optional<std::int64_t> ObjectReader::e7(std::string_view name, std::int64_t limit)
{
    constexpr std::int64_t unit = 10'000'000;
    auto const* node = find_value(name);
    if (node == nullptr) return std::nullopt;
    if (node->kind != Kind::integer && node->kind != Kind::fraction) {
        note(name, "wrong_type", "must be a number");
        return std::nullopt;
    }
    auto const e7 = parse_e7(*node);
    if (!e7) {
        note(name, "invalid", "must be degrees with at most 7 decimals");
        return std::nullopt;
    }
    if (*e7 < -limit * unit || *e7 > limit * unit) {
        auto const text = std::to_string(limit);
        note(name, "out_of_range", "must be -" + text + " to " + text);
        return std::nullopt;
    }
    return e7;
}

bool ObjectReader::object(std::string_view name, std::function<void(ObjectReader&)> const& read)
{
    auto const* node = find_value(name);
    if (node == nullptr) return false;
    ObjectReader reader(document_, index_of(*node), pointer_to(name), errors_);
    if (reader.is_object()) read(reader);
    return true;
}

Document::Node const* ObjectReader::find_array(std::string_view name, std::size_t min, std::size_t max)
{
    auto const* node = find_value(name);
    if (node == nullptr) return nullptr;
    if (node->kind != Kind::array) {
        note(name, "wrong_type", "must be an array");
    } else if (auto flaw = size_flaw(node->size, min, max, "element")) {
        note(name, std::move(flaw->code), std::move(flaw->detail));
    } else {
        return node;
    }
    return nullptr;
}

bool ObjectReader::array(std::string_view name, std::size_t min, std::size_t max,
                         std::function<void(ObjectReader&)> const& read)
{
    auto const* array = find_array(name, min, max);
    if (array == nullptr) return find_value(name) != nullptr;
    std::size_t n = 0;
    for (auto i = index_of(*array) + 1; i < array->end; i = document_.nodes()[i].end) {
        ObjectReader reader(document_, i, pointer_to(name) + "/" + std::to_string(n++), errors_);
        if (reader.is_object()) read(reader);
    }
    return true;
}

std::optional<std::vector<std::string>> ObjectReader::texts(std::string_view name, std::size_t max, TextLimits each)
{
    auto const* array = find_array(name, 0, max);
    if (array == nullptr) return std::nullopt;
    std::vector<std::string> result;
    for (auto i = index_of(*array) + 1; i < array->end; i = document_.nodes()[i].end) {
        auto const& node = document_.nodes()[i];
        if (auto flaw = text_flaw(node, each)) {
            errors_.add(pointer_to(name) + "/" + std::to_string(result.size()), std::move(flaw->code),
                        std::move(flaw->detail));
        }
        result.emplace_back(node.text);
    }
    return result;
}

void ObjectReader::note(std::string_view name, std::string code, std::string detail)
{
    if (is_object()) errors_.add(pointer_to(name), std::move(code), std::move(detail));
}

void ObjectReader::finish()
{
    if (!is_object()) return;
    std::size_t place = 0;
    auto const& nodes = document_.nodes();
    for (auto i = object_ + 1; i < nodes[object_].end; i = nodes[i].end) {
        if (!asked_[place++]) note(nodes[i].name, "unknown_field", "is not known here");
    }
}

bool ObjectReader::is_object() const { return document_.nodes()[object_].kind == Kind::object; }

std::uint32_t ObjectReader::index_of(Document::Node const& node) const
{
    return static_cast<std::uint32_t>(&node - document_.nodes().data());
}

std::optional<ObjectReader::Place> ObjectReader::place_of(std::string_view name) const
{
    if (!is_object()) return std::nullopt;
    auto const& nodes = document_.nodes();
    std::size_t place = 0;
    for (auto i = object_ + 1; i < nodes[object_].end; i = nodes[i].end, ++place) {
        if (nodes[i].name == name) return Place{place, i};
    }
    return std::nullopt;
}

Document::Node const* ObjectReader::find(std::string_view name)
{
    auto const place = place_of(name);
    if (!place) return nullptr;
    asked_[place->among_members] = true;
    return &document_.nodes()[place->among_nodes];
}

Document::Node const* ObjectReader::find_value(std::string_view name)
{
    auto const* node = find(name);
    return node != nullptr && node->kind != Kind::null ? node : nullptr;
}

void ObjectReader::note_if_missing(std::string_view name)
{
    auto const* node = find(name);
    if (node == nullptr) {
        note_required(name);
    } else if (node->kind == Kind::null) {
        note(name, "null_not_allowed", "must not be null");
    }
}

std::string ObjectReader::pointer_to(std::string_view name) const
{
    auto pointer = pointer_ + "/";
    for (char const c : name) {
        if (c == '~') {
            pointer += "~0";
        } else if (c == '/') {
            pointer += "~1";
        } else {
            pointer += c;
        }
    }
    return pointer;
}

}
