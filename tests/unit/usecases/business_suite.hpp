// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "fakes.hpp"
#include "shop.hpp"
#include "usecases/businesses.hpp"

namespace shop {

/// With the use case that opens and changes businesses. Without patience: who has no device is noticed at once.
class BusinessSuite : public Shop {
protected:
    usecases::Businesses with(usecases::BusinessApproval approval)
    {
        return {business_store_, journal_, access_, *zones_, clock_, approval, devices_};
    }

    Audience audience_;
    FailingBusinesses business_store_{store_->businesses()};
    FailingJournal journal_{store_->journal()};
    Mailbox mailbox_;
    usecases::Links links_{mailbox_, "https://orders.example.com", usecases::Links::WithoutMail::nowhere, log_};
    usecases::DeviceWatch devices_{store_->businesses(),
                                   store_->memberships(),
                                   links_,
                                   *zones_,
                                   clock_,
                                   audience_,
                                   std::chrono::seconds(0),
                                   log_,
                                   registry_};
    usecases::Businesses businesses_ = with(usecases::BusinessApproval::automatic);
};

}
