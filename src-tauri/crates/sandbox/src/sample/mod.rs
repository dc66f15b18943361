//! The sample directory.

pub(crate) mod random;

use crate::directory::Directory;

pub(crate) fn fill(_directory: &mut Directory, _people: usize, _seed: u64) {}
