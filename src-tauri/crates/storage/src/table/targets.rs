//! Table `targets`.
