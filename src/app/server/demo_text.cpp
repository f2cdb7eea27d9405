// SPDX-License-Identifier: Apache-2.0
#include "app/server/demo.hpp"

#include <fmt/format.h>

namespace app {

std::string demo_text(DemoAccess const& access, std::string const& url)
{
    return fmt::format(R"text(
  Open        {url}/#{password}
  Email       {email}
  Password    {password}
  API key     {key}

Post an order:

  curl -sS {url}/api/v1/orders \
    -H "Authorization: Bearer {key}" \
    -H "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)" \
    -H "Content-Type: application/json" \
    -d '{{"business_id":"{business}","customer_name":"Layla Hassan","customer_phone":"+9647901234567",
         "items":[{{"item_name":"Margherita","quantity":2,"unit_price":9000,"total_price":18000}}],
         "delivery_type":"pickup","total_amount":18000}}'

Sign in, read the log, and wait up to 25 s for what comes next (paste the cursor of the answer before):

  token=$(curl -sS {url}/api/v1/auth/login -H "Content-Type: application/json" \
    -d '{{"email":"{email}","password":"{password}"}}' | sed 's/.*"access_token":"\([^"]*\)".*/\1/')

  curl -sS "{url}/api/v1/businesses/{business}/notifications?limit=5" -H "Authorization: Bearer $token"

  curl -sS "{url}/api/v1/businesses/{business}/notifications?wait=25&cursor=CURSOR" -H "Authorization: Bearer $token"

)text",
                       fmt::arg("url", url), fmt::arg("email", access.email), fmt::arg("password", access.password),
                       fmt::arg("key", access.api_key), fmt::arg("business", access.business));
}

}
