-- What a person made and nobody else can give back: connections and settings.
-- `meta` holds facts about the file itself: uuid, generation (the high-water mark), program version.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE connections (
    id             TEXT PRIMARY KEY NOT NULL,               -- uuid
    name           TEXT NOT NULL,
    name_fold      TEXT NOT NULL UNIQUE,                    -- folded by us: SQLite's NOCASE knows ASCII only
    kind           TEXT NOT NULL CHECK (kind IN ('server', 'builtin')),
    base_url       TEXT NOT NULL,
    environment    TEXT NOT NULL CHECK (environment IN ('production', 'test', 'sandbox')),
    auth_kind      TEXT NOT NULL,
    auth_user      TEXT,
    read_only      INTEGER NOT NULL CHECK (read_only IN (0, 1)),
    unlocked_until INTEGER,                                 -- unix milliseconds, UTC
    colour         TEXT,
    notes          TEXT NOT NULL DEFAULT '',
    q_ms           INTEGER NOT NULL,                        -- queue.md §3.1 P3
    read_lag_ms    INTEGER NOT NULL,
    created_at     INTEGER NOT NULL,                        -- unix milliseconds, UTC
    profile_json   TEXT NOT NULL DEFAULT '{}'
) STRICT;

CREATE TABLE settings (
    key   TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL                                     -- JSON
) STRICT, WITHOUT ROWID;
