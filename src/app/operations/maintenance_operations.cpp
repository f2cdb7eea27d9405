// SPDX-License-Identifier: Apache-2.0
#include "api/bodies/body.hpp"
#include "app/operations/maintenance_text.hpp"
#include "app/operations/operations.hpp"
#include "app/wiring/upkeep.hpp"

namespace app {
namespace {

using Clock = std::chrono::steady_clock;

std::chrono::milliseconds since(Clock::time_point begin)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
}

base::Task<base::Result<std::string>> back_up(Upkeep upkeep, std::string arguments,
                                              std::shared_ptr<base::Progress> progress)
{
    auto const file = api::parse_body<std::string>(arguments, [](json::ObjectReader& reader, auto& value, auto&) {
        value = reader.required_text("file", {1, 4096});
    });
    if (!file) co_return std::unexpected(file.error());
    auto const begin = Clock::now();
    auto const backup = co_await upkeep.backups.back_up(*file, std::move(progress));
    if (!backup) co_return std::unexpected(backup.error());
    co_return to_text(*backup, *file, since(begin));
}

base::Task<base::Result<std::string>> verify(Upkeep upkeep, std::string, std::shared_ptr<base::Progress> progress)
{
    auto const begin = Clock::now();
    auto verification = co_await upkeep.verifier.verify(std::move(progress));
    if (!verification) co_return std::unexpected(verification.error());
    co_return to_text(adapters::sqlite::of_open_store(std::move(*verification)), "server", since(begin));
}

}

std::vector<Operation> maintenance_operations()
{
    return {
        {"backup", "Write a backup", {}, nullptr, back_up},
        {"verify", "Check everything that is stored", {}, nullptr, verify},
    };
}

}
