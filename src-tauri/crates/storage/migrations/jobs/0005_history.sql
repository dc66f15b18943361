-- What Rollcall changed one by one, for History, undo and receipts; what jobs changed stands in `ops`.
-- Secrets are masked before anything comes here. A row is written before the first byte leaves.
CREATE TABLE history (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    connection    TEXT NOT NULL,                              -- outlives the connection: history stays
    resource_type TEXT NOT NULL,
    server_id     TEXT NOT NULL,                              -- empty while a create has no answer
    label         TEXT NOT NULL,                              -- a name for people
    at            INTEGER NOT NULL,                           -- unix milliseconds, UTC
    who           TEXT NOT NULL,                              -- the name of the person on this computer
    kind          TEXT NOT NULL,
    reason        TEXT,                                       -- ticket, or why
    undoes        TEXT,                                       -- the entry whose old values it put back
    outcome       TEXT NOT NULL CHECK (outcome IN ('unknown', 'stored', 'differs', 'unread', 'refused')),
    entry_json    TEXT NOT NULL
) STRICT;
CREATE INDEX history_of ON history (connection, resource_type, server_id, id);
-- The operations of jobs by the resource they wrote to.
CREATE INDEX ops_of_target ON ops (target_id, id) WHERE kind NOT IN ('create', 'add_member', 'remove_member');
CREATE INDEX ops_made ON ops (server_id) WHERE server_id IS NOT NULL;
