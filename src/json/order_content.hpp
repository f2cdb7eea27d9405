// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/order.hpp"
#include "json/stored_reader.hpp"
#include "json/writer.hpp"

namespace json {

/// The members of an order that its poster said, defaults filled in, into the object that is open.
void write_content(Writer& writer, domain::OrderContent const& content);

/// The exact inverse.
void read_content(StoredReader& reader, domain::OrderContent& content);

}
