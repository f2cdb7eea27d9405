// SPDX-License-Identifier: Apache-2.0
#include "base/instant.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace base {

namespace {

using namespace std::chrono;

constexpr Instant first_parsed = sys_days(1970y / 1 / 1);
constexpr Instant first_formatted = sys_days(0y / 1 / 1);
constexpr Instant last = Instant(sys_days(9999y / 12 / 31) + days(1)) - microseconds(1);

void put_digits(char* at, unsigned count, unsigned value)
{
    while (count-- > 0) {
        at[count] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Reads a text from the left; the first thing that does not fit makes everything after it fail.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    bool failed() const { return failed_; }
    bool at_end() const { return rest_.empty(); }

    bool take(char expected)
    {
        if (!rest_.starts_with(expected)) return false;
        rest_.remove_prefix(1);
        return true;
    }

    void expect(char expected) { failed_ |= !take(expected); }

    int number(std::size_t count)
    {
        int value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            auto const digit = take_digit();
            failed_ |= !digit;
            value = value * 10 + digit.value_or(0);
        }
        return value;
    }

    int number(std::size_t count, int most)
    {
        int const value = number(count);
        failed_ |= value > most;
        return value;
    }

    /// One to nine digits after the point, what is below a microsecond cut off.
    microseconds fraction()
    {
        std::int64_t value = 0;
        int count = 0;
        for (auto digit = take_digit(); digit; digit = take_digit()) {
            if (++count <= 6) value = value * 10 + *digit;
        }
        failed_ |= count < 1 || count > 9;
        for (int i = count; i < 6; ++i) value *= 10;
        return microseconds(value);
    }

    /// `Z` or `±hh:mm`.
    minutes offset()
    {
        if (take('Z') || take('z')) return minutes(0);
        bool const behind = take('-');
        if (!behind) expect('+');
        auto const distance = hours(number(2, 23));
        expect(':');
        auto const whole = distance + minutes(number(2, 59));
        return behind ? -whole : whole;
    }

private:
    std::optional<int> take_digit()
    {
        if (rest_.empty() || !is_digit(rest_.front())) return std::nullopt;
        int const value = rest_.front() - '0';
        rest_.remove_prefix(1);
        return value;
    }

    std::string_view rest_;
    bool failed_ = false;
};

year_month_day read_date(Reader& reader)
{
    year const y(reader.number(4));
    reader.expect('-');
    month const m(static_cast<unsigned>(reader.number(2)));
    reader.expect('-');
    return y / m / day(static_cast<unsigned>(reader.number(2)));
}

microseconds read_time(Reader& reader)
{
    microseconds result = hours(reader.number(2, 23));
    reader.expect(':');
    result += minutes(reader.number(2, 59));
    reader.expect(':');
    result += seconds(reader.number(2, 60));
    if (reader.take('.')) result += reader.fraction();
    return result;
}

}

void append_instant(std::string& out, Instant instant)
{
    // Four digits of year is all that the form has.
    instant = std::clamp(instant, first_formatted, last);
    auto const date = floor<days>(instant);
    year_month_day const civil(date);
    auto const millis = static_cast<unsigned>(floor<milliseconds>(instant - date).count());

    std::array<char, 24> text{'y', 'y', 'y', 'y', '-', 'm', 'm', '-', 'd', 'd', 'T', 'h',
                              'h', ':', 'm', 'm', ':', 's', 's', '.', 'f', 'f', 'f', 'Z'};
    put_digits(&text[0], 4, static_cast<unsigned>(static_cast<int>(civil.year())));
    put_digits(&text[5], 2, static_cast<unsigned>(civil.month()));
    put_digits(&text[8], 2, static_cast<unsigned>(civil.day()));
    put_digits(&text[11], 2, millis / 3'600'000);
    put_digits(&text[14], 2, millis / 60'000 % 60);
    put_digits(&text[17], 2, millis / 1'000 % 60);
    put_digits(&text[20], 3, millis % 1'000);
    out.append(text.data(), text.size());
}

std::string format_instant(Instant instant)
{
    std::string result;
    append_instant(result, instant);
    return result;
}

Result<Instant> parse_instant(std::string_view text)
{
    Reader reader(text);
    auto const date = read_date(reader);
    if (!reader.take('T')) reader.expect('t');
    auto const time = read_time(reader);
    auto const offset = reader.offset();

    if (reader.failed() || !reader.at_end() || !date.ok()) {
        return failure(FailureKind::malformed, "time_malformed", "not a time like 2026-11-24T01:02:03.004Z");
    }
    Instant const result = sys_days(date) + time - offset;
    if (result < first_parsed || result > last) {
        return failure(FailureKind::invalid, "time_out_of_range", "the year must be 1970 to 9999");
    }
    return result;
}

}
