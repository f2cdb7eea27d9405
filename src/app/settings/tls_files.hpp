// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/settings/settings.hpp"
#include "base/result.hpp"
#include "http/tls/tls_context.hpp"

#include <memory>

namespace app {

/// What the settings' files hold now; null when none are set. `invalid` `setting_invalid`, as load_settings.
base::Result<std::shared_ptr<http::TlsContext const>> load_tls(Settings const& settings);

}
