// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "http/message.hpp"

#include <string>

namespace api {

/// The answer to a failed use case. `extra` is members to add, as a json::Writer writes them
/// (`"order":{…}`).
http::Response problem(base::Failure const& failure, http::Request const& request, std::string extra = {});

}
