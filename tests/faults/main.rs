//! Jobs survive the death of their process at any instant, on a server that loses answers (queue.md §4).
//!
//! The oracle is the server's own list. `ROLLCALL_LONG=1` makes 5,000 kills out of 200.

mod control;
mod directory;
mod ground;
mod named;
mod random;
mod random_kills;
mod tally;
mod worlds;
