//! Table `op_deps`.
