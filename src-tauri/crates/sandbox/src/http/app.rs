//! What all requests share.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use axum::Router;
use axum::http::header::{ACCEPT, AUTHORIZATION, USER_AGENT};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use base64::Engine as _;

use super::{Failure, at_once, router, select};
use crate::directory::Directory;
use crate::profile::FaultAction;
use crate::stats::count;
use crate::{Profile, ResourceKind, Stats};

/// The running server's state.
pub(crate) struct App {
    base: String,
    path: String,
    token: String,
    directory: RwLock<Directory>,
    profile: Mutex<Arc<Profile>>,
    counters: Mutex<Counters>,
    /// Results of filters and sorts, so that paging does not compute them for each page.
    pub(super) selections: select::Cache,
    /// Q-LIF-02: states that reads still show, and how often.
    stale: Mutex<HashMap<String, (Vec<u8>, u32)>>,
    /// Q-GRP-04: writes of groups under way.
    pub(super) writes: at_once::Writes,
    router: Mutex<Option<Router>>,
}

#[derive(Default)]
struct Counters {
    stats: Stats,
    /// For each fault of the profile: requests selected, requests struck.
    faults: Vec<(u64, u64)>,
}

/// Counts a request as running until dropped.
pub(crate) struct Entered<'a>(&'a App);

