// SPDX-License-Identifier: Apache-2.0
#include "base/random.hpp"

#include "base/bytes.hpp"

#include <openssl/rand.h>

#include <array>
#include <cstring>
#include <stdexcept>
#include <vector>

namespace base {

namespace {

/// Random numbers fetched many at a time: a call of the generator costs more than filling a page.
class Pool {
public:
    std::uint64_t next()
    {
        if (used_ == numbers_.size()) {
            fill_random({reinterpret_cast<std::uint8_t*>(numbers_.data()), sizeof numbers_});
            used_ = 0;
        }
        return numbers_[used_++];
    }

private:
    std::array<std::uint64_t, 256> numbers_;
    std::size_t used_ = numbers_.size();
};

}

void fill_random(std::span<std::uint8_t> out)
{
    if (RAND_bytes(out.data(), static_cast<int>(out.size())) != 1) {
        throw std::runtime_error("the operating system gives no random bytes");
    }
}

std::string random_token(std::size_t bytes)
{
    std::vector<std::uint8_t> secret(bytes);
    fill_random(secret);
    return to_base64url(secret);
}

std::uint64_t random_below(std::uint64_t bound)
{
    thread_local Pool pool;
    // 2^64 mod bound: numbers below it would make small results likelier.
    std::uint64_t const surplus = (0 - bound) % bound;
    std::uint64_t number = pool.next();
    while (number < surplus) number = pool.next();
    return number % bound;
}

}
