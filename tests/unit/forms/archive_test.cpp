// SPDX-License-Identifier: Apache-2.0
#include "forms/archive.hpp"

#include <gtest/gtest.h>

namespace {

std::string line_of_key(std::string const& scopes)
{
    domain::ArchivedApiKey key;
    key.name = "web shop";
    key.scopes = key.scopes.with(domain::Scope::orders_write);
    std::string line;
    forms::append_archive_record(line, key);
    auto const written = line.find(R"(["orders:write"])");
    return written == std::string::npos ? "" : line.replace(written, 16, scopes);
}

TEST(Archive, AKeyIsReadWithEveryRightThatItHasOrNotAtAll)
{
    auto const record = forms::parse_archive_record(line_of_key(R"(["orders:write"])"));
    ASSERT_TRUE(record);
    EXPECT_TRUE(std::get<domain::ArchivedApiKey>(*record).scopes.has(domain::Scope::orders_write));
    EXPECT_FALSE(forms::parse_archive_record(line_of_key(R"(["orders:write","everything"])")));
}

}
