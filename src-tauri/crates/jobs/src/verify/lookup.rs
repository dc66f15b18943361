//! Finding a person on a server whose filters may lie.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rollcall_scim::{AttrPath, Filter, Resource};

use crate::executor::{Listed, ReadFailure};
use crate::runner::Context;
use crate::{Saying, fold};

/// Looks before it counts that a server offers no way to find out.
const LOOKS: u32 = 3;

/// Whether `attribute eq "…"` can be believed on this server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trust {
    /// Not tried on something known to exist.
    Unknown,
    /// It found something known to exist and nothing else.
    Works,
    /// It was refused, ignored, or did not find what exists.
    Useless,
}

/// A user known to exist, to try filters on.
#[derive(Debug, Clone)]
struct Known {
    name: Option<String>,
    external_id: Option<String>,
    id: String,
}

/// A complete walk of the directory.
struct Snapshot {
    at_ms: i64,
    names: HashMap<String, String>,
}

/// What this runner has learned about the server while looking.
#[derive(Default)]
pub struct Knowledge {
    inner: Mutex<Inner>,
    /// One refresh at a time.
    refreshing: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Inner {
    external: Option<Trust>,
    name: Option<Trust>,
    controls: VecDeque<Known>,
    snapshot: Option<Snapshot>,
    duplicates_seen: bool,
    /// A create was answered 200, which does not say that something was made.
    upsert_seen: bool,
    /// The last search found no way, however often it looked.
    no_way: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    External,
    Name,
}

impl Knowledge {
    fn with<T>(&self, f: impl FnOnce(&mut Inner) -> T) -> T {
        f(&mut self.inner.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A user was created or seen; filters may be tried on it.
    pub fn learn_user(&self, user: &Resource) {
        let Some(id) = user.id() else { return };
        let known = Known {
            name: user
                .user_name()
                .or_else(|| user.display_name())
                .map(str::to_owned),
            external_id: user.external_id().map(str::to_owned),
            id: id.to_owned(),
        };
        self.with(|k| {
            k.controls.push_back(known);
            if k.controls.len() > 8 {
                k.controls.pop_front();
            }
        });
    }

    /// Two users of one name were seen: whatever the schema declares, names are not unique here.
    pub fn duplicate_seen(&self) {
        self.with(|k| k.duplicates_seen = true);
    }

    /// Whether names proved not to be unique.
    pub fn duplicates_seen(&self) -> bool {
        self.with(|k| k.duplicates_seen)
    }

    /// A create was answered 200, and may have changed somebody: from now on every one is looked for first.
    pub fn upsert_seen(&self) {
        self.with(|k| k.upsert_seen = true);
    }

    /// Whether a create may change somebody who is there.
    pub fn upserts_seen(&self) -> bool {
        self.with(|k| k.upsert_seen)
    }

    fn trust(&self, by: By) -> Trust {
        self.with(|k| match by {
            By::External => k.external,
            By::Name => k.name,
        })
        .unwrap_or(Trust::Unknown)
    }

    fn set_trust(&self, by: By, trust: Trust) {
        self.with(|k| match by {
            By::External => k.external = Some(trust),
            By::Name => k.name = Some(trust),
        });
    }

    fn control(&self, by: By) -> Option<Known> {
        self.with(|k| {
            k.controls
                .iter()
                .rev()
                .find(|c| match by {
                    By::External => c.external_id.is_some(),
                    By::Name => c.name.is_some(),
                })
                .cloned()
        })
    }
}

/// The result of a search, each hit checked here and not by the server.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// These carry the externalId (exactly) or the name (without case). Never empty.
    Hits(Vec<Resource>),
    /// Proven: nobody does, as far as the server shows.
    Nobody,
    /// The server offers no way to find out.
    NoWay(String),
}

/// Who is searched for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The resource type.
    pub resource_type: &'a str,
    /// The user name, or a group's display name.
    pub name: Option<&'a str>,
    /// Which attribute the name is.
    pub name_attribute: &'static str,
    /// The externalId.
    pub external_id: Option<&'a str>,
}

impl<'a> Wanted<'a> {
    /// From a body to be created.
    pub fn from_body(resource_type: &'a str, body: &'a Resource) -> Self {
        let (name, name_attribute) = match body.user_name() {
            Some(name) => (Some(name), "userName"),
            None => (body.display_name(), "displayName"),
        };
        Self {
            resource_type,
            name,
            name_attribute,
            external_id: body.external_id(),
        }
    }

