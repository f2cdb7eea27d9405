// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/engine/database.hpp"

#include <cstring>

namespace adapters::sqlite {

namespace {

[[noreturn]] void fail(sqlite3* handle, int code)
{
    int const extended = handle ? sqlite3_extended_errcode(handle) : code;
    throw DatabaseError(extended != SQLITE_OK ? extended : code,
                        handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code));
}

template <typename Bytes>
Bytes fixed(std::span<std::uint8_t const> blob)
{
    Bytes result{};
    if (blob.size() != result.size()) throw DatabaseError(SQLITE_CORRUPT, "a stored value has the wrong size");
    std::memcpy(result.data(), blob.data(), result.size());
    return result;
}

}

Query::~Query() { sqlite3_reset(statement_); }

void Query::check(int code) const
{
    if (code != SQLITE_OK) fail(sqlite3_db_handle(statement_), code);
}

Query& Query::bind(std::int64_t value)
{
    check(sqlite3_bind_int64(statement_, next_++, value));
    return *this;
}

Query& Query::bind(std::string_view text)
{
    // A null pointer would bind NULL, not the empty text.
    char const* const data = text.data() ? text.data() : "";
    check(sqlite3_bind_text64(statement_, next_++, data, text.size(), SQLITE_STATIC, SQLITE_UTF8));
    return *this;
}

Query& Query::bind(std::span<std::uint8_t const> blob)
{
    check(sqlite3_bind_blob64(statement_, next_++, blob.data(), blob.size(), SQLITE_STATIC));
    return *this;
}

Query& Query::bind_null()
{
    check(sqlite3_bind_null(statement_, next_++));
    return *this;
}

bool Query::step()
{
    int const code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    fail(sqlite3_db_handle(statement_), code);
}

std::string_view Query::text(int column) const
{
    auto const* const data = reinterpret_cast<char const*>(sqlite3_column_text(statement_, column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::span<std::uint8_t const> Query::blob(int column) const
{
    auto const* const data = static_cast<std::uint8_t const*>(sqlite3_column_blob(statement_, column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

base::Uuid Query::uuid(int column) const { return {fixed<base::Bytes16>(blob(column))}; }
base::Bytes16 Query::bytes16(int column) const { return fixed<base::Bytes16>(blob(column)); }
base::Bytes32 Query::bytes32(int column) const { return fixed<base::Bytes32>(blob(column)); }

std::optional<std::string> Query::optional_text(int column) const
{
    if (is_null(column)) return std::nullopt;
    return std::string(text(column));
}

Database::Database(std::string const& path, std::string const& vfs, Access access)
{
    // A connection is never shared between threads at one time, so SQLite's own mutexes are left out.
    int const flags =
        SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
        (access == Access::read_write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
    int const code = sqlite3_open_v2(path.c_str(), &handle_, flags, vfs.c_str());
    if (code != SQLITE_OK) {
        DatabaseError const error(code, handle_ ? sqlite3_errmsg(handle_) : sqlite3_errstr(code));
        sqlite3_close(handle_);
        throw error;
    }
}

Database::~Database()
{
    for (auto const& [sql, statement] : statements_) sqlite3_finalize(statement);
    sqlite3_close(handle_);
}

void Database::execute(char const* sql)
{
    int const code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(handle_, code);
}

Query Database::query(char const* sql)
{
    auto& statement = statements_[sql];
    if (!statement) {
        int const code = sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
        if (code != SQLITE_OK) {
            statements_.erase(sql);
            fail(handle_, code);
        }
    }
    return Query(statement);
}

std::uint64_t count_of(Database& database, char const* sql)
{
    auto query = database.query(sql);
    query.step();
    return query.unsigned_integer(0);
}

}
