// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/api_key_store.hpp"
#include "ports/clock.hpp"
#include "ports/rate_counter.hpp"
#include "ports/store_feed.hpp"
#include "ports/time_zones.hpp"
#include "telemetry/metrics.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>

/// What one machine offers by itself.
namespace adapters::local {

/// The machine's wall clock.
std::unique_ptr<ports::Clock> make_system_clock();

/// The compiled zones (TZif, RFC 8536) under `folder`. Each question reads the start of one small file.
std::unique_ptr<ports::TimeZones> make_time_zones(std::filesystem::path folder = "/usr/share/zoneinfo");

/// Keeps API keys in memory until the feed tells that they are revoked, and notes uses by the minute. Stays until the
/// store of that feed has stopped.
std::unique_ptr<ports::ApiKeyStore> make_cached_api_keys(ports::ApiKeyStore& store, ports::StoreFeed& feed,
                                                         ports::Clock const& clock);

/// Counts in this process's memory: at most `entries` buckets that anyone can make and as many that take a credential,
/// 24 bytes each; beyond that those nearest to full give way (rate_table.hpp).
std::unique_ptr<ports::RateCounter> make_rate_counter(std::size_t entries, ports::Clock const& clock,
                                                      telemetry::Registry& registry);

}
