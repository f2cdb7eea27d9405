// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/refusal.hpp"

#include <string_view>

namespace http {

/// What the caller is told. `allow`: the methods of the address, for a wrong one.
Response refusal_answer(Refusal const& refusal, std::string_view request_id, std::string_view allow);

/// Something broke in a handler; what, only the log says.
Response internal_error(std::string_view request_id);

}
