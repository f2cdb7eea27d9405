// SPDX-License-Identifier: Apache-2.0
#include "json/document.hpp"

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <cstring>
#include <unordered_set>
#include <utility>

namespace json {

namespace {

using base::FailureKind;
using boost::json::error_code;
using Text = boost::json::string_view;
using Node = Document::Node;

enum class Complaint : std::uint8_t { none, duplicate_key, too_many_values, null_character };

/// Takes what the parser finds and lays it down as nodes. While an array or object is open, its `end` names the one
/// around it, so that no stack is needed.
class NodeBuilder {
public:
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    /// `characters` has room for all of the text: unescaping never makes it longer.
    NodeBuilder(std::vector<Node>& nodes, char* characters, std::size_t max_values, bool has_escapes)
        : nodes_(nodes), next_(characters), max_values_(max_values), has_escapes_(has_escapes)
    {
    }

    Complaint complaint() const { return complaint_; }
    std::string_view duplicate() const { return duplicate_; }

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }

    bool on_object_begin(error_code& ec) { return open(Kind::object, ec); }
    bool on_array_begin(error_code& ec) { return open(Kind::array, ec); }
    bool on_array_end(std::size_t, error_code&) { return close(); }

    bool on_object_end(std::size_t, error_code& ec)
    {
        if (has_duplicate(current_)) return refuse(Complaint::duplicate_key, ec);
        return close();
    }

    bool on_key_part(Text part, std::size_t, error_code&) { return keep(part); }

    bool on_key(Text rest, std::size_t size, error_code& ec)
    {
        keep(rest);
        name_ = kept(size);
        return check_text(name_, ec);
    }

    bool on_string_part(Text part, std::size_t, error_code&) { return keep(part); }

    bool on_string(Text rest, std::size_t size, error_code& ec)
    {
        keep(rest);
        auto const text = kept(size);
        return check_text(text, ec) && add({.kind = Kind::string, .text = text}, ec);
    }

    bool on_number_part(Text part, error_code&)
    {
        number_size_ += part.size();
        return keep(part);
    }

    bool on_int64(std::int64_t number, Text, error_code& ec)
    {
        next_ -= std::exchange(number_size_, 0);
        return add({.kind = Kind::integer, .integer = number}, ec);
    }

    bool on_uint64(std::uint64_t, Text rest, error_code& ec) { return fraction(rest, ec); }
    bool on_double(double, Text rest, error_code& ec) { return fraction(rest, ec); }
    bool on_bool(bool flag, error_code& ec) { return add({.kind = Kind::boolean, .flag = flag}, ec); }
    bool on_null(error_code& ec) { return add({.kind = Kind::null}, ec); }
    bool on_comment_part(Text, error_code&) { return true; }
    bool on_comment(Text, error_code&) { return true; }

private:
    static constexpr std::uint32_t nowhere = 0xffffffff;
    static constexpr std::uint32_t few_members = 32;

    bool refuse(Complaint complaint, error_code& ec)
    {
        complaint_ = complaint;
        ec = boost::json::error::syntax;
        return false;
    }

    bool keep(Text part)
    {
        std::memcpy(next_, part.data(), part.size());
        next_ += part.size();
        return true;
    }

    std::string_view kept(std::size_t size) const { return {next_ - size, size}; }

    bool check_text(std::string_view text, error_code& ec)
    {
        if (has_escapes_ && text.find('\0') != text.npos) return refuse(Complaint::null_character, ec);
        return true;
    }

    bool fraction(Text rest, error_code& ec)
    {
        keep(rest);
        auto const size = std::exchange(number_size_, 0) + rest.size();
        return add({.kind = Kind::fraction, .text = kept(size)}, ec);
    }

    bool add(Node node, error_code& ec)
    {
        if (nodes_.size() >= max_values_) return refuse(Complaint::too_many_values, ec);
        if (current_ != nowhere) {
            auto& parent = nodes_[current_];
            parent.size += 1;
            if (parent.kind == Kind::object) node.name = name_;
        }
        node.end = static_cast<std::uint32_t>(nodes_.size() + 1);
        nodes_.push_back(node);
        return true;
    }

    bool open(Kind kind, error_code& ec)
    {
        if (!add({.kind = kind}, ec)) return false;
        nodes_.back().end = current_;
        current_ = static_cast<std::uint32_t>(nodes_.size() - 1);
        return true;
    }

