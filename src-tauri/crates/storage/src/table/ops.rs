//! Table `ops`.
