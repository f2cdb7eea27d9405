// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/clock.hpp"
#include "ports/time_zones.hpp"

#include <filesystem>
#include <memory>

/// What one machine offers by itself.
namespace adapters::local {

/// The machine's wall clock.
std::unique_ptr<ports::Clock> make_system_clock();

/// The compiled zones (TZif, RFC 8536) under `folder`. Each question reads the start of one small file.
std::unique_ptr<ports::TimeZones> make_time_zones(std::filesystem::path folder = "/usr/share/zoneinfo");

}
