// SPDX-License-Identifier: Apache-2.0
#include "loadtest/answer.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace loadtest {
namespace {

TEST(Answer, IsReadOnceItIsComplete)
{
    std::string_view const whole = "HTTP/1.1 201 Created\r\ncontent-length: 4\r\n\r\nbodyHTTP/1.1 …";
    auto const end = whole.find("HTTP/1.1 …");
    for (std::size_t size = 0; size < end; ++size) EXPECT_FALSE(read_answer(whole.substr(0, size)));
    auto const answer = read_answer(whole);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 201);
    EXPECT_EQ(answer->body, "body");
    EXPECT_EQ(answer->size, end);
}

TEST(Answer, NeedsALengthWhereThereMayBeABody)
{
    EXPECT_THROW(read_answer("HTTP/1.1 200 OK\r\nX: y\r\n\r\n"), std::runtime_error);
    EXPECT_THROW(read_answer("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"), std::runtime_error);
    EXPECT_THROW(read_answer("SSH-2.0\r\n\r\n"), std::runtime_error);
    EXPECT_EQ(read_answer("HTTP/1.1 101 Switching Protocols\r\n\r\n")->status, 101);
}

}
}
