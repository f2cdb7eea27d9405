// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/upkeep/backup_file.hpp"

#include <gtest/gtest.h>

namespace adapters::sqlite {
namespace {

Manifest some_manifest()
{
    Manifest manifest{"1.2.3", base::from_micros(1'795'000'000'000'000), 8'192, {{1, 1, 2, 3, {}}, 7}};
    domain::BusinessId id;
    id.uuid.bytes.fill(0x17);
    manifest.holdings.logs.push_back({id, "epoch", 1, 3, 2});
    return manifest;
}

std::string changed(std::string text, std::string_view from, std::string_view to)
{
    return text.replace(text.find(from), from.size(), to);
}

TEST(BackupManifest, IsReadAsItWasWritten)
{
    auto const manifest = some_manifest();
    auto const read = parse_manifest(to_json(manifest));
    ASSERT_TRUE(read) << read.error().detail;
    EXPECT_EQ(*read, manifest);
}

TEST(BackupManifest, OfAnotherProductOrFormOrWithoutAPartIsRefused)
{
    auto const text = to_json(some_manifest());
    for (auto const& wrong :
         {std::string(), std::string("[]"), changed(text, "order-receiver", "disorder"),
          changed(text, "\"format\":1", "\"format\":2"), changed(text, "\"schema\":7", "\"schema\":0"),
          changed(text, "\"orders\":2", "\"orders\":-2"), changed(text, "\"epoch\":\"epoch\",", ""),
          changed(text, "biz_", "ord_"), changed(text, "\"taken_at\"", "\"token_at\""), text + "x"}) {
        auto const read = parse_manifest(wrong);
        ASSERT_FALSE(read) << wrong;
        EXPECT_EQ(read.error().code, "not_a_backup");
    }
}

}
}
