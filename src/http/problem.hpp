// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "http/message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace http {

/// RFC 9457 `application/problem+json`: type, title, status, code, detail, request_id, retryable, errors.
/// `extra` is raw JSON members to add, e.g. `"order":{…}`; empty for none.
struct Problem {
    Status status;
    std::string code;
    std::string detail;
    std::vector<base::FieldError> errors = {};
    bool retryable = false;
    std::optional<std::uint32_t> retry_after_s = {};  ///< Also sent as `Retry-After`.
    std::string extra = {};
};

Response problem_response(Problem const& problem, std::string_view request_id);

}
