// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/gate.hpp"
#include "ports/read_marks.hpp"

namespace model {

ports::ReadMarks summary(domain::Marks const& marks);

/// A log that is not older than its marks. Nothing: no such business.
struct MarkedLog {
    Tail tail;
    domain::Marks marks;

    std::uint64_t unread() const { return summary(marks).unread(tail.head()); }
};
base::Task<std::optional<MarkedLog>> read_marked_log(Database& database, Session& session, domain::BusinessId business);

/// One of the changes that domain::Marks makes.
using MarksChange = bool (domain::Marks::*)(std::uint64_t seq);

/// Changes the business's one document of marks, as it is then, and tells of it; the marks as they were left.
base::Task<domain::Marks> change_marks(Database& database, Session& session, Gate& gate, domain::BusinessId business,
                                       MarksChange change, std::uint64_t seq);

base::Task<void> trim_marks(Database& database, Session& session, Gate& gate, domain::BusinessId business,
                            std::uint64_t seq);

}
