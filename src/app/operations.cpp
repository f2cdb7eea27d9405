// SPDX-License-Identifier: Apache-2.0
#include "app/operations.hpp"

#include "json/writer.hpp"

#include <algorithm>
#include <iterator>

namespace app {
namespace {

constexpr std::string_view succeeded = "ok";
constexpr std::string_view failed = "failed";

std::vector<Operation> all_operations()
{
    std::vector<Operation> all;
    for (auto* group : {&user_operations, &business_operations, &api_key_operations, &maintenance_operations,
                        &transfer_operations})
        std::ranges::move(group(), std::back_inserter(all));
    return all;
}

base::Task<base::Result<std::string>> run_named(ServerProcess& server, OperationRequest request,
                                                std::shared_ptr<base::Progress> progress)
{
    auto const& all = operations();
    auto const operation = std::ranges::find(all, std::string_view(request.name), &Operation::name);
    if (operation == all.end())
        co_return base::failure(base::FailureKind::malformed, "operation_unknown",
                                "the server does not know '" + request.name + "'; is it of another version?");
    if (operation->run_long != nullptr)
        co_return co_await operation->run_long(server, std::move(request.arguments), std::move(progress));
    co_return co_await operation->run(server, std::move(request.arguments));
}

/// The first line, and what follows it.
std::pair<std::string_view, std::string_view> split(std::string_view wire)
{
    auto const end = wire.find('\n');
    if (end == wire.npos) return {wire, {}};
    return {wire.substr(0, end), wire.substr(end + 1)};
}

}

OperationAnswer refusal(base::Failure const& failure)
{
    OperationAnswer answer;
    json::Writer writer(answer.text);
    writer.begin_object().member("code", failure.code).member("detail", failure.detail).key("errors").begin_array();
    for (auto const& field : failure.fields)
        writer.begin_object()
            .member("pointer", field.pointer)
            .member("code", field.code)
            .member("detail", field.detail)
            .end_object();
    writer.end_array().end_object();
    return answer;
}

std::vector<Operation> const& operations()
{
    static std::vector<Operation> const all = all_operations();
    return all;
}

base::Task<OperationAnswer> run_operation(ServerProcess& server, OperationRequest request,
                                          std::shared_ptr<base::Progress> progress)
{
    try {
        auto result = co_await run_named(server, std::move(request), std::move(progress));
        if (result) co_return OperationAnswer{true, std::move(*result)};
        co_return refusal(result.error());
    } catch (std::exception const& error) {
        co_return refusal({base::FailureKind::unavailable, "operation_failed", error.what()});
    }
}

std::string to_wire(OperationRequest const& request) { return request.name + "\n" + request.arguments; }

std::string to_wire(OperationAnswer const& answer)
{
    return std::string(answer.succeeded ? succeeded : failed) + "\n" + answer.text;
}

OperationRequest parse_request(std::string_view wire)
{
    auto const [name, arguments] = split(wire);
    return {std::string(name), std::string(arguments)};
}

OperationAnswer parse_answer(std::string_view wire)
{
    auto const [outcome, text] = split(wire);
    if (outcome == succeeded) return {true, std::string(text)};
    if (outcome == failed) return {false, std::string(text)};
    return refusal({base::FailureKind::unavailable, "no_answer", "the server ended before it answered"});
}

}
