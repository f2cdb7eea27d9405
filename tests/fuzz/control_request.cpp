// SPDX-License-Identifier: Apache-2.0
// What comes over the control socket, read by the server and by the command.
#include "app/operation_text.hpp"
#include "app/operations.hpp"
#include "fuzz.hpp"

void fuzz(std::string_view input)
{
    auto const request = app::parse_request(input);
    REQUIRE(request.name.find('\n') == request.name.npos);
    auto const again = app::parse_request(app::to_wire(request));
    REQUIRE(again.name == request.name && again.arguments == request.arguments);

    auto const answer = app::parse_answer(input);
    if (answer.succeeded) REQUIRE(app::to_wire(answer) == input);
    REQUIRE(app::as_text(answer.text).ends_with('\n') || answer.text.empty() || answer.text == "{}");
}
