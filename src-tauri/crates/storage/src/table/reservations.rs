//! Table `reservations`.
