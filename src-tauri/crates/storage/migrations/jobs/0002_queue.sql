-- The durable queue: see queue.md §3.3. Times are unix milliseconds, UTC, unless the name says boot.
CREATE TABLE sources (
    id           INTEGER PRIMARY KEY,
    name         TEXT NOT NULL,
    sha256       TEXT NOT NULL,
    encoding     TEXT NOT NULL,
    delimiter    TEXT NOT NULL,
    columns_json TEXT NOT NULL,
    raw          BLOB                                         -- never kept where a column holds secrets
) STRICT;

CREATE TABLE jobs (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    uid               TEXT NOT NULL UNIQUE,
    connection        TEXT NOT NULL,                          -- outlives the connection: history stays
    connection_name   TEXT NOT NULL,
    kind              TEXT NOT NULL,
    title             TEXT NOT NULL,
    resource_type     TEXT NOT NULL,
    state             TEXT NOT NULL,
    detail            TEXT,
    resumes_at        INTEGER,
    control           TEXT NOT NULL DEFAULT 'run',
    plan_hash         TEXT,
    mapping_json      TEXT NOT NULL,
    source_id         INTEGER REFERENCES sources (id),
    uniqueness        TEXT NOT NULL,
    etags             INTEGER NOT NULL,
    member_chunk      INTEGER NOT NULL,
    directory_size    INTEGER,
    cap_deactivations INTEGER NOT NULL,
    cap_deletes       INTEGER NOT NULL,
    released_by       TEXT,
    approved_by       TEXT,
    approved_at       INTEGER,
    counts_json       TEXT NOT NULL DEFAULT '{}',
    row_count         INTEGER NOT NULL DEFAULT 0,
    seal_key          BLOB,                                   -- opens ops.sealed; forgotten when the job ends
    requested         INTEGER NOT NULL DEFAULT 0,             -- handed to the holder of runner.lock
    requested_first   INTEGER,
    taken             INTEGER NOT NULL DEFAULT 0,
    created_at        INTEGER NOT NULL,
    started_at        INTEGER,
    ended_at          INTEGER
) STRICT;

CREATE TABLE rows (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id         INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    row_no         INTEGER NOT NULL,
    row_uid        TEXT NOT NULL,
    natural_key    TEXT NOT NULL,
    user_name_fold TEXT,
    external_id    TEXT,
    cells_json     TEXT NOT NULL,                             -- secrets replaced by a placeholder
    issues_json    TEXT NOT NULL,
    action         TEXT NOT NULL,
    state          TEXT NOT NULL,
    proof          TEXT,
    message        TEXT,
    error_class    TEXT,
    server_id      TEXT,
    UNIQUE (job_id, row_uid)                                  -- repeated names are kept and blocked, not refused
) STRICT;
CREATE INDEX rows_state ON rows (job_id, state, id);

CREATE TABLE targets (
    id            INTEGER PRIMARY KEY,
    connection    TEXT NOT NULL,
    resource_type TEXT NOT NULL,
    key           TEXT NOT NULL,                              -- id:<server id> or new:<folded name>
    UNIQUE (connection, resource_type, key)
) STRICT;

