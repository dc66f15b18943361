//! The durable queue on this engine (written beside the queue itself).
