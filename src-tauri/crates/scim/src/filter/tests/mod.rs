//! What filters promise, by area.

mod checking;
mod evaluation;
mod grammar;
mod round_trip;
