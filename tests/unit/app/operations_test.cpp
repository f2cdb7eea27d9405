// SPDX-License-Identifier: Apache-2.0
#include "app/operations/operations.hpp"

#include "app/settings/jwt_secret.hpp"
#include "app/wiring/adapters.hpp"
#include "app/wiring/use_cases.hpp"
#include "base/cores.hpp"
#include "realtime/hub.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

namespace app {
namespace {

/// A folder of settings that is gone when this is.
struct PassingFolder {
    PassingFolder()
    {
        auto name = (std::filesystem::temp_directory_path() / "operations-XXXXXX").string();
        settings.data_dir = ::mkdtemp(name.data());
    }
    ~PassingFolder() { std::filesystem::remove_all(settings.data_dir); }
    PassingFolder(PassingFolder const&) = delete;
    PassingFolder& operator=(PassingFolder const&) = delete;

    Settings settings;
};

/// Use cases on a store of their own, and no server.
class OperationsTest : public testing::Test {
protected:
    OperationsTest() { cores_.start(); }
    ~OperationsTest() override
    {
        adapters_.store->stop();
        cores_.stop();
    }

    OperationAnswer run(std::string name, std::string arguments)
    {
        auto operation = run_operation(use_cases_, adapters_.upkeep(), {std::move(name), std::move(arguments)},
                                       std::make_shared<base::Progress>());
        return boost::asio::co_spawn(cores_.context(0), std::move(operation), boost::asio::use_future).get();
    }

    /// Open until the log's thread has ended.
    struct Nowhere {
        ~Nowhere() { ::close(descriptor); }
        int descriptor = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    };

    PassingFolder folder_;
    Nowhere nowhere_;
    telemetry::Log log_{{.descriptor = nowhere_.descriptor}};
    telemetry::Registry registry_;
    base::Cores cores_{1};
    Adapters adapters_{folder_.settings, [](std::string const& reason) { FAIL() << reason; }, log_, registry_};
    telemetry::Readiness readiness_;
    realtime::Hub hub_{cores_, adapters_.store->log(), adapters_.store->notifications(), registry_};
    UseCases use_cases_{
        folder_.settings, {signing_key(std::string(32, 'x'))}, adapters_, hub_, readiness_, log_, registry_,
    };
};

TEST_F(OperationsTest, NeedNoServerToRun)
{
    auto const created =
        run("user create", R"({"email":"owner@example.com","password":"Correct-Horse-7","owner_name":"Layla"})");
    ASSERT_TRUE(created.succeeded) << created.text;
    auto const shown = run("user show", R"({"email":"OWNER@example.com"})");
    EXPECT_TRUE(shown.succeeded);
    EXPECT_EQ(shown.text, created.text);
}

TEST_F(OperationsTest, AnswerWhatTheUseCaseRefuses)
{
    auto const unknown = run("user show", R"({"email":"nobody@example.com"})");
    EXPECT_FALSE(unknown.succeeded);
    EXPECT_TRUE(unknown.text.contains(R"("code":"user_not_found")")) << unknown.text;
    auto const wrong = run("user show", R"({"mail":"owner@example.com"})");
    EXPECT_FALSE(wrong.succeeded);
    EXPECT_TRUE(wrong.text.contains(R"("pointer":"/email")")) << wrong.text;
}

TEST_F(OperationsTest, ThatNobodyKnowsAreRefused)
{
    auto const answer = run("user invent", "{}");
    EXPECT_FALSE(answer.succeeded);
    EXPECT_TRUE(answer.text.contains(R"("code":"operation_unknown")")) << answer.text;
}

TEST_F(OperationsTest, TakeTheStoreAsAWholeThroughUpkeep)
{
    auto const verified = run("verify", "{}");
    ASSERT_TRUE(verified.succeeded) << verified.text;
    EXPECT_TRUE(verified.text.contains(R"("sound":true)")) << verified.text;
}

}
}
