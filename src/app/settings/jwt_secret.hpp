// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/settings/settings.hpp"
#include "base/result.hpp"
#include "usecases/access_token.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace app {

/// The secret that the settings give; nothing when they give none, which `production` refuses.
/// `invalid` `setting_invalid`, as load_settings.
base::Result<std::optional<std::string>> given_jwt_secret(Settings const& settings);

/// The secret in `folder`; made on first use, mode 0600.
base::Result<std::string> kept_jwt_secret(std::filesystem::path const& folder);

usecases::AccessTokens::Key signing_key(std::string const& secret);

}
