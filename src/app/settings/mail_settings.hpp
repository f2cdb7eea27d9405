// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/settings/settings.hpp"
#include "base/result.hpp"
#include "usecases/links.hpp"

#include <string>

namespace app {

/// Whether the settings about mail fit together. `invalid` `setting_invalid`, as load_settings.
base::Result<void> check_mail_settings(Settings const& settings);

/// Where people reach this server: the setting, else this machine.
std::string public_url(Settings const& settings);

/// Production never writes a link to its log.
usecases::Links::WithoutMail without_mail(Settings const& settings);

}
