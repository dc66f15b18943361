//! Which resources a list consists of, in which order: filter (RFC 7644 §3.4.2.2) and sort (§3.4.2.3).

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rollcall_scim::filter::{CompareOp, CompareValue};
use rollcall_scim::{AttrPath, Attribute, Filter, Resource, ResourceModel, sort};

use crate::ResourceKind;
use crate::directory::{Directory, Entry, View, fold};

/// What is asked for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wish {
    pub(super) kind: ResourceKind,
    pub(super) filter: Option<Filter>,
    pub(super) sort_by: Option<AttrPath>,
    pub(super) descending: bool,
    /// Strings are compared with case whatever the schema says.
    pub(super) case_sensitive: bool,
    /// What appeared later than this ago is not there yet.
    pub(super) lag: Duration,
}

/// The resources of a list, before paging.
pub(super) enum Selected<'a> {
    /// All of the kind in the order of creation.
    All(&'a [Arc<Entry>]),
    /// The result of a filter or a sort.
    Some(Arc<Vec<Arc<Entry>>>),
}

impl Selected<'_> {
    pub(super) fn entries(&self) -> &[Arc<Entry>] {
        match self {
            Self::All(entries) => entries,
            Self::Some(entries) => entries,
        }
    }
}

/// The last results, for the next page of the same list.
#[derive(Default)]
pub(crate) struct Cache(Mutex<VecDeque<Remembered>>);

struct Remembered {
    wish: Wish,
    generation: u64,
    result: Arc<Vec<Arc<Entry>>>,
}

const REMEMBERED: usize = 8;

impl Cache {
    pub(super) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn find(&self, wish: &Wish, generation: u64) -> Option<Arc<Vec<Arc<Entry>>>> {
        let mut remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        remembered.retain(|r| r.generation == generation);
        remembered
            .iter()
            .find(|r| r.wish == *wish)
            .map(|r| Arc::clone(&r.result))
    }

    fn keep(&self, wish: &Wish, generation: u64, result: &Arc<Vec<Arc<Entry>>>) {
        let mut remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        remembered.truncate(REMEMBERED - 1);
        remembered.push_front(Remembered {
            wish: wish.clone(),
            generation,
            result: Arc::clone(result),
        });
    }
}

impl Wish {
    /// Whether the answer is a slice of what is there, or can be found by an index.
    pub(super) fn is_cheap(&self, directory: &Directory) -> bool {
        self.sort_by.is_none()
            && self
                .filter
                .as_ref()
                .is_none_or(|f| candidates(directory, self.kind, f).is_some())
    }

    /// Finds the resources.
    pub(super) fn select<'a>(&self, directory: &'a Directory, cache: &Cache) -> Selected<'a> {
        let all = directory.of(self.kind).entries();
        if self.filter.is_none() && self.sort_by.is_none() && self.lag.is_zero() {
            return Selected::All(all);
        }
        // What lags becomes visible without any change, so it must not be remembered.
        let lasting = self.lag.is_zero();
        if let Some(result) = cache.find(self, directory.generation()).filter(|_| lasting) {
            return Selected::Some(result);
        }
        let visible = |entry: &Arc<Entry>| entry.appeared.is_none_or(|at| at.elapsed() >= self.lag);
        let mut found: Vec<Arc<Entry>> = match &self.filter {
            None => all.iter().filter(|e| visible(e)).map(Arc::clone).collect(),
            Some(filter) => {
                let of_index = candidates(directory, self.kind, filter);
                let pool = of_index.as_deref().unwrap_or(all);
                let mut matches = self.matcher(directory, filter);
                pool.iter()
                    .filter(|e| visible(e) && matches(e))
                    .map(Arc::clone)
                    .collect()
            }
        };
        if let Some(path) = &self.sort_by {
            found = self.sorted(directory, path, found);
        }
        let result = Arc::new(found);
        if lasting {
            cache.keep(self, directory.generation(), &result);
        }
        Selected::Some(result)
    }

    fn matcher<'a>(
        &self,
        directory: &'a Directory,
        filter: &'a Filter,
    ) -> impl FnMut(&Arc<Entry>) -> bool + 'a {
        let kind = self.kind;
        let mut model = directory.models().of(kind).clone();
        if self.case_sensitive {
            make_case_sensitive(&mut model);
        }
        let mut needs = Needs::default();
        needs.look(filter);
        let view = View {
            meta: needs.meta,
            related: needs.related,
            ..View::WHOLE
        };
        move |entry| filter.matches(&model, &Resource(directory.object(kind, entry, view)))
    }

    /// By the folded userName, which lies ready: the sort most asked for needs no parsing.
    fn sorted_by_key(&self, mut found: Vec<Arc<Entry>>) -> Vec<Arc<Entry>> {
        found.sort_by(|a, b| {
            // Without a value last when ascending, RFC 7644 §3.4.2.3.
            let order = (a.key.is_none(), &a.key).cmp(&(b.key.is_none(), &b.key));
            if self.descending { order.reverse() } else { order }
        });
        found
    }

    fn sorted(&self, directory: &Directory, path: &AttrPath, found: Vec<Arc<Entry>>) -> Vec<Arc<Entry>> {
        let plain = path.urn.is_none() && path.sub_attribute.is_none();
        if plain && self.kind == ResourceKind::User && path.attribute.eq_ignore_ascii_case("userName") {
            return self.sorted_by_key(found);
        }
        let model = directory.models().of(self.kind);
        // Only what is compared is kept, or a hundred thousand parsed users would fill the memory.
        let top = path
            .urn
            .as_deref()
            .filter(|urn| model.extension(urn).is_some())
            .unwrap_or(&path.attribute);
        let mut keyed: Vec<(Resource, Arc<Entry>)> = found
            .into_iter()
            .map(|entry| {
                let mut object = directory.object(self.kind, &entry, View::WHOLE);
                object.retain(|name, _| name.eq_ignore_ascii_case(top));
                (Resource(object), entry)
            })
            .collect();
        keyed.sort_by(|(a, _), (b, _)| {
            let order = sort::compare(model, path, a, b);
            if self.descending { order.reverse() } else { order }
        });
        keyed.into_iter().map(|(_, entry)| entry).collect()
    }
}

