//! Table `rows`.
