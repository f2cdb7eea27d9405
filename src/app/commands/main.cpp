// SPDX-License-Identifier: Apache-2.0
#include "app/commands/command_line.hpp"
#include "app/commands/run_command.hpp"

#include <csignal>
#include <exception>
#include <iostream>

#include <sys/stat.h>

int main(int argc, char** argv)
{
    // Whatever this program writes holds names, phone numbers or secrets: the owner's alone.
    ::umask(S_IRWXG | S_IRWXO);
    // A write beyond `ulimit -f` fails like one on a full disk.
    std::signal(SIGXFSZ, SIG_IGN);
    try {
        auto const line = app::parse_command_line(argc, argv);
        return static_cast<int>(line ? app::run_command(*line) : line.error());
    } catch (std::exception const& error) {
        std::cerr << "order-receiver: " << error.what() << '\n';
        return static_cast<int>(app::ExitCode::failed);
    }
}
