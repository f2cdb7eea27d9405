// SPDX-License-Identifier: Apache-2.0
// Orders and businesses as stores keep them: from a file that somebody else may have written.
#include "domain/personal_data.hpp"
#include "forms/business.hpp"
#include "forms/order.hpp"
#include "fuzz.hpp"

void fuzz(std::string_view input)
{
    if (auto const order = forms::parse_stored_order(input)) {
        std::string text;
        forms::append_order(text, *order);
        auto const again = forms::parse_stored_order(text);
        REQUIRE(again.has_value());
        REQUIRE(*again == *order);
        REQUIRE(domain::anonymised(domain::anonymised(*order)) == domain::anonymised(*order));
    }
    if (auto const business = forms::parse_stored_business(input)) {
        std::string text;
        forms::append_business(text, *business);
        auto const again = forms::parse_stored_business(text);
        REQUIRE(again.has_value());
        REQUIRE(*again == *business);
    }
}
