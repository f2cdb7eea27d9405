// SPDX-License-Identifier: Apache-2.0
#include "app/commands/run_operation.hpp"

#include "api/bodies/body.hpp"
#include "app/commands/progress_line.hpp"
#include "app/operations/control_socket.hpp"
#include "app/operations/operation_text.hpp"
#include "app/server/server_process.hpp"
#include "base/random.hpp"
#include "json/writer.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include <termios.h>
#include <unistd.h>

namespace app {
namespace {

/// The terminal does not show what is typed while this lives.
class Unseen {
public:
    Unseen()
    {
        if (::tcgetattr(STDIN_FILENO, &shown_) != 0) return;
        is_terminal_ = true;
        auto hidden = shown_;
        hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    }
    ~Unseen()
    {
        if (!is_terminal_) return;
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown_);
        std::cerr << '\n';
    }
    Unseen(Unseen const&) = delete;
    Unseen& operator=(Unseen const&) = delete;

    bool is_terminal() const { return is_terminal_; }

private:
    termios shown_{};
    bool is_terminal_ = false;
};

std::string read_secret(std::string_view name)
{
    Unseen const unseen;
    if (unseen.is_terminal()) std::cerr << name << ": " << std::flush;
    std::string line;
    std::getline(std::cin, line);
    return line;
}

/// The server's own parts, in this process, with nothing that listens. Its key signs nothing.
OperationAnswer run_here(Settings const& settings, OperationRequest const& request)
{
    telemetry::Log log({.level = telemetry::Level::warning, .format = settings.log_format});
    ServerProcess server(settings, base::random_token(32), log,
                         [](std::string const& reason) { std::cerr << "order-receiver: " << reason << '\n'; });
    auto const progress = std::make_shared<base::Progress>();
    return watched(boost::asio::co_spawn(server.cores().context(0),
                                         run_operation(server.use_cases(), server.upkeep(), request, progress),
                                         boost::asio::use_future),
                   *progress);
}

struct Problem {
    std::string code, detail;
    std::vector<std::string> fields;
};

Problem read_problem(std::string const& text)
{
    auto read = api::parse_body<Problem>(text, [](json::ObjectReader& reader, Problem& problem, json::Errors&) {
        problem.code = reader.required_text("code", {});
        problem.detail = reader.required_text("detail", {0, 2000});
        reader.array("errors", 0, 1000, [&](json::ObjectReader& field) {
            auto const name = field.required_text("pointer", {0, 200});
            auto const detail = field.required_text("detail", {0, 2000});
            problem.fields.push_back(name.empty() ? detail : name.substr(1) + " " + detail);
            field.text("code", {});
            field.finish();
        });
    });
    return read ? std::move(*read) : Problem{{}, text, {}};
}

}

ExitCode show(OperationAnswer const& answer, bool as_json)
{
    if (answer.succeeded) {
        std::cout << (as_json ? answer.text + "\n" : as_text(answer.text)) << std::flush;
        return ExitCode::ok;
    }
    auto const problem = read_problem(answer.text);
    if (as_json)
        std::cerr << answer.text << '\n';
    else if (problem.fields.empty())
        std::cerr << fmt::format("order-receiver: {} ({})\n", problem.detail, problem.code);
    for (auto const& field : problem.fields)
        if (!as_json) std::cerr << fmt::format("order-receiver: {}\n", field);
    return problem.fields.empty() ? ExitCode::failed : ExitCode::usage;
}

std::string operation_arguments(OperationCall const& call)
{
    std::string text;
    json::Writer writer(text);
    writer.begin_object();
    for (auto const& [name, value] : call.texts) writer.member(name, value);
    for (auto const& name : call.flags) writer.member(name, true);
    for (auto const& name : call.secrets) writer.member(name, read_secret(name));
    writer.end_object();
    return text;
}

std::optional<OperationAnswer> ask_or_run(Settings const& settings, OperationRequest const& request)
{
    std::optional<ProgressLine> line(std::in_place);
    auto const asked = ask_server(settings.data_dir, to_wire(request), [&](auto const& state) { line->show(state); });
    line.reset();
    if (!asked) {
        std::cerr << "order-receiver: " << asked.error().detail << '\n';
        return std::nullopt;
    }
    if (*asked) return parse_answer(**asked);
    try {
        return run_here(settings, request);
    } catch (CannotStart const& error) {
        return refusal({base::FailureKind::unavailable, "cannot_start", error.what(), {}, {}});
    }
}

ExitCode run_operation(Settings const& settings, OperationRequest const& request, bool as_json)
{
    auto const answer = ask_or_run(settings, request);
    return answer ? show(*answer, as_json) : ExitCode::unreachable;
}

}
