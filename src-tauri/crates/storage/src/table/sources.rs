//! Table `sources`.
