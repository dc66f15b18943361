-- What a person chose and set for a connection: neither can be read from the server again.
CREATE TABLE connection_presets (
    connection_id TEXT PRIMARY KEY NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    preset        TEXT NOT NULL,                            -- its id; the facts are read from its file
    variables     TEXT NOT NULL                             -- JSON: variable → value
) STRICT;

CREATE TABLE overrides (
    connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    feature       TEXT NOT NULL,                            -- e.g. list.Users.count.max
    value         TEXT NOT NULL,
    at            INTEGER NOT NULL,                         -- unix milliseconds, UTC
    PRIMARY KEY (connection_id, feature)
) STRICT, WITHOUT ROWID;
