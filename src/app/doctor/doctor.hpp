// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/settings/load_settings.hpp"
#include "base/instant.hpp"
#include "ports/time_zones.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What `order-receiver doctor` looks at. No check changes anything that lasts, and each may run beside a server.
namespace app {

enum class Verdict : std::uint8_t { ok, warning, failed };

/// How one check went.
struct Finding {
    std::string_view check;  ///< Stable, snake_case: for programs.
    Verdict verdict = Verdict::ok;
    std::string found;
    std::string advice = {};  ///< What to do; empty when nothing is.
};

using Findings = std::vector<Finding>;

/// Whether settings that are right one by one go together.
Findings check_settings(LoadedSettings const& loaded);

/// Whether the keys that sign tokens could be guessed, and who else can read the files of secrets.
Findings check_secrets(Settings const& settings);

/// Which hosts, pages and proxies are believed.
Findings check_trust(Settings const& settings);

/// The data folder: modes, owner, space, how long a sync takes, who uses it.
Findings check_folder(Settings const& settings);

/// SQLite and its file; the file is read only when no server has it.
Findings check_store(Settings const& settings);

/// What the machine gives: descriptors, clock, time zones, queues.
Findings check_system(Settings const& settings);

/// Certificate, address and mail server.
Findings check_network(Settings const& settings);

/// Whether the server that serves the data folder answers.
bool is_served(Settings const& settings);

// What the checks conclude from what they measured.

/// Bits that somebody who tries every text of these letters has to guess, at most.
double guessed_entropy(std::string_view secret);

Finding judge_signing_key(std::string_view check, std::string_view secret, bool is_production);
Finding judge_fsync(std::vector<std::chrono::microseconds> each);
Finding judge_space(std::uint64_t free_bytes, std::uint64_t all_bytes, std::uint64_t free_files);
Finding judge_descriptors(std::uint64_t limit, std::size_t connections);
Finding judge_clock(base::Instant now, bool is_synchronized);
Finding judge_time_zones(ports::TimeZones const& zones);
Finding judge_backlog(std::uint64_t somaxconn);
Finding judge_sqlite(std::string_view version, int version_number, bool is_threadsafe);

}
