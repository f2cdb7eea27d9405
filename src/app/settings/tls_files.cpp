// SPDX-License-Identifier: Apache-2.0
#include "app/settings/tls_files.hpp"

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

}
