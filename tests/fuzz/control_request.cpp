// SPDX-License-Identifier: Apache-2.0
// What comes over the control socket, read by the server and by the command.
#include "app/operations/operation_text.hpp"
#include "app/operations/operations.hpp"
#include "fuzz.hpp"

void fuzz(std::string_view input)
{
    auto const request = app::parse_request(input);
    REQUIRE(request.name.find('\n') == request.name.npos);
    auto const again = app::parse_request(app::to_wire(request));
    REQUIRE(again.name == request.name && again.arguments == request.arguments);

    auto const answer = app::parse_answer(input);
    auto const same = app::parse_answer(app::to_wire(answer));
    REQUIRE(same.succeeded == answer.succeeded && same.text == answer.text);
    static_cast<void>(app::as_text(answer.text));
}
