-- What was seen to have changed on the server between two readings, by whom is not known.
CREATE TABLE observed (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    connection_id TEXT NOT NULL,
    type          TEXT NOT NULL,
    server_id     TEXT NOT NULL,
    at            INTEGER NOT NULL,                         -- unix milliseconds, UTC: when it was seen
    differences   TEXT NOT NULL                             -- JSON
) STRICT;
CREATE INDEX observed_of ON observed (connection_id, type, server_id, id);
-- The traffic about one resource.
CREATE INDEX exchanges_by_path ON exchanges (connection_id, path, id);
