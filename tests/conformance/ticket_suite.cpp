// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.hpp"
#include "stores.hpp"

namespace conformance {
namespace {

using namespace std::chrono_literals;

class Tickets : public StoreSuite {
protected:
    base::Result<std::optional<std::string>> spend(std::string_view ticket)
    {
        return run(whole().tickets().spend(base::sha256(ticket)));
    }
    void keep(std::string_view ticket, std::string subject)
    {
        ASSERT_TRUE(run(whole().tickets().keep(base::sha256(ticket), std::move(subject), clock_.now() + 30s)));
    }
};

TEST_P(Tickets, ATicketIsGoodOnce)
{
    keep("one", "Counter 1");
    EXPECT_EQ(spend("one").value(), "Counter 1");
    EXPECT_EQ(spend("one").value(), std::nullopt);
    EXPECT_EQ(spend("other").value(), std::nullopt);
}

TEST_P(Tickets, ATicketEndsWithItsTime)
{
    keep("one", "Counter 1");
    clock_.advance(30s);
    EXPECT_EQ(spend("one").value(), std::nullopt);
}

RUN_ON_WHOLE_STORES(Tickets);

}
}
