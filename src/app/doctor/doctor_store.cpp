// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/upkeep/inspection.hpp"
#include "app/doctor/doctor.hpp"

#include <fmt/format.h>

namespace app {
namespace {

constexpr std::uint64_t page_bytes = 4096;

/// A log of so many times what a checkpoint begins at is held by a reader that does not end.
constexpr std::uint64_t held_log_factor = 20;

constexpr int first_without_wal_reset_bug = 3'051'003;
constexpr int first_with_what_we_use = 3'038'000;

Finding judge_log(Settings const& settings)
{
    auto const size = adapters::sqlite::log_bytes(settings.data_dir);
    auto const usual = settings.store.checkpoint_pages * page_bytes;
    auto const found = fmt::format("{} KiB; checkpoints begin at {} KiB", size / 1024, usual / 1024);
    if (size <= usual * held_log_factor) return {"write_ahead_log", Verdict::ok, found};
    return {"write_ahead_log", Verdict::warning, found,
            "restart the server at a quiet moment: it folds the log into the file"};
}

Finding judge_integrity(Settings const& settings)
{
    constexpr auto check = "integrity";
    auto const wrong = adapters::sqlite::quick_check(settings.data_dir);
    if (wrong && wrong->empty()) return {check, Verdict::ok, "every page of orders.db is sound"};
    if (wrong) return {check, Verdict::failed, *wrong, "stop, keep a copy of the folder, and restore the last backup"};
    if (wrong.error().kind == base::FailureKind::not_found) return {check, Verdict::ok, "there is no orders.db yet"};
    if (wrong.error().kind == base::FailureKind::conflict)
        return {check, Verdict::ok, "not looked at: a server uses the file; doctor reads it while none runs"};
    return {check, Verdict::failed, wrong.error().detail, "run the program that wrote it, or restore the last backup"};
}

Finding list_options(adapters::sqlite::Library const& library)
{
    std::string options;
    for (auto const letter : library.options) options += letter == '\n' ? ' ' : letter;
    return {"sqlite_options", Verdict::ok, options.substr(0, options.size() - 1)};
}

}

Finding judge_sqlite(std::string_view version, int version_number, bool is_threadsafe)
{
    constexpr auto check = "sqlite";
    if (!is_threadsafe)
        return {check, Verdict::failed, fmt::format("{} was compiled for one thread", version),
                "install another libsqlite3"};
    if (version_number < first_with_what_we_use)
        return {check, Verdict::failed, fmt::format("{} is too old", version), "install libsqlite3 3.38 or newer"};
    if (version_number < first_without_wal_reset_bug)
        return {check, Verdict::ok,
                fmt::format("{}; its WAL-reset bug needs two connections that write or checkpoint at one moment, and "
                            "the server has only one",
                            version)};
    return {check, Verdict::ok, std::string(version)};
}

Findings check_store(Settings const& settings)
{
    auto const library = adapters::sqlite::library();
    Findings findings{judge_sqlite(library.version, library.number, library.is_threadsafe), list_options(library)};
    std::error_code ignored;
    if (!std::filesystem::is_directory(settings.data_dir, ignored)) return findings;
    findings.push_back(judge_log(settings));
    findings.push_back(judge_integrity(settings));
    return findings;
}

}
