// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/api_key_store.hpp"
#include "ports/archive.hpp"
#include "ports/business_store.hpp"
#include "ports/credential_store.hpp"
#include "ports/event_log.hpp"
#include "ports/journal.hpp"
#include "ports/membership_store.hpp"
#include "ports/notification_store.hpp"
#include "ports/order_clocks.hpp"
#include "ports/order_reader.hpp"
#include "ports/personal_data_store.hpp"
#include "ports/reports.hpp"
#include "ports/session_store.hpp"
#include "ports/sightings.hpp"
#include "ports/store_feed.hpp"
#include "ports/store_health.hpp"
#include "ports/ticket_store.hpp"
#include "ports/user_store.hpp"
#include "ports/verifier.hpp"

namespace ports {

/// One store of everything: what its factory gives to the composition root, which hands out the single ports.
/// It is destroyed after every coroutine that uses it has ended.
class Store {
public:
    virtual ~Store() = default;

    virtual Journal& journal() = 0;
    virtual EventLog& log() = 0;
    virtual OrderReader& orders() = 0;
    virtual OrderClocks& clocks() = 0;
    virtual Sightings& sightings() = 0;
    virtual NotificationStore& notifications() = 0;
    virtual PersonalDataStore& personal_data() = 0;
    virtual Reports& reports() = 0;

    virtual BusinessStore& businesses() = 0;
    virtual MembershipStore& memberships() = 0;
    virtual UserStore& users() = 0;
    virtual SessionStore& sessions() = 0;
    virtual CredentialStore& credentials() = 0;
    virtual TicketStore& tickets() = 0;
    virtual ApiKeyStore& api_keys() = 0;

    virtual Verifier& verifier() = 0;
    virtual Archive& archive() = 0;

    virtual StoreFeed& feed() = 0;
    virtual StoreHealth& health() = 0;

    /// Finishes the writes that are queued and ends its threads; later writes fail with
    /// `unavailable`.
    virtual void stop() = 0;
};

}
