//! Import: CSV, mapping, plan.
