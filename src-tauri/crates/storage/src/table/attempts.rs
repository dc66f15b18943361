//! Table `attempts`.
