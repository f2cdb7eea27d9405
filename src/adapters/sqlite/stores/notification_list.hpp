// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/database.hpp"
#include "ports/notification_store.hpp"

namespace adapters::sqlite {

/// Inside one read transaction.
base::Result<ports::NotificationPage> read_notifications(Database& database, ports::NotificationQuery const& query);

}