CREATE TABLE ops (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id         INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    row_id         INTEGER REFERENCES rows (id) ON DELETE CASCADE,   -- a chunk of members belongs to no row
    seq            INTEGER NOT NULL,
    target_id      INTEGER NOT NULL REFERENCES targets (id),
    kind           TEXT NOT NULL,
    resource_type  TEXT NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('blocked', 'ready', 'bundled', 'inflight', 'unknown', 'verifying',
                       'succeeded', 'failed', 'conflict', 'needs_human', 'cancelled')),
    payload_json   TEXT NOT NULL,                             -- secrets replaced by a placeholder
    payload_hash   BLOB NOT NULL,
    sealed         BLOB,                                      -- the secrets; wiped when the operation ends
    attempts       INTEGER NOT NULL DEFAULT 0,                -- sends that may have been applied
    intents        INTEGER NOT NULL DEFAULT 0,                -- permits taken; numbers the attempts
    intent_wall    INTEGER,
    intent_boot_id TEXT,
    intent_boot_ms INTEGER,
    zombie_until   INTEGER,
    first_sent_at  INTEGER,
    not_before     INTEGER,
    absent_seen    INTEGER NOT NULL DEFAULT 0,
    verify_tries   INTEGER NOT NULL DEFAULT 0,
    taken          INTEGER NOT NULL DEFAULT 0,
    member         TEXT,
    member_from    INTEGER,                                   -- the operation that creates the member
    epoch          INTEGER,
    proof          TEXT,
    message        TEXT,
    error_class    TEXT,
    server_id      TEXT
) STRICT;
CREATE INDEX ops_run ON ops (job_id, id) WHERE state IN ('ready', 'unknown', 'verifying') AND kind <> 'add_member';
CREATE INDEX ops_members ON ops (job_id, target_id, id) WHERE state = 'ready' AND kind = 'add_member';
CREATE INDEX ops_inflight ON ops (id) WHERE state = 'inflight';
CREATE INDEX ops_chunks ON ops (target_id) WHERE kind = 'add_members'
    AND state IN ('ready', 'inflight', 'unknown', 'verifying');
CREATE INDEX ops_row ON ops (row_id, seq);
CREATE INDEX ops_job_state ON ops (job_id, state);
-- One writer per resource, whichever job it belongs to.
CREATE UNIQUE INDEX one_open ON ops (target_id) WHERE state IN ('inflight', 'unknown', 'verifying');
CREATE UNIQUE INDEX one_create ON ops (job_id, target_id) WHERE kind = 'create' AND state NOT IN ('failed', 'cancelled');

CREATE TABLE op_deps (
    op_id       INTEGER NOT NULL REFERENCES ops (id) ON DELETE CASCADE,
    needs_op_id INTEGER NOT NULL REFERENCES ops (id) ON DELETE CASCADE,
    PRIMARY KEY (op_id, needs_op_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX op_deps_needs ON op_deps (needs_op_id);

CREATE TABLE op_items (
    op_id      INTEGER NOT NULL REFERENCES ops (id) ON DELETE CASCADE,    -- the chunk
    item_op_id INTEGER NOT NULL REFERENCES ops (id) ON DELETE CASCADE,
    member     TEXT NOT NULL,
    PRIMARY KEY (op_id, item_op_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX op_items_item ON op_items (item_op_id);

CREATE TABLE attempts (
    id        INTEGER PRIMARY KEY,
    op_id     INTEGER NOT NULL REFERENCES ops (id) ON DELETE CASCADE,
    n         INTEGER NOT NULL,
    epoch     INTEGER NOT NULL,
    intent_at INTEGER NOT NULL,
    ended_at  INTEGER,                                        -- none: the process died
    status    INTEGER,
    error     TEXT,
    UNIQUE (op_id, n)
) STRICT;

CREATE TABLE reservations (
    connection     TEXT NOT NULL,
    user_name_fold TEXT NOT NULL,
    row_id         INTEGER NOT NULL REFERENCES rows (id) ON DELETE CASCADE,
    base           TEXT NOT NULL,
    suffix         INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (connection, user_name_fold)
) STRICT, WITHOUT ROWID;
CREATE INDEX reservations_row ON reservations (row_id);

CREATE TABLE events (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id    INTEGER NOT NULL,                               -- outlives the job
    at        INTEGER NOT NULL,
    kind      TEXT NOT NULL,
    data_json TEXT NOT NULL,
    prev_hash BLOB NOT NULL,
    hash      BLOB NOT NULL
) STRICT;
CREATE INDEX events_job ON events (job_id, seq);
CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events BEGIN SELECT RAISE (ABORT, 'events are append-only'); END;
