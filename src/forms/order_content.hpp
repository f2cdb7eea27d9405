// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/order.hpp"
#include "json/stored_reader.hpp"
#include "json/writer.hpp"

namespace forms {

/// The members of an order that its poster said, defaults filled in, into the object that is open.
void write_content(json::Writer& writer, domain::OrderContent const& content);

/// The exact inverse.
void read_content(json::StoredReader& reader, domain::OrderContent& content);

}
