// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/engine/schema.hpp"

#include "domain/ids.hpp"

#include <array>

namespace adapters::sqlite {

namespace {

// What an order costs is the number of pages that it dirties (docs/adr/0003). So its text stands once, in the
// append-only table of events; `orders` is clustered by an id that rises with time; the one index per business
// is events_by_seq. Idempotency keys and external ids have no index: the writer holds them in memory
// (key_index.hpp) and reads them from `orders` at start. Times are microseconds, ids 16 bytes, UTC.
// Foreign keys are left out on the two tables that every order writes: the writer checks them in memory.
constexpr std::array steps = {
    R"sql(
    CREATE TABLE users(
        id BLOB PRIMARY KEY,
        email TEXT NOT NULL,
        email_folded TEXT NOT NULL UNIQUE,
        password_hash TEXT NOT NULL,
        phone TEXT,
        owner_name TEXT,
        is_admin INTEGER NOT NULL,
        created_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE sessions(
        id BLOB PRIMARY KEY,
        user BLOB NOT NULL REFERENCES users(id),
        refresh_hash BLOB NOT NULL UNIQUE,
        device TEXT,
        address TEXT,
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE businesses(
        number INTEGER PRIMARY KEY,
        id BLOB NOT NULL UNIQUE,
        epoch TEXT NOT NULL,
        oldest INTEGER NOT NULL DEFAULT 1,
        body TEXT NOT NULL
    ) STRICT;

    CREATE TABLE memberships(
        user BLOB NOT NULL REFERENCES users(id),
        business BLOB NOT NULL REFERENCES businesses(id),
        role INTEGER NOT NULL,
        PRIMARY KEY(user, business)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE api_keys(
        id BLOB PRIMARY KEY,
        business BLOB NOT NULL REFERENCES businesses(id),
        name TEXT NOT NULL,
        scopes INTEGER NOT NULL,
        hash BLOB NOT NULL UNIQUE,
        created_at INTEGER NOT NULL,
        last_used_at INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX api_keys_by_business ON api_keys(business);

    CREATE TABLE events(
        position INTEGER PRIMARY KEY,
        business INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        type INTEGER NOT NULL,
        occurred_at INTEGER NOT NULL,
        last_number INTEGER NOT NULL,
        order_id BLOB,
        data_begin INTEGER NOT NULL,
        data_size INTEGER NOT NULL,
        body TEXT
    ) STRICT;
    CREATE UNIQUE INDEX events_by_seq ON events(business, seq);

    CREATE TABLE orders(
        id BLOB PRIMARY KEY,
        business INTEGER NOT NULL,
        created_seq INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        status INTEGER NOT NULL,
        version INTEGER NOT NULL,
        latest INTEGER NOT NULL,
        posted_by TEXT NOT NULL,
        idempotency BLOB,
        external BLOB,
        fingerprint BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE trimming(
        one INTEGER PRIMARY KEY CHECK(one = 1),
        position INTEGER NOT NULL
    ) STRICT;
    INSERT INTO trimming VALUES(1, 0);
    )sql",
    R"sql(
    CREATE TABLE one_time_tokens(
        hash BLOB PRIMARY KEY,
        kind INTEGER NOT NULL,
        subject TEXT NOT NULL,
        expires_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX one_time_tokens_by_expiry ON one_time_tokens(expires_at);
    CREATE INDEX one_time_tokens_by_subject ON one_time_tokens(kind, subject);
    )sql",
    R"sql(
    ALTER TABLE sessions RENAME TO first_sessions;
    CREATE TABLE sessions(
        id BLOB PRIMARY KEY,
        user BLOB NOT NULL REFERENCES users(id),
        device TEXT,
        address TEXT,
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        last_used_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    INSERT INTO sessions
        SELECT id, user, device, address, created_at, expires_at, created_at FROM first_sessions;
    CREATE INDEX sessions_by_user ON sessions(user);
    CREATE INDEX sessions_by_expiry ON sessions(expires_at);

    CREATE TABLE refresh_tokens(
        session BLOB NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
        generation INTEGER NOT NULL,
        hash BLOB NOT NULL UNIQUE,
        key_id TEXT,
        issued_at INTEGER NOT NULL,
        PRIMARY KEY(session, generation)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO refresh_tokens
        SELECT id, 0, refresh_hash, NULL, created_at FROM first_sessions;
    DROP TABLE first_sessions;

    ALTER TABLE users ADD COLUMN email_verified_at INTEGER;
    )sql",
    R"sql(
    ALTER TABLE businesses ADD COLUMN status INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE businesses ADD COLUMN type INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE businesses ADD COLUMN name_folded TEXT NOT NULL DEFAULT '';
    ALTER TABLE businesses ADD COLUMN intake_due INTEGER;
    ALTER TABLE businesses ADD COLUMN deleted_at INTEGER;
    UPDATE businesses SET name_folded = lower(json_extract(body, '$.name')),
        status = CASE json_extract(body, '$.status') WHEN 'pending' THEN 0 WHEN 'approved' THEN 1 ELSE 2 END,
        type = CASE json_extract(body, '$.type')
            WHEN 'restaurant' THEN 0 WHEN 'store' THEN 1 WHEN 'pharmacy' THEN 2 ELSE 3 END;
    CREATE INDEX businesses_by_intake_due ON businesses(intake_due) WHERE intake_due IS NOT NULL;
    CREATE INDEX memberships_by_business ON memberships(business);
    ALTER TABLE memberships ADD COLUMN joined_at INTEGER NOT NULL DEFAULT 0;
    )sql",
    R"sql(
    ALTER TABLE orders ADD COLUMN first_seen_at INTEGER;
    ALTER TABLE orders ADD COLUMN first_seen_by TEXT;
    ALTER TABLE orders ADD COLUMN first_seen_device TEXT;
    )sql",
    R"sql(
    ALTER TABLE orders ADD COLUMN due_at INTEGER;
    ALTER TABLE orders ADD COLUMN reminded INTEGER NOT NULL DEFAULT 0;
    UPDATE orders SET due_at = 0 WHERE status = 0;
    )sql",
    // Event ids rise with time, so their index grows at its end. A mark is there for each event above read_up_to
    // that is read or deleted, and below it for each that is deleted.
    R"sql(
    ALTER TABLE events ADD COLUMN id BLOB;
    UPDATE events SET id = event_uuid(substr(body, instr(body, 'evt_'), 40)) WHERE body IS NOT NULL;
    CREATE INDEX events_by_id ON events(id);
    ALTER TABLE businesses ADD COLUMN read_version INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE businesses ADD COLUMN read_up_to INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE businesses ADD COLUMN marked_above INTEGER NOT NULL DEFAULT 0;
    UPDATE businesses SET read_up_to = oldest - 1;
    CREATE TABLE notification_marks(
        business INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        is_deleted INTEGER NOT NULL,
        PRIMARY KEY(business, seq)
    ) STRICT, WITHOUT ROWID;
    )sql",
    // An order that changes after it was anonymised may hold personal data again: null again.
    R"sql(
    ALTER TABLE orders ADD COLUMN anonymised_at INTEGER;
    )sql",
    // Open orders that were anonymised and of which no event said so yet: as good as always none.
    R"sql(
    ALTER TABLE orders ADD COLUMN untold INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX orders_untold ON orders(id) WHERE untold = 1;
    )sql",
    // A session or a password reset is good while its version is its user's; a reset has it in its subject.
    R"sql(
    ALTER TABLE users ADD COLUMN credential_version INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE sessions ADD COLUMN credential_version INTEGER NOT NULL DEFAULT 0;
    UPDATE one_time_tokens SET subject = subject || ' 0' WHERE kind = 0;
    )sql",
    // A row as long as an import has not finished.
    R"sql(
    CREATE TABLE importing(one INTEGER PRIMARY KEY CHECK(one = 1)) STRICT;
    )sql",
};

