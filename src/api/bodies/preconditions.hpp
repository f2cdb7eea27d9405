// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "http/message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace api {

/// The strong entity tag of a version: `"7"`.
std::string entity_tag(std::uint32_t version);

/// The version that `If-Match` names. Only one strong tag of ours is taken: `*`, `W/"7"` and lists are malformed
/// `if_match_invalid`, because they would not say which version was seen.
base::Result<std::optional<std::uint32_t>> if_match(http::Request const& request);

/// Whether `If-None-Match` names `tag` (strong or weak, also in a list) or is `*`: RFC 9110 §13.1.2.
bool if_none_match_names(http::Request const& request, std::string_view tag);

/// `Idempotency-Key`, quoted (RFC 8941 string) or not, without its quotes: 1–255 printable ASCII characters.
/// Malformed: `idempotency_key_required`, `idempotency_key_invalid`.
base::Result<std::string> idempotency_key(http::Request const& request);

}
