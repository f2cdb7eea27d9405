// SPDX-License-Identifier: Apache-2.0
#include "app/operations/control_socket.hpp"

#include "base/cores.hpp"

#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <thread>

namespace app {
namespace {

namespace asio = boost::asio;

/// A socket whose answers wait until the test lets them go, or they are cancelled.
class ControlSocketTest : public testing::Test {
protected:
    ControlSocketTest()
    {
        auto pattern = (std::filesystem::temp_directory_path() / "control-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
        cores_.start();
        socket_.emplace(
            cores_.context(0), folder_,
            [this](std::string request, std::shared_ptr<base::Progress> progress) {
                return answer(std::move(request), std::move(progress));
            },
            log_);
    }
    ~ControlSocketTest() override
    {
        is_released_ = true;
        socket_.reset();
        cores_.stop();
        std::filesystem::remove_all(folder_);
    }

    base::Task<std::string> answer(std::string request, std::shared_ptr<base::Progress> progress)
    {
        if (request == "short") co_return "at once";
        asio::steady_timer timer(co_await asio::this_coro::executor);
        progress->begin("waiting", 100);
        while (!is_released_ && !progress->is_cancelled()) {
            progress->reach(42);
            timer.expires_after(std::chrono::milliseconds(5));
            co_await timer.async_wait(asio::use_awaitable);
        }
        was_cancelled_ = progress->is_cancelled();
        co_return request;
    }

    std::filesystem::path folder_;
    base::Cores cores_{1};
    telemetry::Log log_;
    std::atomic<bool> is_released_ = false, was_cancelled_ = false, is_told_ = false;
    std::optional<ControlSocket> socket_;
};

TEST_F(ControlSocketTest, SaysHowFarALongOperationIsBeforeItsAnswer)
{
    std::vector<base::Progress::State> told;
    std::string step;
    auto const answer = ask_server(folder_, "long", [&](base::Progress::State const& state) {
        step = state.step;
        told.push_back(state);
        is_released_ = true;
    });
    ASSERT_TRUE(answer && *answer);
    EXPECT_EQ(**answer, "long");
    ASSERT_FALSE(told.empty());
    EXPECT_EQ(step, "waiting");
    EXPECT_EQ(told.front().done, 42U);
    EXPECT_EQ(told.front().total, 100U);
}

TEST_F(ControlSocketTest, AnswersOthersWhileALongOperationRuns)
{
    std::jthread const waits([this] { EXPECT_TRUE(ask_server(folder_, "long")); });
    auto const answer = ask_server(folder_, "short");
    is_released_ = true;
    ASSERT_TRUE(answer && *answer);
    EXPECT_EQ(**answer, "at once");
}

TEST_F(ControlSocketTest, CancelsWhatAPeerThatIsGoneHasAskedFor)
{
    asio::io_context io;
    asio::local::stream_protocol::socket peer(io);
    peer.connect((folder_ / "control").string());
    asio::write(peer, asio::buffer("long", 4));
    peer.shutdown(asio::local::stream_protocol::socket::shutdown_send);
    std::array<char, 8> begin{};
    asio::read(peer, asio::buffer(begin));
    peer.close();
    while (!was_cancelled_) std::this_thread::yield();
}

TEST_F(ControlSocketTest, CancelsALongOperationWhenItIsStopped)
{
    std::jthread const waits(
        [this] { EXPECT_TRUE(ask_server(folder_, "long", [this](auto const&) { is_told_ = true; })); });
    while (!is_told_) std::this_thread::yield();
    socket_->stop();
    EXPECT_TRUE(was_cancelled_);
}

}
}
