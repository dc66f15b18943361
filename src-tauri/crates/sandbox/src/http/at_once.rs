//! Q-GRP-04: writes of one group that are under way at the same time.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::http::{Method, StatusCode};

use super::{App, Failure};
use crate::Profile;
use crate::directory::Directory;

/// Writes under way, by the path of their group.
#[derive(Default)]
pub(super) struct Writes(Mutex<HashMap<String, usize>>);

/// A write of a group that is under way until dropped.
pub(crate) struct Writing<'a> {
    writes: &'a Writes,
    group: String,
    /// Who was in it when the write came in, where later changes are lost.
    then: Option<MembersThen>,
}

/// Who was in a group when a request came in.
#[derive(Clone)]
pub(crate) struct MembersThen(pub(super) Vec<String>);

impl Writing<'_> {
    pub(crate) fn members_then(&self) -> Option<MembersThen> {
        self.then.clone()
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        let mut writes = self.writes.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = writes.get_mut(&self.group) {
            *count -= 1;
            if *count == 0 {
                writes.remove(&self.group);
            }
        }
    }
}

impl App {
    /// Begins a write of a group, where the profile minds; `None` for every other request.
    pub(crate) fn begin_write<'a>(
        &'a self,
        profile: &Profile,
        method: &Method,
        path: &str,
    ) -> Result<Option<Writing<'a>>, Failure> {
        let quirks = &profile.groups;
        let minds = quirks.locked_with.is_some() || quirks.loses_updates;
        let id = path.strip_prefix("/Groups/").filter(|id| !id.is_empty());
        let (true, Some(id), true) = (minds, id, [Method::PATCH, Method::PUT].contains(method)) else {
            return Ok(None);
        };
        let mut writes = self.writes.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = writes.entry(path.to_owned()).or_default();
        if let Some(status) = quirks.locked_with.filter(|_| *count > 0) {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::LOCKED);
            return Err(Failure::new(status, None, "this group is being changed"));
        }
        *count += 1;
        drop(writes);
        let there = |directory: &Directory| directory.links().members(id).map(ToString::to_string).collect();
        let then = quirks.loses_updates.then(|| MembersThen(self.read(there)));
        Ok(Some(Writing {
            writes: &self.writes,
            group: path.to_owned(),
            then,
        }))
    }
}
