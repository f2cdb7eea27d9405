// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/id.hpp"

namespace domain {

struct OrderKind {
    static constexpr std::string_view prefix = "ord_";
};
struct BusinessKind {
    static constexpr std::string_view prefix = "biz_";
};
struct UserKind {
    static constexpr std::string_view prefix = "usr_";
};
struct EventKind {
    static constexpr std::string_view prefix = "evt_";
};
struct ApiKeyKind {
    static constexpr std::string_view prefix = "key_";
};
struct SessionKind {
    static constexpr std::string_view prefix = "ses_";
};
struct DeviceKind {
    static constexpr std::string_view prefix = "dev_";
};

using OrderId = base::Id<OrderKind>;
using BusinessId = base::Id<BusinessKind>;
using UserId = base::Id<UserKind>;
using EventId = base::Id<EventKind>;
using ApiKeyId = base::Id<ApiKeyKind>;
using SessionId = base::Id<SessionKind>;
using DeviceId = base::Id<DeviceKind>;

}
