// SPDX-License-Identifier: Apache-2.0
#include "app/server/tls_files.hpp"

#include "app/server/server_process.hpp"
#include "base/instant.hpp"

namespace app {

base::Result<std::shared_ptr<http::TlsContext const>> load_tls(Settings const& settings)
{
    if (settings.tls_certificate_file.empty()) return nullptr;
    auto loaded = http::TlsContext::load(settings.tls_certificate_file, settings.tls_key_file);
    if (!loaded)
        return base::failure(base::FailureKind::invalid, "setting_invalid",
                             "settings tls_certificate_file and tls_key_file: " + loaded.error().detail +
                                 "; must be the PEM files of a certificate and of its key without a passphrase");
    return loaded;
}

void reload_tls(Settings const& settings, ServerProcess& server, telemetry::Log& log)
{
    auto const loaded = load_tls(settings);
    if (!loaded) return log.error("tls_not_reloaded", {{"reason", loaded.error().detail}});
    server.use(*loaded);
    log.info("tls_reloaded",
             {{"serial", (*loaded)->serial()}, {"expires", base::format_instant((*loaded)->expires())}});
}

}
