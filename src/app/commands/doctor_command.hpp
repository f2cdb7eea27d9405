// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/commands/command.hpp"
#include "app/settings/load_settings.hpp"

namespace app {

/// `order-receiver doctor`: prints what each check found and what to do; `failed` when one failed. Settings that
/// cannot be loaded are a finding too.
ExitCode run_doctor(base::Result<LoadedSettings> const& loaded, bool as_json);

}