    /// Whether this resource carries the name or the number.
    pub fn is(&self, seen: &Resource) -> bool {
        self.has_name(seen) || matches!((self.external_id, seen.external_id()), (Some(a), Some(b)) if a == b)
    }

    /// Whether it carries the name.
    pub fn has_name(&self, seen: &Resource) -> bool {
        let seen = if self.name_attribute == "userName" {
            seen.user_name()
        } else {
            seen.display_name()
        };
        matches!((self.name, seen), (Some(a), Some(b)) if fold(a) == fold(b))
    }
}

/// Searches by externalId, then by name, then by walking the directory. A filter that answers "nobody" is
/// believed only after it has found somebody known to exist (quirks.md Q-FLT-02, Q-FLT-03).
///
/// While a directory is being written, by this job too, a list may lack what is coming: no way is told only when that
/// stays so for three looks, a read lag apart.
pub async fn find(context: &Context, wanted: Wanted<'_>) -> Result<Found, ReadFailure> {
    for _ in 1..LOOKS {
        if context.knowledge.with(|k| k.no_way) {
            break;
        }
        let found = look(context, wanted).await?;
        if !matches!(found, Found::NoWay(_)) {
            return Ok(found);
        }
        let lag = u64::try_from(context.config.read_lag_ms).unwrap_or_default();
        tokio::time::sleep(Duration::from_millis(lag)).await;
    }
    let found = look(context, wanted).await?;
    context
        .knowledge
        .with(|k| k.no_way = matches!(found, Found::NoWay(_)));
    Ok(found)
}

async fn look(context: &Context, wanted: Wanted<'_>) -> Result<Found, ReadFailure> {
    let mut absent = false;
    let mut last_refusal = String::new();
    for by in [By::External, By::Name] {
        let Some(value) = (match by {
            By::External => wanted.external_id,
            By::Name => wanted.name,
        }) else {
            continue;
        };
        if context.knowledge.trust(by) == Trust::Useless {
            continue;
        }
        match ask(context, wanted, by, value).await {
            Ok(listed) => {
                let hits = local_hits(&wanted, &listed.resources);
                if !hits.is_empty() {
                    return Ok(Found::Hits(hits));
                }
                if !listed.resources.is_empty() {
                    // It answered with others: the filter is ignored.
                    context.knowledge.set_trust(by, Trust::Useless);
                } else if believable(context, wanted, by).await? {
                    absent = true;
                }
            }
            Err(ReadFailure::Impossible { message }) => {
                context.knowledge.set_trust(by, Trust::Useless);
                last_refusal = message;
            }
            Err(other) => return Err(other),
        }
    }
    if absent {
        return Ok(Found::Nobody);
    }
    match context.executor.walk(wanted.resource_type).await {
        Ok(all) => {
            let hits = local_hits(&wanted, &all.resources);
            Ok(if !hits.is_empty() {
                Found::Hits(hits)
            } else if all.complete {
                Found::Nobody
            } else {
                Found::NoWay(Saying::NoWay.into())
            })
        }
        Err(ReadFailure::Impossible { message }) => Ok(Found::NoWay(if last_refusal.is_empty() {
            message
        } else {
            last_refusal
        })),
        Err(other) => Err(other),
    }
}

async fn ask(context: &Context, wanted: Wanted<'_>, by: By, value: &str) -> Result<Listed, ReadFailure> {
    let attribute = match by {
        By::External => "externalId",
        By::Name => wanted.name_attribute,
    };
    let filter = Filter::eq(AttrPath::attribute(attribute), value);
    context
        .executor
        .list(wanted.resource_type, Some(&filter), 10)
        .await
}

fn local_hits(wanted: &Wanted<'_>, resources: &[Resource]) -> Vec<Resource> {
    let mut hits: Vec<Resource> = Vec::new();
    for resource in resources.iter().filter(|r| wanted.is(r)) {
        if !hits.iter().any(|h| h.id() == resource.id()) {
            hits.push(resource.clone());
        }
    }
    hits
}

/// Whether the filter's "nobody" counts: tries it on somebody known to exist, once per run.
async fn believable(context: &Context, wanted: Wanted<'_>, by: By) -> Result<bool, ReadFailure> {
    match context.knowledge.trust(by) {
        Trust::Works => return Ok(true),
        Trust::Useless => return Ok(false),
        Trust::Unknown => {}
    }
    if context.knowledge.control(by).is_none() {
        let any = context.executor.list(wanted.resource_type, None, 1).await;
        match any {
            Ok(listed) => listed
                .resources
                .iter()
                .take(1)
                .for_each(|r| context.knowledge.learn_user(r)),
            Err(ReadFailure::Impossible { .. }) => {}
            Err(other) => return Err(other),
        }
    }
    let Some(known) = context.knowledge.control(by) else {
        return Ok(false);
    };
    let value = match by {
        By::External => known.external_id.as_deref(),
        By::Name => known.name.as_deref(),
    };
    let Some(value) = value else { return Ok(false) };
    match ask(context, wanted, by, value).await {
        Ok(listed) => {
            let found = listed.resources.iter().any(|r| r.id() == Some(known.id.as_str()));
            if found {
                context.knowledge.set_trust(by, Trust::Works);
            }
            // Not found may be lag or a deletion meanwhile: not believed now, tried again next time.
            Ok(found)
        }
        Err(ReadFailure::Impossible { .. }) => {
            context.knowledge.set_trust(by, Trust::Useless);
            Ok(false)
        }
        Err(other) => Err(other),
    }
}

/// Whether a complete walk not older than `max_age_ms` shows nobody of this name, refreshing the walk when
/// that is cheaper than a look-up per row. `None`: no walk is to be had.
pub async fn absent_by_walk(
    context: &Context,
    wanted: Wanted<'_>,
    max_age_ms: i64,
) -> Result<Option<bool>, ReadFailure> {
    let Some(name) = wanted.name else { return Ok(None) };
    let _one = context.knowledge.refreshing.lock().await;
    let now = context.clock.now().wall_ms;
    let fresh = |k: &Inner| {
        let snapshot = k
            .snapshot
            .as_ref()
            .filter(|s| now.saturating_sub(s.at_ms) <= max_age_ms)?;
        Some(!snapshot.names.contains_key(&fold(name)))
    };
    if let Some(absent) = context.knowledge.with(|k| fresh(k)) {
        return Ok(Some(absent));
    }
    if !context.walk_is_cheaper() {
        return Ok(None);
    }
    let all = match context.executor.walk(wanted.resource_type).await {
        Ok(all) if all.complete => all,
        Ok(_) | Err(ReadFailure::Impossible { .. }) => return Ok(None),
        Err(other) => return Err(other),
    };
    let named = |r: &Resource| {
        let name = if wanted.name_attribute == "userName" {
            r.user_name()
        } else {
            r.display_name()
        };
        Some((fold(name?), r.id()?.to_owned()))
    };
    let names: HashMap<String, String> = all.resources.iter().filter_map(named).collect();
    let absent = !names.contains_key(&fold(name));
    context
        .knowledge
        .with(|k| k.snapshot = Some(Snapshot { at_ms: now, names }));
    Ok(Some(absent))
}
