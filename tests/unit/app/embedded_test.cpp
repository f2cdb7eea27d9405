// SPDX-License-Identifier: Apache-2.0
#include "app/server/embedded.hpp"

#include "api/bodies/order_body.hpp"
#include "app/server/page_routes.hpp"
#include "app/settings/settings_report.hpp"
#include "http/router.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace app {
namespace {

std::string file_of_repository(std::string_view name)
{
    auto const root = std::filesystem::path(REPOSITORY);
    std::ifstream file(root / name, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

TEST(Embedded, IsTheFileOfTheRepository)
{
    EXPECT_EQ(embedded("web/page/page.js"), file_of_repository("web/page/page.js"));
    EXPECT_TRUE(embedded("web/page/none").empty());
}

TEST(Embedded, EveryPathOfThePageIsRouted)
{
    http::Router router;
    for (auto const& route : page_routes()) router.add({.method = route.method, .path = route.path, .handler = {}});
    EXPECT_NE(router.match(http::Method::get, "/").route, nullptr);
    for (auto const* name : {"index.html", "page.js", "page.css"}) {
        auto const text = std::string(embedded(std::string("web/page/") + name));
        for (auto at = text.find("\"/page/"); at != text.npos; at = text.find("\"/page/", at + 1)) {
            auto const path = text.substr(at + 1, text.find('"', at + 1) - at - 1);
            EXPECT_NE(router.match(http::Method::get, path).route, nullptr) << path;
        }
        for (auto at = text.find("from \"./"); at != text.npos; at = text.find("from \"./", at + 1)) {
            auto const path = "/page/" + text.substr(at + 8, text.find('"', at + 8) - at - 8);
            EXPECT_NE(router.match(http::Method::get, path).route, nullptr) << path;
        }
    }
}

TEST(Embedded, ThePageHasNoInlineScriptOrStyle)
{
    auto const page = embedded("web/page/index.html");
    EXPECT_EQ(page.find("<style"), page.npos);
    EXPECT_EQ(page.find(" style="), page.npos);
    EXPECT_EQ(page.find("<script>"), page.npos);
}

TEST(DemoOrders, AreAllGoodOrders)
{
    std::istringstream lines{std::string(embedded("src/app/server/demo_orders.jsonl"))};
    std::string line;
    int count = 0;
    while (std::getline(lines, line)) {
        ++count;
        auto const order = api::parse_new_order(line, "biz_01a20b62-23a9-7290-b9d2-cb3245dc621e");
        ASSERT_TRUE(order) << line;
        EXPECT_TRUE(domain::check_totals(order->content)) << line;
    }
    EXPECT_GE(count, 12);
}

TEST(SettingsReference, IsUpToDate)
{
    EXPECT_EQ(file_of_repository("docs/settings.md"), settings_as_markdown())
        << "run order-receiver config --markdown > docs/settings.md";
}

TEST(SettingsReport, NeverShowsASecret)
{
    SettingSources sources;
    sources.flags["jwt_secret"] = std::string(40, 'S');
    sources.environment = [](std::string const&) { return std::nullopt; };
    auto const settings = load_settings(sources);
    ASSERT_TRUE(settings);
    for (auto const& text : {settings_as_text(*settings), settings_as_json(*settings)}) {
        EXPECT_EQ(text.find("SSSS"), text.npos);
        EXPECT_NE(text.find("(redacted)"), text.npos);
    }
}

}
}
