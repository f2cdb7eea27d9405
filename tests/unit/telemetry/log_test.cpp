// SPDX-License-Identifier: Apache-2.0
#include "telemetry/log.hpp"

#include "base/text.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <limits>
#include <regex>
#include <sstream>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace telemetry {
namespace {

/// A pipe whose reader starts when the test wants it.
class Pipe {
public:
    Pipe()
    {
        if (::pipe2(ends_.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    }

    ~Pipe()
    {
        close_writer();
        close_reader();
    }

    int reader() const { return ends_[0]; }
    int writer() const { return ends_[1]; }
    void close_writer() { close_end(ends_[1]); }
    void close_reader() { close_end(ends_[0]); }

    /// Until the writer is closed.
    std::string read_all() const
    {
        std::string result;
        std::array<char, 65536> piece;
        for (ssize_t n = 0; (n = ::read(ends_[0], piece.data(), piece.size())) > 0;) {
            result.append(piece.data(), static_cast<std::size_t>(n));
        }
        return result;
    }

private:
    static void close_end(int& end)
    {
        if (end >= 0) ::close(end);
        end = -1;
    }

    std::array<int, 2> ends_{};
};

std::vector<std::string> lines_of(std::string const& text)
{
    std::vector<std::string> result;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) result.push_back(line);
    return result;
}

/// What `write` puts into a log of this format.
template <typename Write>
std::string written(LogFormat format, Write write)
{
    Pipe pipe;
    {
        Log log({.level = Level::debug, .format = format, .descriptor = pipe.writer()});
        write(log);
    }
    pipe.close_writer();
    return pipe.read_all();
}

TEST(Log, JsonLinesHoldTimeLevelEventAndFields)
{
    auto const text = written(LogFormat::json, [](Log& log) {
        log.info("order_taken", {{"order", "PIZ0001"}, {"total", 1250}, {"took_ms", 1.5}, {"replayed", false}});
    });
    std::regex const form(R"(\{"ts":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z","level":"info","event":"order_taken",)"
                          R"("order":"PIZ0001","total":1250,"took_ms":1.5,"replayed":false\}\n)");
    EXPECT_TRUE(std::regex_match(text, form)) << text;
}

TEST(Log, TextLinesQuoteOnlyWhatCouldBeMisread)
{
    auto const text = written(LogFormat::text, [](Log& log) {
        log.info("listening", {{"address", "0.0.0.0:8000"}, {"why", "a b"}, {"empty", ""}, {"pair", "a=b"}});
        log.warning("slow", {{"text", "\x1b[2J\x7f\xc2\x9bx\n"}});
    });
    std::regex const form(
        R"RE(\d\d:\d\d:\d\d\.\d{3} INFO  listening address=0\.0\.0\.0:8000 why="a b" empty="" pair="a=b"\n)RE"
        R"RE(\d\d:\d\d:\d\d\.\d{3} WARN  slow text="\\u001b\[2J\\u007f\\u009bx\\n"\n)RE");
    EXPECT_TRUE(std::regex_match(text, form)) << text;
}

RC_GTEST_PROP(Log, AnyBytesMakeOneJsonLineThatKeepsWellFormedText, (std::string const& value))
{
    auto const text = written(LogFormat::json, [&](Log& log) { log.error("e", {{"value", value}, {value, 1}}); });
    RC_ASSERT(std::ranges::count(text, '\n') == 1);
    RC_ASSERT(base::is_valid_utf8(text));
    auto const parsed = boost::json::parse(text);
    if (base::is_valid_utf8(value)) RC_ASSERT(parsed.at("value").as_string() == value);
}

TEST(Log, InvalidUtf8IsReplacedByteForByte)
{
    auto const text =
        written(LogFormat::json, [](Log& log) { log.info("e", {{"v", "a\xff\xc3(\xed\xa0\x80z\xc3\xa9"}}); });
    EXPECT_NE(text.find("\"v\":\"a\xef\xbf\xbd\xef\xbf\xbd(\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz\xc3\xa9\""),
              std::string::npos)
        << text;
}

TEST(Log, NumbersThatJsonCannotSayAreNull)
{
    auto const text = written(LogFormat::json, [](Log& log) {
        log.info("e", {{"nan", std::numeric_limits<double>::quiet_NaN()},
                       {"least", std::numeric_limits<std::int64_t>::min()},
                       {"large", 1e300}});
    });
    auto const parsed = boost::json::parse(text);
    EXPECT_TRUE(parsed.at("nan").is_null());
    EXPECT_EQ(parsed.at("least").as_int64(), std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(parsed.at("large").as_double(), 1e300);
}

TEST(Log, LinesBelowItsLevelAreNotWritten)
{
    Pipe pipe;
    {
        Log log({.level = Level::warning, .format = LogFormat::json, .descriptor = pipe.writer()});
        EXPECT_FALSE(log.enabled(Level::info));
        EXPECT_TRUE(log.enabled(Level::warning));
        log.info("hidden");
        log.error("shown");
    }
    pipe.close_writer();
    auto const text = pipe.read_all();
    EXPECT_EQ(text.find("hidden"), std::string::npos);
    EXPECT_NE(text.find("shown"), std::string::npos);
}

TEST(Log, FlushWritesWhatCameBefore)
{
    Pipe pipe;
    Log log({.format = LogFormat::json, .descriptor = pipe.writer()});
    log.info("before");
    log.flush();
    std::array<char, 256> piece;
    auto const n = ::read(pipe.reader(), piece.data(), piece.size());
    ASSERT_GT(n, 0);
    EXPECT_NE(std::string_view(piece.data(), static_cast<std::size_t>(n)).find("before"), std::string_view::npos);
    log.flush();
}

TEST(Log, LinesOfManyThreadsStayWhole)
{
    Pipe pipe;
    std::string text;
    std::thread reader([&] { text = pipe.read_all(); });
    {
        Log log({.format = LogFormat::json, .descriptor = pipe.writer(), .buffer_limit = 16 * 1024 * 1024});
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&log, t] {
                for (int i = 0; i < 2'000; ++i) log.info("line", {{"thread", t}, {"i", i}});
            });
        }
        for (auto& thread : threads) thread.join();
    }
    pipe.close_writer();
    reader.join();

    std::array<int, 4> next{};
    auto const lines = lines_of(text);
    EXPECT_EQ(lines.size(), 8'000U);
    for (auto const& line : lines) {
        auto const parsed = boost::json::parse(line);
        EXPECT_EQ(parsed.at("i").as_int64(), next[static_cast<std::size_t>(parsed.at("thread").as_int64())]++);
    }
}

TEST(Log, AStuckReaderCostsLinesThatAreCountedAndNothingElse)
{
    constexpr std::int64_t line_count = 3'000;
    Pipe pipe;
    std::string text;
    std::thread reader;
    {
        Log log({.format = LogFormat::json, .descriptor = pipe.writer(), .buffer_limit = 64 * 1024});
        std::string const filling(1'000, 'x');
        for (std::int64_t i = 0; i < line_count; ++i) log.info("line", {{"i", i}, {"filling", filling}});

        reader = std::thread([&] { text = pipe.read_all(); });
        log.flush();
        log.info("flows_again");
    }
    pipe.close_writer();
    reader.join();

    std::int64_t whole = 0;
    std::int64_t dropped = 0;
    std::int64_t last = -1;
    for (auto const& line : lines_of(text)) {
        auto const parsed = boost::json::parse(line);
        auto const& event = parsed.at("event").as_string();
        if (event == "log_lines_dropped") dropped += parsed.at("count").as_int64();
        if (event != "line") continue;
        ++whole;
        EXPECT_GT(parsed.at("i").as_int64(), last);
        last = parsed.at("i").as_int64();
    }
    EXPECT_GT(dropped, 0);
    EXPECT_EQ(whole + dropped, line_count);
    EXPECT_NE(text.find("flows_again"), std::string::npos);
}

TEST(Log, ALineLargerThanTheBufferIsDroppedAndCounted)
{
    Pipe pipe;
    {
        Log log({.format = LogFormat::json, .descriptor = pipe.writer(), .buffer_limit = 1024});
        log.info("large", {{"filling", std::string(2'000, 'x')}});
        log.info("small");
    }
    pipe.close_writer();
    auto const text = pipe.read_all();
    EXPECT_EQ(text.find("large"), std::string::npos);
    EXPECT_NE(text.find("small"), std::string::npos);
    EXPECT_NE(text.find("\"log_lines_dropped\",\"count\":1"), std::string::npos) << text;
}

TEST(Log, AReaderThatWentAwayEndsNothing)
{
    Pipe pipe;
    pipe.close_reader();
    Log log({.format = LogFormat::json, .descriptor = pipe.writer()});
    for (int i = 0; i < 100; ++i) log.error("nobody_reads_this");
    log.flush();
}

TEST(Log, AReaderThatNeverReadsDoesNotKeepTheProcess)
{
    Pipe pipe;
    Log log({.format = LogFormat::json, .descriptor = pipe.writer()});
    std::string const filling(1'000, 'x');
    for (int i = 0; i < 200; ++i) log.info("line", {{"filling", filling}});
    log.flush();
}

TEST(Log, AutomaticIsJsonWhereNobodyLooks)
{
    EXPECT_TRUE(written(LogFormat::automatic, [](Log& log) { log.info("e"); }).starts_with("{\"ts\":"));
}

/// A file that has room for `bytes` and no more, while this lives.
class FullFile {
public:
    explicit FullFile(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        rlimit const limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullFile() { ::setrlimit(RLIMIT_FSIZE, &before_); }
    FullFile(FullFile const&) = delete;
    FullFile& operator=(FullFile const&) = delete;

private:
    rlimit before_{};
};

TEST(Log, GoesOnOnALineOfItsOwnWhenADiskThatWasFullHasRoomAgain)
{
    auto* const file = std::tmpfile();
    {
        Log log({.format = LogFormat::json, .descriptor = ::fileno(file)});
        log.info("before", {{"text", std::string(100, 'x')}});
        log.flush();
        {
            FullFile const full(250);
            for (int i = 0; i < 3; ++i) log.info("torn", {{"text", std::string(100, 'x')}});
            log.flush();
        }
        log.info("after");
    }
    std::string text(100'000, '\0');
    text.resize(static_cast<std::size_t>(::pread(::fileno(file), text.data(), text.size(), 0)));
    std::fclose(file);

    auto const lines = lines_of(text);
    ASSERT_EQ(lines.size(), 4U) << text;
    EXPECT_TRUE(lines[0].contains("before"));
    EXPECT_FALSE(lines[1].ends_with('}')) << "the torn one";
    EXPECT_TRUE(lines[2].contains("\"after\"")) << text;
    EXPECT_TRUE(lines[3].contains("\"log_lines_dropped\",\"count\":3")) << text;
}

}
}