impl App {
    pub(crate) fn new(base: String, token: String, profile: Profile, directory: Directory) -> Self {
        Self {
            path: directory.path().to_owned(),
            base,
            token,
            directory: RwLock::new(directory),
            profile: Mutex::new(Arc::new(profile)),
            counters: Mutex::default(),
            selections: select::Cache::default(),
            stale: Mutex::default(),
            writes: at_once::Writes::default(),
            router: Mutex::new(None),
        }
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// The base URL's path.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// The router, made at the first request.
    pub(crate) fn router(self: &Arc<Self>) -> Router {
        let mut router = self.router.lock().unwrap_or_else(PoisonError::into_inner);
        router
            .get_or_insert_with(|| router::make(Arc::downgrade(self), &self.path))
            .clone()
    }

    pub(crate) fn profile(&self) -> Arc<Profile> {
        Arc::clone(&self.profile.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn set_profile(&self, profile: Profile) {
        *self.profile.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(profile);
        self.selections.clear();
        self.counters
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .faults
            .clear();
    }

    /// Q-LIF-02: the next reads of this id show this.
    pub(super) fn keep_stale(&self, id: &str, state: Vec<u8>, reads: u32) {
        let mut stale = self.stale.lock().unwrap_or_else(PoisonError::into_inner);
        stale.insert(id.to_owned(), (state, reads));
    }

    /// The old state, if this read shows it.
    pub(super) fn stale(&self, id: &str) -> Option<Vec<u8>> {
        let mut stale = self.stale.lock().unwrap_or_else(PoisonError::into_inner);
        let (state, left) = stale.get_mut(id)?;
        *left = left.checked_sub(1)?;
        Some(state.clone())
    }

    /// Looks at the directory. A panic in another request leaves it readable.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&Directory) -> T) -> T {
        look(&self.directory.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the directory.
    pub(crate) fn write<T>(&self, change: impl FnOnce(&mut Directory) -> T) -> T {
        change(&mut self.directory.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// The path below the base, with its slash.
    pub(crate) fn below_base<'a>(&self, path: &'a str) -> Option<&'a str> {
        path.strip_prefix(self.path.as_str())
            .filter(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Whether the request may come in at all: who asks, and what the profile demands of headers.
    pub(crate) fn admit(
        &self,
        profile: &Profile,
        method: &Method,
        headers: &HeaderMap,
        uri: &Uri,
    ) -> Result<(), Failure> {
        let text = |name| {
            headers
                .get(name)
                .and_then(|v| v.to_str().ok())
                .unwrap_or_default()
        };
        if let Some(origin) = &profile.http.redirect_to {
            let target = uri.path_and_query().map_or("/", |p| p.as_str());
            return Err(Failure::redirect(&format!("{origin}{target}")));
        }
        if !profile.http.without_authentication && !self.knows(text(AUTHORIZATION)) {
            return Err(Failure::unauthorized());
        }
        if profile.http.user_agent_required && text(USER_AGENT).is_empty() {
            let detail = "requests must have a User-Agent header";
            return Err(Failure::new(StatusCode::FORBIDDEN, None, detail));
        }
        if profile.http.scim_accept_required && !text(ACCEPT).contains("application/scim+json") {
            let detail = "Accept must name application/scim+json";
            return Err(Failure::new(StatusCode::NOT_ACCEPTABLE, None, detail));
        }
        if profile.http.scim_accept_refused_on_delete
            && *method == Method::DELETE
            && text(ACCEPT).contains("application/scim+json")
        {
            let detail = "this Accept is not supported here";
            return Err(Failure::new(StatusCode::BAD_REQUEST, None, detail));
        }
        if let Some(name) = &profile.http.required_header
            && !headers.contains_key(name.as_str())
        {
            let detail = format!("the header {name} is missing");
            return Err(Failure::new(StatusCode::BAD_REQUEST, None, detail));
        }
        if let Some(name) = &profile.http.required_parameter {
            let named = |part: &str| part.split('=').next() == Some(name.as_str());
            if !uri.query().is_some_and(|query| query.split('&').any(named)) {
                let detail = format!("the parameter {name} is missing");
                return Err(Failure::new(StatusCode::BAD_REQUEST, None, detail));
            }
        }
        Ok(())
    }

    fn knows(&self, authorization: &str) -> bool {
        let Some((scheme, credentials)) = authorization.split_once(' ') else {
            return false;
        };
        let credentials = credentials.trim();
        if scheme.eq_ignore_ascii_case("bearer") {
            return same(credentials.as_bytes(), self.token.as_bytes());
        }
        if scheme.eq_ignore_ascii_case("basic") {
            let decoded = base64::engine::general_purpose::STANDARD
                .decode(credentials)
                .unwrap_or_default();
            let password = decoded
                .iter()
                .position(|b| *b == b':')
                .map(|colon| decoded.split_at(colon + 1).1);
            return password.is_some_and(|password| same(password, self.token.as_bytes()));
        }
        false
    }

    /// The faults that strike this request, in the profile's order.
    pub(crate) fn strike(&self, profile: &Profile, method: &str, path: &str) -> Vec<FaultAction> {
        if profile.faults.is_empty() {
            return Vec::new();
        }
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        let Counters { stats, faults } = &mut *counters;
        faults.resize(profile.faults.len(), (0, 0));
        let mut struck = Vec::new();
        for (fault, (seen, done)) in profile.faults.iter().zip(faults) {
            if !fault.selects(method, path) {
                continue;
            }
            *seen += 1;
            if fault.strikes(*seen, *done) {
                *done += 1;
                count(&mut stats.faults, fault.action.kind());
                struck.push(fault.action.clone());
            }
        }
        struck
    }

    /// Counts a request's arrival; its end when the returned value is dropped.
    pub(crate) fn enter(&self, class: String) -> Entered<'_> {
        self.counting(|stats| {
            count(&mut stats.requests, &class);
            stats.in_flight += 1;
            stats.max_in_flight = stats.max_in_flight.max(stats.in_flight);
        });
        Entered(self)
    }

    pub(crate) fn count_status(&self, status: StatusCode) {
        self.counting(|stats| *stats.statuses.entry(status.as_u16()).or_default() += 1);
    }

    pub(crate) fn count_connection(&self) {
        self.counting(|stats| stats.connections += 1);
    }

    pub(super) fn count_created(&self, kind: ResourceKind) {
        self.counting(|stats| count(&mut stats.created, kind.name()));
    }

    pub(super) fn count_updated(&self, kind: ResourceKind) {
        self.counting(|stats| count(&mut stats.updated, kind.name()));
    }

    pub(super) fn count_deleted(&self, kind: ResourceKind) {
        self.counting(|stats| count(&mut stats.deleted, kind.name()));
    }

    pub(crate) fn stats(&self) -> Stats {
        let mut stats = self.counting(|stats| stats.clone());
        self.read(|directory| {
            stats.duplicate_user_names = directory.of(ResourceKind::User).repeated_keys();
            for kind in ResourceKind::ALL {
                let present = u64::try_from(directory.of(kind).entries().len()).unwrap_or(u64::MAX);
                stats.present.insert(kind.name().to_owned(), present);
            }
        });
        stats
    }

    pub(crate) fn reset_stats(&self) {
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        let in_flight = counters.stats.in_flight;
        *counters = Counters::default();
        counters.stats.in_flight = in_flight;
        counters.stats.max_in_flight = in_flight;
    }

    fn counting<T>(&self, change: impl FnOnce(&mut Stats) -> T) -> T {
        change(&mut self.counters.lock().unwrap_or_else(PoisonError::into_inner).stats)
    }
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.0
            .counting(|stats| stats.in_flight = stats.in_flight.saturating_sub(1));
    }
}

/// Compares without telling by its time how much of the guess was right.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |different, (a, b)| different | (a ^ b)) == 0
}
