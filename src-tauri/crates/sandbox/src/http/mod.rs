//! skeleton
use crate::{Profile, Stats, directory::Directory};
use std::sync::{Mutex, PoisonError, RwLock};
pub(crate) struct App {
    directory: RwLock<Directory>,
    profile: Mutex<Profile>,
    stats: Mutex<Stats>,
}
impl App {
    pub(crate) fn new(_b: String, _t: String, p: Profile, d: Directory) -> Self {
        Self {
            directory: RwLock::new(d),
            profile: Mutex::new(p),
            stats: Mutex::default(),
        }
    }
    pub(crate) fn stats(&self) -> Stats {
        self.stats.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
    pub(crate) fn reset_stats(&self) {}
    pub(crate) fn set_profile(&self, p: Profile) {
        *self.profile.lock().unwrap_or_else(PoisonError::into_inner) = p;
    }
    pub(crate) fn read<T>(&self, f: impl FnOnce(&Directory) -> T) -> T {
        f(&self.directory.read().unwrap_or_else(PoisonError::into_inner))
    }
}
