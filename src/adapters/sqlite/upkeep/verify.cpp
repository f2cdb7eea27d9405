// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/upkeep/verify.hpp"

#include "adapters/sqlite/engine/schema.hpp"
#include "adapters/sqlite/upkeep/backup.hpp"
#include "forms/business.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace adapters::sqlite {

namespace {

std::string in_one_line(std::string_view text)
{
    std::string line(text);
    std::ranges::replace(line, '\n', ' ');
    return line;
}

void check_integrity(Inspection& inspection)
{
    inspection.progress.begin("integrity", 0);
    try {
        auto query = inspection.database.query("PRAGMA integrity_check(100)");
        while (query.step())
            if (query.text(0) != "ok") inspection.find("integrity", "database", in_one_line(query.text(0)));
    } catch (DatabaseError const& error) {
        inspection.find("integrity", "database", error.what());
    }
}

void check_references(Inspection& inspection)
{
    auto query = inspection.database.query("PRAGMA foreign_key_check");
    while (query.step())
        inspection.find("reference_broken", std::string(query.text(0)),
                        fmt::format("a row names one of {} that is not there", query.text(2)));
}

void check_business(Inspection& inspection, Query const& row)
{
    domain::BusinessId const id{row.uuid(1)};
    auto const where = id.text();
    if (row.text(2).empty()) inspection.find("epoch_missing", where, "its log has no epoch");
    auto const business = forms::parse_stored_business(row.text(4));
    if (!business) return inspection.find("business_unreadable", where, business.error().detail);
    if (business->id != id || static_cast<int>(business->status) != row.integer(5) ||
        static_cast<int>(business->type) != row.integer(6))
        inspection.find("business_differs", where, "its columns say something else than its text");
}

void check_businesses(Inspection& inspection)
{
    inspection.progress.begin("businesses", inspection.count("SELECT count(*) FROM businesses"));
    auto query = inspection.database.query("SELECT number, id, epoch, oldest, body, status, type FROM businesses");
    while (query.step() && !inspection.progress.is_cancelled()) {
        inspection.businesses[query.integer(0)] = {{query.uuid(1)}, query.unsigned_integer(3)};
        check_business(inspection, query);
        inspection.progress.reach(inspection.businesses.size());
    }
}

struct Part {
    char const* name;
    void (*check)(Inspection&);
};

/// A damaged page ends a part, not the verification.
void run(Inspection& inspection, Part const& part)
{
    if (inspection.progress.is_cancelled()) return;
    try {
        part.check(inspection);
    } catch (DatabaseError const& error) {
        inspection.find("unreadable", part.name, error.what());
    }
}

}

Inspection::Business* Inspection::business(std::int64_t number, char const* code, std::string const& what)
{
    auto const known = businesses.find(number);
    if (known != businesses.end()) return &known->second;
    find(code, what, fmt::format("there is no business with the number {}", number));
    return nullptr;
}

std::uint64_t Inspection::count(char const* sql)
{
    try {
        auto query = database.query(sql);
        query.step();
        return query.unsigned_integer(0);
    } catch (DatabaseError const&) {
        return 0;  // A damaged index; what needs it says so.
    }
}

FileVerification of_open_store(ports::Verification verification) { return {std::move(verification), newest_schema()}; }

base::Result<FileVerification> verify_database(Database& database, base::Progress& progress)
{
    FileVerification result;
    Inspection inspection{database, progress, result};
    auto const schema = schema_of(database);
    if (schema > newest_schema())
        return std::unexpected(base::unavailable("database_too_new", newer_schema_text(schema)));

    run(inspection, {"database", check_integrity});
    if (schema == newest_schema()) {
        for (auto const& part :
             {Part{"references", check_references}, Part{"businesses", check_businesses}, Part{"events", check_logs},
              Part{"orders", check_orders}, Part{"notification_marks", check_marks}})
            run(inspection, part);
    }
    run(inspection, {"holdings", [](Inspection& each) { each.result.holdings = holdings_of(each.database); }});
    result.schema = schema;
    result.is_only_integrity = schema < newest_schema();
    if (progress.is_cancelled()) return std::unexpected(cancelled());
    return result;
}

}
