// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json/reader.hpp"
#include "usecases/businesses.hpp"

#include <string_view>

/// What callers send about businesses. Fields and limits: docs/api.md, "Businesses".
namespace api {

usecases::NewBusiness read_new_business(json::ObjectReader& reader);

base::Result<usecases::NewBusiness> parse_new_business(std::string_view body);

/// A merge patch (RFC 7396): null clears what may be missing.
base::Result<domain::BusinessPatch> parse_business_patch(std::string_view body);

/// One of `{"open": true}`, `{"pause_until": "…"}` (null: the end of a pause) and
/// `{"busy_extra_minutes": 15, "until": "…"}` (0: not busy).
base::Result<usecases::NewIntake> parse_intake(std::string_view body);

}
