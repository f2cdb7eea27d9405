// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>

namespace adapters::sqlite {

/// What SQLite answered when it could not do its work. Stays inside this adapter: the writer and the readers
/// turn it into `unavailable`.
class DatabaseError : public std::runtime_error {
public:
    DatabaseError(int code, std::string const& what) : std::runtime_error(what), code_(code) {}

    int code() const { return code_; }  ///< Extended result code.

    /// A failed sync: what was to be made durable may or may not be.
    bool is_failed_sync() const { return code_ == SQLITE_IOERR_FSYNC || code_ == SQLITE_IOERR_DIR_FSYNC; }

private:
    int code_;
};

/// One use of a prepared statement: bind from the left, then step. Resets the statement when it goes.
/// Text and blobs that are bound must live until then.
class Query {
public:
    explicit Query(sqlite3_stmt* statement) : statement_(statement) {}
    ~Query();

    Query(Query const&) = delete;
    Query& operator=(Query const&) = delete;

    Query& bind(std::int64_t value);
    Query& bind(std::uint64_t value) { return bind(static_cast<std::int64_t>(value)); }
    Query& bind(std::uint32_t value) { return bind(static_cast<std::int64_t>(value)); }
    Query& bind(int value) { return bind(static_cast<std::int64_t>(value)); }
    Query& bind(std::string_view text);
    Query& bind(std::span<std::uint8_t const> blob);
    Query& bind(base::Uuid const& uuid) { return bind(std::span<std::uint8_t const>(uuid.bytes)); }
    Query& bind(base::Instant instant) { return bind(base::to_micros(instant)); }
    Query& bind_null();

    template <typename Kind>
    Query& bind(base::Id<Kind> const& id)
    {
        return bind(id.uuid);
    }

    template <typename T>
    Query& bind(std::optional<T> const& value)
    {
        return value ? bind(*value) : bind_null();
    }

    /// True: there is a row.
    bool step();

    /// Runs a statement that returns no rows.
    void run() { step(); }

    bool is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
    std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
    std::uint64_t unsigned_integer(int column) const { return static_cast<std::uint64_t>(integer(column)); }
    base::Instant instant(int column) const { return base::from_micros(integer(column)); }
    std::optional<base::Instant> optional_instant(int column) const
    {
        return is_null(column) ? std::nullopt : std::optional(instant(column));
    }
    std::string_view text(int column) const;  ///< Until the next step.
    std::span<std::uint8_t const> blob(int column) const;
    base::Uuid uuid(int column) const;
    base::Bytes16 bytes16(int column) const;
    base::Bytes32 bytes32(int column) const;
    std::optional<std::string> optional_text(int column) const;

private:
    void check(int code) const;

    sqlite3_stmt* statement_;
    int next_ = 1;
};

enum class Access : std::uint8_t { read_write, read_only };

/// One connection. One thread at a time.
class Database {
public:
    /// Throws DatabaseError.
    Database(std::string const& path, std::string const& vfs, Access access);
    ~Database();

    Database(Database const&) = delete;
    Database& operator=(Database const&) = delete;

    /// Several statements, no parameters.
    void execute(char const* sql);

    /// `sql` is a literal: prepared once per connection, found again by its address.
    Query query(char const* sql);

    bool in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }
    sqlite3* handle() { return handle_; }

private:
    sqlite3* handle_ = nullptr;
    std::unordered_map<char const*, sqlite3_stmt*> statements_;
};

/// One state for several reads, from the first of them on. Ending it cannot lose anything.
class ReadTransaction {
public:
    explicit ReadTransaction(Database& database) : database_(database) { database_.query("BEGIN").run(); }
    ~ReadTransaction() { sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr); }
    ReadTransaction(ReadTransaction const&) = delete;
    ReadTransaction& operator=(ReadTransaction const&) = delete;

private:
    Database& database_;
};

/// The one number that a statement without parameters gives.
std::uint64_t count_of(Database& database, char const* sql);

}
