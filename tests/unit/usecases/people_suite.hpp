// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "business_suite.hpp"
#include "usecases/accounts.hpp"
#include "usecases/identity.hpp"

namespace shop {

/// With the use cases of accounts. Everybody's password is `nothing` until they choose another.
class PeopleSuite : public BusinessSuite {
protected:
    static constexpr std::chrono::seconds grace{20};

    /// The one-time token in the link of a mail.
    static std::string token_in(ports::Mail const& mail)
    {
        auto const begin = mail.text.find('=') + 1;
        return mail.text.substr(begin, mail.text.find('\n', begin) - begin);
    }

    std::string password_of(domain::UserId user)
    {
        return run(store_->users().find(user)).value().value().password_hash.substr(std::size("hash of ") - 1);
    }

    bool lives(domain::Principal const& caller)
    {
        return run(store_->sessions().find(caller.person().session)).value().has_value();
    }

    PlainHasher hasher_;
    usecases::RefreshTokens refresh_tokens_{{{"key", std::vector<std::uint8_t>(32)}}};
    usecases::Sessions sessions_{store_->sessions(), store_->users(), tokens_, refresh_tokens_, grace, clock_, log_};
    usecases::Passwords passwords_{store_->credentials(), store_->users(), hasher_, links_, clock_, log_};
    usecases::Accounts accounts_{store_->users(), store_->sessions(), store_->credentials(), hasher_};
    usecases::Identity identity_{store_->users(), hasher_, businesses_, sessions_, passwords_, clock_};
};

}
