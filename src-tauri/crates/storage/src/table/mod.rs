//! One file per table: a row struct of plain data, reads on `&Connection`, writes on `&Transaction`.

// jobs.db, the durable queue (migrations/jobs/0002_queue.sql)
pub mod attempts;
pub mod events;
pub mod jobs;
pub mod op_deps;
pub mod op_items;
pub mod ops;
pub mod reservations;
pub mod rows;
pub mod sources;
pub mod targets;

// jobs.db, the rest
pub mod connection_presets;
pub mod connections;
pub mod history;
pub mod overrides;
pub mod server_versions;
pub mod settings;

// both files
pub mod meta;

// cache.db
pub mod capabilities;
pub mod exchanges;
pub mod observed;
pub mod resources;
pub mod schemas;
pub mod syncs;
