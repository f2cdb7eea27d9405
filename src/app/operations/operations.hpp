// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "base/task.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// What whoever runs the server can do from the command line: `order-receiver business approve …`. An operation runs
/// inside the server that serves the data folder, asked over its control socket; when none runs, in the command
/// itself.
namespace app {

struct UseCases;
struct Upkeep;

struct OperationArgument {
    enum class Kind {
        positional,  ///< `business show ID`
        required,    ///< `--name TEXT`
        optional,
        flag,
        secret,      ///< Read from standard input, so that it stands in no list of processes and no history.
    };
    std::string_view name;  ///< Of the JSON member; on the command line with dashes.
    Kind kind = Kind::required;
    std::string_view help;
};

/// `run` gets its arguments as one JSON object, all of them strings but for flags (true or left out), and says what
/// came of it as JSON too. The caller is domain::OperatorPrincipal.
struct Operation {
    std::string_view name;  ///< Group and verb: "business approve"; one word: it has a command of its own.
    std::string_view help;
    std::vector<OperationArgument> arguments;
    base::Task<base::Result<std::string>> (*run)(UseCases& use_cases, std::string arguments);
    /// Instead of `run`, for one with the store as a whole, which takes long and says how far it is.
    base::Task<base::Result<std::string>> (*run_long)(Upkeep upkeep, std::string arguments,
                                                      std::shared_ptr<base::Progress> progress) = nullptr;
};

/// Every operation, by group.
std::vector<Operation> const& operations();

/// The groups, each in its file.
std::vector<Operation> user_operations();
std::vector<Operation> business_operations();
std::vector<Operation> api_key_operations();
std::vector<Operation> maintenance_operations();
std::vector<Operation> transfer_operations();
std::vector<Operation> customer_operations();

/// How an operation is asked for: its name, and its arguments as JSON.
struct OperationRequest {
    std::string name;
    std::string arguments = "{}";
};

/// What became of it. `text` is JSON: the result, or {code, detail, errors} like a problem of the API.
struct OperationAnswer {
    bool succeeded = false;
    std::string text;
};

/// {code, detail, errors}
OperationAnswer refusal(base::Failure const& failure);

/// Runs it; unknown names and exceptions are answers too.
base::Task<OperationAnswer> run_operation(UseCases& use_cases, Upkeep upkeep, OperationRequest request,
                                          std::shared_ptr<base::Progress> progress);

/// The form of both on the control socket: a line, then JSON.
std::string to_wire(OperationRequest const& request);
std::string to_wire(OperationAnswer const& answer);
OperationRequest parse_request(std::string_view wire);
OperationAnswer parse_answer(std::string_view wire);

}
