// SPDX-License-Identifier: Apache-2.0
//
// The limit that the store is measured against: one thread that inserts rows of the same size and shape as the
// server's (an event with the order's text, and the order's row) into a file with WAL and synchronous=FULL, and
// does nothing else. Prints the rate as one JSON object.

#include "loadtest/clock.hpp"

#include <boost/json.hpp>
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sqlite3.h>

#include <cmath>
#include <cstdint>
#include <exception>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct Options {
    std::string file;
    std::string samples = "tests/data/orders.jsonl";
    std::uint64_t fill = 1'000'000;
    std::uint64_t batch = 128;
    std::uint64_t businesses = 500;
    std::size_t text_bytes = 1'300;
    int checkpoint_pages = 4'000;
    double seconds = 5;
};

/// The two tables that every order of the server writes.
constexpr char const* schema = R"(
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS events(
        position INTEGER PRIMARY KEY, business INTEGER NOT NULL, seq INTEGER NOT NULL, type INTEGER NOT NULL,
        occurred_at INTEGER NOT NULL, last_number INTEGER NOT NULL, order_id BLOB, data_begin INTEGER NOT NULL,
        data_size INTEGER NOT NULL, body TEXT, id BLOB) STRICT;
    CREATE UNIQUE INDEX IF NOT EXISTS events_by_seq ON events(business, seq);
    CREATE INDEX IF NOT EXISTS events_by_id ON events(id);
    CREATE TABLE IF NOT EXISTS orders(
        id BLOB PRIMARY KEY, business INTEGER NOT NULL, created_seq INTEGER NOT NULL, created_at INTEGER NOT NULL,
        status INTEGER NOT NULL, version INTEGER NOT NULL, latest INTEGER NOT NULL, posted_by TEXT NOT NULL,
        idempotency BLOB, external BLOB, fingerprint BLOB NOT NULL, due_at INTEGER) STRICT, WITHOUT ROWID;
)";

class Database {
public:
    explicit Database(std::string const& file)
    {
        if (sqlite3_open(file.c_str(), &handle_) != SQLITE_OK) fail();
    }
    ~Database() { sqlite3_close(handle_); }
    Database(Database const&) = delete;
    Database& operator=(Database const&) = delete;

    void run(std::string const& sql)
    {
        if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail();
    }

    sqlite3_stmt* prepare(char const* sql)
    {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) fail();
        return statement;
    }

    void step(sqlite3_stmt* statement)
    {
        if (sqlite3_step(statement) != SQLITE_DONE) fail();
        sqlite3_reset(statement);
    }

    std::uint64_t row_count()
    {
        auto* const statement = prepare("SELECT coalesce(max(position), 0) FROM events");
        sqlite3_step(statement);
        auto const count = sqlite3_column_int64(statement, 0);
        sqlite3_finalize(statement);
        return static_cast<std::uint64_t>(count);
    }

private:
    [[noreturn]] void fail() { throw std::runtime_error(sqlite3_errmsg(handle_)); }

    sqlite3* handle_ = nullptr;
};

/// The sample orders, each repeated or cut to `bytes`.
std::vector<std::string> read_texts(std::string const& file, std::size_t bytes)
{
    std::ifstream in{file};
    std::vector<std::string> texts;
    for (std::string line; std::getline(in, line);) {
        auto text = line;
        while (text.size() < bytes) text += line;
        text.resize(bytes);
        texts.push_back(std::move(text));
    }
    if (texts.empty()) throw std::runtime_error("cannot read " + file);
    return texts;
}

class Writer {
public:
    Writer(Database& database, Options const& options)
        : database_(database),
          options_(options),
          texts_(read_texts(options.samples, options.text_bytes)),
          event_(database.prepare("INSERT INTO events VALUES(?, ?, ?, 1, ?, ?, ?, 300, ?, ?, ?6)")),
          order_(database.prepare("INSERT INTO orders VALUES(?, ?, ?, ?, 0, 1, ?, ?, ?, ?, ?, ?4)")),
          rows_(database.row_count())
    {
    }
    ~Writer()
    {
        sqlite3_finalize(event_);
        sqlite3_finalize(order_);
    }
    Writer(Writer const&) = delete;
    Writer& operator=(Writer const&) = delete;

    std::uint64_t rows() const { return rows_; }

