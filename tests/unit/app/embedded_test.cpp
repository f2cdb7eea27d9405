// SPDX-License-Identifier: Apache-2.0
#include "app/server/embedded.hpp"

#include "api/bodies/order_body.hpp"
#include "app/server/content_types.hpp"
#include "app/server/page_routes.hpp"
#include "app/server/static_files.hpp"
#include "app/settings/settings_report.hpp"
#include "http/router.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

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

http::Router router_of_the_page()
{
    http::Router router;
    for (auto const& route : page_routes()) router.add({.method = route.method, .path = route.path, .handler = {}});
    return router;
}

TEST(Embedded, IsTheFileOfTheRepository)
{
    EXPECT_EQ(embedded("web/page/page.js"), file_of_repository("web/page/page.js"));
    EXPECT_TRUE(embedded("web/page/none").empty());
}

TEST(Embedded, EveryPathOfThePageIsRouted)
{
    auto const router = router_of_the_page();
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

TEST(Embedded, EveryFileOfThePagesFolderIsServedAsWhatItIs)
{
    auto const router = router_of_the_page();
    auto const folder = std::filesystem::path(REPOSITORY) / "web/page";
    std::size_t files = 0;
    for (auto const& entry : std::filesystem::recursive_directory_iterator(folder)) {
        auto const name = std::filesystem::relative(entry.path(), folder).string();
        if (!entry.is_regular_file() || name.starts_with('.')) continue;
        ++files;
        auto const path = name == "index.html" ? "/" : "/page/" + name;
        EXPECT_NE(router.match(http::Method::get, path).route, nullptr) << path;
    }
    EXPECT_EQ(router.routes().size(), files);
}

TEST(ContentTypes, GoByTheEndingOfTheName)
{
    EXPECT_EQ(content_type_of("web/page/page.js"), "text/javascript; charset=utf-8");
    EXPECT_EQ(content_type_of("web/page/index.html"), "text/html; charset=utf-8");
    EXPECT_EQ(content_type_of("web/page/page.3f2a.css"), "text/css; charset=utf-8");
    EXPECT_EQ(content_type_of("icon.svg"), "image/svg+xml");
    EXPECT_EQ(content_type_of("swagger-ui-4.1/LICENSE"), "text/plain; charset=utf-8");
    EXPECT_EQ(content_type_of("page.js~"), std::nullopt);
}

TEST(StaticFiles, AreNotServedWithoutAContentType)
{
    EXPECT_THROW(static_file({"/page/page.exe", "page.exe", "text", {}}), std::logic_error);
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
