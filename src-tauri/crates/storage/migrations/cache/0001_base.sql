-- What the servers can give again.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One resource type of one connection. Its folded texts (`texts_<id>`) are a table of its own, made with the row,
-- so that no search sifts through the people of other servers.
CREATE TABLE collections (
    id            INTEGER PRIMARY KEY,
    connection_id TEXT NOT NULL,
    type          TEXT NOT NULL,
    resources     INTEGER NOT NULL DEFAULT 0,               -- how many are kept
    stamp         INTEGER NOT NULL DEFAULT 0,               -- another random number after each change of a resource
    UNIQUE (connection_id, type)
) STRICT;

-- Narrow on purpose: a sync that finds 100,000 unchanged people touches only this table.
CREATE TABLE identities (
    collection INTEGER NOT NULL,
    server_id  TEXT NOT NULL,
    resource   INTEGER NOT NULL,                            -- resources.id
    digest     INTEGER NOT NULL,                            -- first 64 bits of SHA-256 of the JSON
    sync       INTEGER NOT NULL,                            -- the sync that saw it last
    PRIMARY KEY (collection, server_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE resources (
    id            INTEGER PRIMARY KEY,
    server_id     TEXT NOT NULL,
    json          TEXT NOT NULL,                            -- as the server gave it
    external_id   TEXT,
    etag          TEXT,
    last_modified TEXT
) STRICT;

-- What lists are sorted by, folded.
CREATE TABLE entries (
    id           INTEGER PRIMARY KEY,                       -- resources.id
    collection   INTEGER NOT NULL,
    name_key     TEXT NOT NULL,                             -- userName, or what the type is called by
    display_key  TEXT NOT NULL,
    modified_key TEXT NOT NULL
) STRICT;
CREATE INDEX entries_by_name ON entries (collection, name_key);
CREATE INDEX entries_by_display ON entries (collection, display_key);
CREATE INDEX entries_by_modified ON entries (collection, modified_key);

-- Discovery documents as they came.
CREATE TABLE schemas (
    connection_id TEXT NOT NULL,
    document      TEXT NOT NULL,                            -- ServiceProviderConfig, ResourceTypes, Schemas
    json          TEXT NOT NULL,
    fetched_at    INTEGER NOT NULL,                         -- unix milliseconds, UTC
    PRIMARY KEY (connection_id, document)
) STRICT, WITHOUT ROWID;

-- What a server can do, by who says so.
CREATE TABLE capabilities (
    connection_id TEXT NOT NULL,
    feature       TEXT NOT NULL,
    source        TEXT NOT NULL CHECK (source IN ('declared', 'observed', 'learned', 'by_hand')),
    value         TEXT NOT NULL,
    at            INTEGER NOT NULL,                         -- unix milliseconds, UTC
    evidence      TEXT NOT NULL,
    PRIMARY KEY (connection_id, feature, source)
) STRICT, WITHOUT ROWID;

-- The traffic log; secrets were removed before it came here.
CREATE TABLE exchanges (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    connection_id    TEXT NOT NULL,
    at               INTEGER NOT NULL,                      -- unix milliseconds, UTC
    duration_ms      INTEGER NOT NULL,
    operation        TEXT NOT NULL,
    method           TEXT NOT NULL,
    path             TEXT NOT NULL,
    status           INTEGER,
    error            TEXT,
    request_headers  TEXT NOT NULL,                         -- JSON
    request_body     TEXT,
    response_headers TEXT NOT NULL,                         -- JSON
    response_body    TEXT,
    bytes_received   INTEGER NOT NULL,
    truncated        INTEGER NOT NULL CHECK (truncated IN (0, 1))
) STRICT;
CREATE INDEX exchanges_by_connection ON exchanges (connection_id, id);
CREATE INDEX exchanges_by_time ON exchanges (at);

CREATE TABLE syncs (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    connection_id TEXT NOT NULL,
    type          TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'cancelled')),
    started_at    INTEGER NOT NULL,                         -- unix milliseconds, UTC
    ended_at      INTEGER,
    complete      INTEGER NOT NULL DEFAULT 0 CHECK (complete IN (0, 1)),
    reason        TEXT,
    received      INTEGER NOT NULL DEFAULT 0,
    added         INTEGER NOT NULL DEFAULT 0,
    changed       INTEGER NOT NULL DEFAULT 0,
    unchanged     INTEGER NOT NULL DEFAULT 0,
    removed       INTEGER NOT NULL DEFAULT 0,
    total_results INTEGER
) STRICT;
CREATE INDEX syncs_by_type ON syncs (connection_id, type, id);