    bool close()
    {
        auto& node = nodes_[current_];
        current_ = std::exchange(node.end, static_cast<std::uint32_t>(nodes_.size()));
        return true;
    }

    bool has_duplicate(std::uint32_t object)
    {
        return nodes_[object].size <= few_members ? has_duplicate_among_few(object) : has_duplicate_among_many(object);
    }

    /// One bit of 64: equal names have the same, most different names do not.
    static std::uint64_t mark_of(std::string_view name)
    {
        if (name.empty()) return 1;
        auto const first = static_cast<unsigned char>(name.front());
        auto const last = static_cast<unsigned char>(name.back());
        return std::uint64_t{1} << ((name.size() * 11 + first * 5U + last * 3U) & 63);
    }

    bool has_duplicate_among_few(std::uint32_t object)
    {
        std::array<std::string_view, few_members> names;
        std::size_t count = 0;
        std::uint64_t seen = 0;
        for (auto i = object + 1; i < nodes_.size(); i = nodes_[i].end) {
            auto const name = nodes_[i].name;
            auto const mark = mark_of(name);
            if ((seen & mark) != 0 && std::find(names.data(), names.data() + count, name) != names.data() + count) {
                return found(name);
            }
            seen |= mark;
            names[count++] = name;
        }
        return false;
    }

    bool has_duplicate_among_many(std::uint32_t object)
    {
        std::unordered_set<std::string_view> names;
        names.reserve(nodes_[object].size);
        for (auto i = object + 1; i < nodes_.size(); i = nodes_[i].end) {
            if (!names.insert(nodes_[i].name).second) return found(nodes_[i].name);
        }
        return false;
    }

    bool found(std::string_view name)
    {
        duplicate_ = name;
        return true;
    }

    std::vector<Node>& nodes_;
    char* next_;
    std::size_t max_values_;
    bool has_escapes_;
    std::uint32_t current_ = nowhere;
    std::size_t number_size_ = 0;
    std::string_view name_;
    std::string_view duplicate_;
    Complaint complaint_ = Complaint::none;
};

std::string at_byte(std::size_t offset) { return " at byte " + std::to_string(offset); }

base::Failure malformed(std::string code, std::string detail)
{
    return {FailureKind::malformed, std::move(code), std::move(detail)};
}

base::Failure explain(NodeBuilder const& builder, ParseLimits limits, error_code ec, std::size_t offset)
{
    constexpr std::size_t shown_name = 64;
    switch (builder.complaint()) {
    case Complaint::duplicate_key: {
        auto const name = builder.duplicate();
        auto const quoted = name.size() <= shown_name ? "\"" + std::string(name) + "\"" : std::string("a long name");
        return malformed("json_duplicate_key", quoted + " stands twice in the object that ends" + at_byte(offset));
    }
    case Complaint::too_many_values:
        return malformed("json_too_large", "more than " + std::to_string(limits.values) + " values");
    case Complaint::null_character:
        return malformed("json_malformed", "a NUL character in the text that ends" + at_byte(offset));
    case Complaint::none: break;
    }
    if (ec == boost::json::error::too_deep) {
        return malformed("json_too_deep", "nested deeper than " + std::to_string(limits.depth) + at_byte(offset));
    }
    return malformed("json_malformed", ec.message() + at_byte(offset));
}

}

base::Result<Document> Document::parse(std::string_view text, ParseLimits limits)
{
    constexpr std::size_t usual_bytes_per_value = 12;
    Document document;
    document.nodes_.reserve(std::min(text.size() / usual_bytes_per_value + 8, limits.values));
    document.characters_ = std::make_unique_for_overwrite<char[]>(text.size());

    boost::json::parse_options options;
    options.max_depth = limits.depth;
    bool const has_escapes = text.find('\\') != text.npos;
    boost::json::basic_parser<NodeBuilder> parser(options, document.nodes_, document.characters_.get(), limits.values,
                                                  has_escapes);
    error_code ec;
    auto const offset = parser.write_some(false, text.data(), text.size(), ec);
    if (!ec && offset < text.size()) ec = boost::json::error::extra_data;
    if (ec) return std::unexpected(explain(parser.handler(), limits, ec, offset));
    return document;
}

}
