// SPDX-License-Identifier: Apache-2.0
// The settings file. What is accepted can be shown, and given back as it was shown it is accepted and means the same.
#include "app/settings/load_settings.hpp"
#include "app/settings/setting_table.hpp"
#include "fuzz.hpp"

#include <array>
#include <string>

#include <sys/mman.h>
#include <unistd.h>

namespace {

/// A file in memory.
class File {
public:
    explicit File(std::string_view text) : descriptor_(::memfd_create("settings.toml", MFD_CLOEXEC))
    {
        REQUIRE(::write(descriptor_, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    }
    ~File() { ::close(descriptor_); }
    File(File const&) = delete;
    File& operator=(File const&) = delete;

    std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

private:
    int descriptor_;
};

/// The fuzzer shall not open whatever file it thinks of.
bool names_files(std::string_view text) { return text.find("_file") != text.npos; }

}

void fuzz(std::string_view input)
{
    if (names_files(input)) return;
    File const file(input);
    app::SettingSources sources;
    sources.environment = [](std::string const&) { return std::nullopt; };
    sources.config_file = file.path();
    auto const loaded = app::load_settings(sources);
    if (!loaded) {
        REQUIRE(!loaded.error().detail.empty());
        return;
    }
    for (auto const& setting : app::setting_table()) {
        REQUIRE(loaded->origins.contains(setting.name));
        auto const shown = setting.show(loaded->values);
        if (shown.empty()) continue;
        app::Settings again;
        REQUIRE(setting.assign(again, shown).has_value());
        REQUIRE(setting.show(again) == shown);
    }
}