/// Resources that can match, found by an index; each must still be asked. `None`: no index helps.
fn candidates(directory: &Directory, kind: ResourceKind, filter: &Filter) -> Option<Vec<Arc<Entry>>> {
    match filter {
        Filter::And(parts) => parts.iter().find_map(|part| candidates(directory, kind, part)),
        Filter::Or(parts) => {
            let mut all = Vec::new();
            for part in parts {
                all.append(&mut candidates(directory, kind, part)?);
            }
            all.sort_by_key(|entry| entry.seq);
            all.dedup_by_key(|entry| entry.seq);
            Some(all)
        }
        Filter::Compare(path, CompareOp::Eq, CompareValue::String(value)) => {
            let core = &directory.models().of(kind).core.id;
            if path
                .urn
                .as_deref()
                .is_some_and(|urn| !urn.eq_ignore_ascii_case(core))
            {
                return None;
            }
            by_index(
                directory,
                kind,
                &path.attribute,
                path.sub_attribute.as_deref(),
                value,
            )
        }
        Filter::ValuePath(path, inner) => match inner.as_ref() {
            Filter::Compare(sub, CompareOp::Eq, CompareValue::String(value)) => {
                by_index(directory, kind, &path.attribute, Some(&sub.attribute), value)
            }
            _ => None,
        },
        _ => None,
    }
}

fn by_index(
    directory: &Directory,
    kind: ResourceKind,
    attribute: &str,
    sub_attribute: Option<&str>,
    value: &str,
) -> Option<Vec<Arc<Entry>>> {
    let of = directory.of(kind);
    let sub_attribute = sub_attribute.map(str::to_ascii_lowercase);
    let mut found: Vec<Arc<Entry>> = match (
        kind,
        attribute.to_ascii_lowercase().as_str(),
        sub_attribute.as_deref(),
    ) {
        (_, "id", None) => of.get(value).into_iter().map(Arc::clone).collect(),
        (_, "externalid", None) => of.with_external_id(value).map(Arc::clone).collect(),
        (ResourceKind::User, "username", None)
        | (ResourceKind::Group, "displayname", None)
        | (ResourceKind::Role, "name", None) => of.with_key(&fold(value)).map(Arc::clone).collect(),
        (ResourceKind::Group, "members", Some("value")) => directory
            .links()
            .groups(value)
            .iter()
            .filter_map(|id| of.get(id))
            .map(Arc::clone)
            .collect(),
        (ResourceKind::User, "groups", Some("value")) => directory
            .links()
            .members(value)
            .filter_map(|id| of.get(id))
            .map(Arc::clone)
            .collect(),
        _ => return None,
    };
    found.sort_by_key(|entry| entry.seq);
    Some(found)
}

/// Which parts beside the stored ones a filter looks at.
#[derive(Default)]
struct Needs {
    meta: bool,
    related: bool,
}

impl Needs {
    fn look(&mut self, filter: &Filter) {
        match filter {
            Filter::And(parts) | Filter::Or(parts) => parts.iter().for_each(|part| self.look(part)),
            Filter::Not(inner) => self.look(inner),
            Filter::Compare(path, _, _) | Filter::Present(path) | Filter::ValuePath(path, _) => {
                self.meta |= path.attribute.eq_ignore_ascii_case("meta");
                self.related |= path.attribute.eq_ignore_ascii_case("groups")
                    || path.attribute.eq_ignore_ascii_case("members");
            }
        }
    }
}

fn make_case_sensitive(model: &mut ResourceModel) {
    fn exact(attributes: &mut [Attribute]) {
        for attribute in attributes {
            attribute.case_exact = true;
            exact(&mut attribute.sub_attributes);
        }
    }
    exact(&mut model.core.attributes);
    for (extension, _) in &mut model.extensions {
        exact(&mut extension.attributes);
    }
}