/// SQL function event_uuid(text): the 16 bytes of an event id, or null.
void event_uuid(sqlite3_context* context, int, sqlite3_value** values)
{
    auto const* const text = reinterpret_cast<char const*>(sqlite3_value_text(values[0]));
    auto const id = text ? domain::EventId::parse(text) : std::nullopt;
    if (!id) return sqlite3_result_null(context);
    auto const& bytes = id->uuid.bytes;
    sqlite3_result_blob(context, bytes.data(), static_cast<int>(bytes.size()), SQLITE_TRANSIENT);
}

}

int newest_schema() { return static_cast<int>(steps.size()); }

int schema_of(Database& database)
{
    auto query = database.query("PRAGMA user_version");
    query.step();
    return static_cast<int>(query.integer(0));
}

std::string newer_schema_text(int schema)
{
    return "the database has schema " + std::to_string(schema) + ", this program knows up to " +
           std::to_string(newest_schema()) + "; run the newer order-receiver that wrote it";
}

void check_version(Database& database)
{
    int const version = schema_of(database);
    if (version > newest_schema()) throw NewerSchema(newer_schema_text(version));
}

void migrate(Database& database, int to)
{
    check_version(database);
    int const version = schema_of(database);
    int const flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
    sqlite3_create_function_v2(database.handle(), "event_uuid", 1, flags, nullptr, event_uuid, nullptr, nullptr,
                               nullptr);
    for (int step = version; step < to; ++step) {
        database.execute("BEGIN IMMEDIATE");
        database.execute(steps[static_cast<std::size_t>(step)]);
        database.execute(("PRAGMA user_version = " + std::to_string(step + 1)).c_str());
        database.execute("COMMIT");
    }
}

}
