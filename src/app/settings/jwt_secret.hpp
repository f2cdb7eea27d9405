// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/settings/settings.hpp"
#include "base/result.hpp"
#include "usecases/access_token.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace app {

/// The secret that the settings give; nothing when they give none, which `production` refuses.
/// `invalid` `setting_invalid`, as load_settings.
base::Result<std::optional<std::string>> given_jwt_secret(Settings const& settings);

/// The secret in `folder`; made on first use, mode 0600.
base::Result<std::string> kept_jwt_secret(std::filesystem::path const& folder);

usecases::AccessTokens::Key signing_key(std::string const& secret);

/// The keys of access and refresh tokens, the one that signs first: of `secret`, or of the one kept in the data folder
/// when that is empty, and of the one before it.
base::Result<std::vector<usecases::AccessTokens::Key>> token_keys(Settings const& settings, std::string secret);

}
