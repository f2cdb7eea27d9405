// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace json {

/// What a body may be; beyond it parsing fails.
struct ParseLimits {
    std::size_t depth = 32;
    std::size_t values = 20'000;
};

enum class Kind : std::uint8_t { null, boolean, integer, fraction, string, array, object };

/// Parsed JSON (RFC 8259) from outside: flat, its texts in one allocation of its own. Hardened: depth and count
/// bounded, duplicate keys refused, valid UTF-8 only, nothing after the value, no BOM, no comments.
/// Numbers are integers that fit in 64 bits, or `fraction`: kept as text (for latitude and longitude), never a float.
class Document {
public:
    struct Node {
        Kind kind = Kind::null;
        bool flag = false;            ///< boolean
        std::int64_t integer = 0;
        std::string_view text = {};   ///< string (unescaped), fraction (as written)
        std::string_view name = {};   ///< Of an object's member (unescaped).
        std::uint32_t size = 0;       ///< array, object: direct children
        std::uint32_t end = 0;        ///< Index behind the last descendant; children start at the next index.
    };

    /// Malformed (400): `json_malformed`, `json_too_deep`, `json_duplicate_key`, `json_too_large`; `detail` says where.
    static base::Result<Document> parse(std::string_view text, ParseLimits limits = {});

    Node const& root() const { return nodes_.front(); }
    std::vector<Node> const& nodes() const { return nodes_; }

private:
    Document() = default;

    std::vector<Node> nodes_;
    std::unique_ptr<char[]> characters_;  ///< Where the nodes' texts and names stand; stays in place when moved.
};

}
