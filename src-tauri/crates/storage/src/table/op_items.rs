//! Table `op_items`.
