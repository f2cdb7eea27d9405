// SPDX-License-Identifier: Apache-2.0
#include "model/marks.hpp"

#include "model/insist.hpp"

namespace model {

namespace {

base::Task<MarksDocument> find(Database& database, Session& session, domain::BusinessId business)
{
    auto const id = BusinessDocument::id_key(business);
    auto const found = co_await insist([&] { return database.marks.find(session, {0, id, just_after(id)}); });
    if (!found.empty()) co_return *found.front();
    MarksDocument none;
    none.business = business;
    co_return none;
}

/// False: somebody else was faster, or nobody knows.
base::Task<bool> put(Database& database, Session& session, MarksDocument document)
{
    if (document.revision == 1) {
        std::vector<MarksDocument> documents{document};
        auto const inserted = co_await database.marks.insert(session, std::move(documents));
        co_return inserted && *inserted == 1;
    }
    auto replace = [document](MarksDocument& known) {
        if (known.revision + 1 != document.revision) return false;
        known = document;
        return true;
    };
    auto const replaced = co_await database.marks.update(session, document.keys()[0], std::move(replace));
    co_return replaced && *replaced;
}

}

ports::ReadMarks summary(domain::Marks const& marks)
{
    return {marks.version(), marks.read_up_to(), marks.marked_above()};
}

base::Task<std::optional<MarkedLog>> read_marked_log(Database& database, Session& session, domain::BusinessId business)
{
    auto document = co_await find(database, session, business);
    auto tail = co_await read_tail(database, session, business);
    if (!tail) co_return std::nullopt;
    document.marks.trimmed_to(tail->row.oldest - 1);
    MarkedLog log{std::move(*tail), std::move(document.marks)};
    co_return log;
}

base::Task<domain::Marks> change_marks(Database& database, Session& session, Gate& gate, domain::BusinessId business,
                                       MarksChange change, std::uint64_t seq)
{
    for (;;) {
        auto document = co_await find(database, session, business);
        if (!(document.marks.*change)(seq)) {
            // An earlier try may have made it so without an answer: then nobody told of it yet.
            gate.tell(business, summary(document.marks));
            co_return document.marks;
        }
        ++document.revision;
        auto const is_put = co_await put(database, session, document);
        if (!is_put) continue;
        gate.tell(business, summary(document.marks));
        co_return document.marks;
    }
}

base::Task<void> trim_marks(Database& database, Session& session, Gate& gate, domain::BusinessId business,
                            std::uint64_t seq)
{
    (void)co_await change_marks(database, session, gate, business, &domain::Marks::trimmed_to, seq);
}

}