    void write_batch(std::uint64_t size)
    {
        database_.run("BEGIN IMMEDIATE");
        for (std::uint64_t i = 0; i < size; ++i) write_row();
        database_.run("COMMIT");
    }

private:
    void write_row()
    {
        ++rows_;
        auto const position = static_cast<sqlite3_int64>(rows_);
        auto const business = static_cast<sqlite3_int64>(rows_ % options_.businesses);
        auto const seq = static_cast<sqlite3_int64>(rows_ / options_.businesses) + 1;
        auto const& text = texts_[rows_ % texts_.size()];
        // 16 bytes that rise with time, as a UUIDv7 does; the rest of the 64 stands for hashes.
        auto const ids = fmt::format("{:016x}{:016x}{:016x}{:016x}", rows_, rows_ * 0x9e3779b97f4a7c15ULL,
                                     rows_ * 0xc2b2ae3d27d4eb4fULL, rows_ * 0x165667b19e3779f9ULL);
        auto const blob = [&](sqlite3_stmt* statement, int column, std::size_t offset, int bytes) {
            sqlite3_bind_blob(statement, column, ids.data() + offset, bytes, SQLITE_STATIC);
        };
        sqlite3_bind_int64(event_, 1, position);
        sqlite3_bind_int64(event_, 2, business);
        sqlite3_bind_int64(event_, 3, seq);
        sqlite3_bind_int64(event_, 4, loadtest::now());
        sqlite3_bind_int64(event_, 5, seq);
        blob(event_, 6, 0, 16);
        sqlite3_bind_int64(event_, 7, static_cast<sqlite3_int64>(text.size()) - 300);
        sqlite3_bind_text(event_, 8, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
        database_.step(event_);

        blob(order_, 1, 0, 16);
        sqlite3_bind_int64(order_, 2, business);
        sqlite3_bind_int64(order_, 3, seq);
        sqlite3_bind_int64(order_, 4, loadtest::now());
        sqlite3_bind_int64(order_, 5, position);
        sqlite3_bind_text(order_, 6, "key_01890a5d-ac96-774b-bcce-b302099a8057", -1, SQLITE_STATIC);
        blob(order_, 7, 16, 16);
        blob(order_, 8, 32, 16);
        blob(order_, 9, 32, 32);
        database_.step(order_);
    }

    Database& database_;
    Options const& options_;
    std::vector<std::string> texts_;
    sqlite3_stmt* event_;
    sqlite3_stmt* order_;
    std::uint64_t rows_;
};

int measure(Options const& options)
{
    Database database{options.file};
    database.run(schema);
    database.run(fmt::format("PRAGMA wal_autocheckpoint = {}", options.checkpoint_pages));
    Writer writer{database, options};
    while (writer.rows() < options.fill)
        writer.write_batch(std::min<std::uint64_t>(10'000, options.fill - writer.rows()));

    auto const first = writer.rows();
    auto const start = loadtest::now();
    auto const stop = start + static_cast<loadtest::Nanos>(options.seconds * static_cast<double>(loadtest::second));
    while (loadtest::now() < stop) writer.write_batch(options.batch);
    auto const elapsed = static_cast<double>(loadtest::now() - start) / static_cast<double>(loadtest::second);
    auto const written = writer.rows() - first;
    boost::json::object const result{{"rows_before", first},
                                     {"batch", options.batch},
                                     {"text_bytes", options.text_bytes},
                                     {"rows", written},
                                     {"rate", std::llround(static_cast<double>(written) / elapsed)}};
    std::cout << boost::json::serialize(result) << std::endl;
    return 0;
}

}

int main(int argc, char** argv)
{
    Options options;
    CLI::App app{"Bare inserts into SQLite: the limit of a durable order"};
    app.add_option("--file", options.file, "Database file; filled and kept")->required();
    app.add_option("--samples", options.samples)->capture_default_str();
    app.add_option("--fill", options.fill, "Rows that the file holds before the measurement")->capture_default_str();
    app.add_option("--batch", options.batch, "Rows in a transaction")->capture_default_str();
    app.add_option("--businesses", options.businesses)->capture_default_str();
    app.add_option("--text-bytes", options.text_bytes, "Size of an event's text")->capture_default_str();
    app.add_option("--checkpoint-pages", options.checkpoint_pages)->capture_default_str();
    app.add_option("--seconds", options.seconds)->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    try {
        return measure(options);
    } catch (std::exception const& error) {
        fmt::print(stderr, "bare_sqlite: {}\n", error.what());
        return 1;
    }
}
