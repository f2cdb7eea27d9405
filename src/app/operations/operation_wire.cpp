// SPDX-License-Identifier: Apache-2.0
#include "app/operations/operations.hpp"
#include "json/writer.hpp"

namespace app {
namespace {

constexpr std::string_view succeeded = "ok";
constexpr std::string_view failed = "failed";

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
