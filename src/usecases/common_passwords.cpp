// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "usecases/password_rules.hpp"

#include <algorithm>
#include <array>

namespace usecases {

namespace {

/// Lower case, and only what the other rules let through: 8 characters or more with a letter and a digit.
constexpr auto common = std::to_array<std::string_view>({
    "123456789a",   "123456aa",    "12345678a",     "1234abcd",    "1234qwer",     "123qweasd",    "12qwaszx",
    "1a2b3c4d",     "1q2w3e4r",    "1q2w3e4r5t",    "1qaz2wsx",    "1qaz2wsx3edc", "1qazxsw2",     "a12345678",
    "a123456789",   "aa123456",    "aa12345678",    "abc12345",    "abc123456",    "abc123abc",    "abcd1234",
    "abcd12345",    "admin123",    "admin1234",     "admin12345",  "admin2024",    "admin2025",    "asdf1234",
    "asdfgh123",    "baseball1",   "basketball1",   "baghdad1",    "baghdad123",   "business1",    "changeme1",
    "changeme123",  "charlie1",    "chelsea1",      "chocolate1",  "computer1",    "default1",     "demo1234",
    "dragon123",    "football1",   "football123",   "freedom1",    "google123",    "hello123",     "hello1234",
    "iloveyou1",    "iloveyou2",   "internet1",     "jordan23",    "killer123",    "kitchen1",     "kitchen123",
    "letmein1",     "letmein123",  "liverpool1",    "login123",    "manager1",     "manager123",   "master123",
    "michael1",     "monkey123",   "mypassword1",   "p@ssw0rd",    "p@ssw0rd1",    "p@ssword1",    "pa55word",
    "pa55w0rd",     "pass1234",    "pass12345",     "passw0rd",    "passw0rd1",    "password01",   "password1",
    "password1!",   "password11",  "password12",    "password123", "password123!", "password1234", "password2024",
    "password2025", "pharmacy1",   "pizza123",      "pizza1234",   "princess1",    "q1w2e3r4",     "q1w2e3r4t5",
    "qazwsx123",    "qwer1234",    "qwert123",      "qwerty12",    "qwerty123",    "qwerty1234",   "qwerty12345",
    "qwertyuiop1",  "restaurant1", "restaurant123", "samsung1",    "secret123",    "shadow123",    "starwars1",
    "summer2024",   "summer2025",  "sunshine1",     "superman1",   "superman123",  "system123",    "temp1234",
    "test1234",     "test12345",   "testing123",    "trustno1",    "user1234",     "welcome1",     "welcome12",
    "welcome123",   "welcome1234", "whatever1",     "winter2024",  "winter2025",   "zaq12wsx",     "zaq1zaq1",
    "zxcvbnm1",
});

}

bool is_common_password(std::string_view password)
{
    return std::ranges::find(common, base::ascii_lower(password)) != common.end();
}

}
