// SPDX-License-Identifier: Apache-2.0
#include "app/operations/operations.hpp"

#include "app/wiring/upkeep.hpp"

#include <algorithm>
#include <iterator>

namespace app {
namespace {

std::vector<Operation> all_operations()
{
    std::vector<Operation> all;
    for (auto* group : {&user_operations, &business_operations, &api_key_operations, &maintenance_operations,
                        &transfer_operations, &customer_operations})
        std::ranges::move(group(), std::back_inserter(all));
    return all;
}

base::Task<base::Result<std::string>> run_named(UseCases& use_cases, Upkeep upkeep, OperationRequest request,
                                                std::shared_ptr<base::Progress> progress)
{
    auto const& all = operations();
    auto const operation = std::ranges::find(all, std::string_view(request.name), &Operation::name);
    if (operation == all.end())
        co_return base::failure(base::FailureKind::malformed, "operation_unknown",
                                "the server does not know '" + request.name + "'; is it of another version?");
    if (operation->run_long != nullptr)
        co_return co_await operation->run_long(upkeep, std::move(request.arguments), std::move(progress));
    co_return co_await operation->run(use_cases, std::move(request.arguments));
}

}

std::vector<Operation> const& operations()
{
    static std::vector<Operation> const all = all_operations();
    return all;
}

base::Task<OperationAnswer> run_operation(UseCases& use_cases, Upkeep upkeep, OperationRequest request,
                                          std::shared_ptr<base::Progress> progress)
{
    try {
        auto result = co_await run_named(use_cases, upkeep, std::move(request), std::move(progress));
        if (result) co_return OperationAnswer{true, std::move(*result)};
        co_return refusal(result.error());
    } catch (std::exception const& error) {
        co_return refusal({base::FailureKind::unavailable, "operation_failed", error.what()});
    }
}

}
