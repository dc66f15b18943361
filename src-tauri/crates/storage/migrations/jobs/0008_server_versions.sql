-- What a server said of itself, each time it said something else. It cannot be asked for what it was before.
CREATE TABLE server_versions (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    first_at      INTEGER NOT NULL,                         -- unix milliseconds, UTC
    last_at       INTEGER NOT NULL,                         -- when it was seen unchanged last
    document      TEXT NOT NULL                             -- JSON: what is described → how
) STRICT;
CREATE INDEX server_versions_by_connection ON server_versions (connection_id, id);
