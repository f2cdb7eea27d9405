// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "domain/business.hpp"

#include <string>
#include <string_view>

namespace forms {

/// Everything but `intake.accepting` and `intake.reasons`, which depend on the time: the stored form.
void append_business(std::string& out, domain::Business const& business);

/// The form of answers and events: with `intake{accepting, reasons}`.
void append_business(std::string& out, domain::Business const& business, domain::IntakeState const& intake);

/// The form of the address alone.
void append_address(std::string& out, domain::BusinessAddress const& address);

/// Reads the stored form.
base::Result<domain::Business> parse_stored_business(std::string_view text);

}
