// SPDX-License-Identifier: Apache-2.0
#include "domain/personal_data.hpp"

#include "base/text.hpp"

namespace domain {

namespace {

std::string digits_of(std::string_view phone)
{
    std::string digits;
    for (char const c : phone)
        if (c >= '0' && c <= '9') digits += c;
    return digits;
}

bool is_same_phone(std::string_view left, std::string_view right)
{
    auto const digits = digits_of(left);
    return !digits.empty() && digits == digits_of(right);
}

}

bool is_order_of(Customer const& customer, OrderContent const& content)
{
    if (customer.phone && is_same_phone(*customer.phone, content.customer_phone)) return true;
    if (customer.email && content.customer_email &&
        base::ascii_lower(*customer.email) == base::ascii_lower(*content.customer_email))
        return true;
    return customer.customer_id && content.customer_id == customer.customer_id;
}

Order anonymised(Order order)
{
    auto& content = order.content;
    content.customer_name.clear();
    content.customer_phone.clear();
    content.customer_email.reset();
    content.customer_id.reset();
    content.delivery_address.reset();
    content.notes.reset();
    content.payment.transaction_id.reset();
    for (auto& item : content.items) item.special_instructions.reset();
    order.business_notes.reset();
    order.driver.reset();
    for (auto& change : order.status_history)
        if (change.reason) change.reason->text.reset();
    return order;
}

}
