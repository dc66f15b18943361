//! From the stored form to JSON.

use rollcall_scim::Resource;
use serde_json::{Map, Value};

use super::Directory;
use super::entry::Entry;
use crate::ResourceKind;

/// Which of the parts that are not stored are written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View {
    /// `meta`.
    pub(crate) meta: bool,
    /// A user's `groups`, a group's `members`.
    pub(crate) related: bool,
    /// At most so many members.
    pub(crate) members_shown: usize,
    /// Locations begin with `/scim/v2` instead of the whole base URL.
    pub(crate) relative: bool,
    /// `meta.version`.
    pub(crate) version: bool,
}

impl View {
    /// Everything, as the RFC says.
    pub(crate) const WHOLE: Self = Self {
        meta: true,
        related: true,
        members_shown: usize::MAX,
        relative: false,
        version: true,
    };
}

impl Directory {
    /// Writes the resource's JSON.
    pub(crate) fn write(&self, kind: ResourceKind, entry: &Entry, view: View, out: &mut Vec<u8>) {
        let root = self.root(view.relative);
        // The stored object always has an id, so what follows always needs a comma.
        out.extend_from_slice(entry.body.strip_suffix(b"}").unwrap_or_default());
        if view.related {
            match kind {
                ResourceKind::User => self.write_groups(root, &entry.id, out),
                ResourceKind::Group => self.write_members(root, &entry.id, view.members_shown, out),
                ResourceKind::Role => {}
            }
        }
        if view.meta {
            out.extend_from_slice(b",\"meta\":{\"resourceType\":\"");
            out.extend_from_slice(kind.name().as_bytes());
            out.extend_from_slice(b"\",\"created\":\"");
            out.extend_from_slice(entry.created.as_bytes());
            out.extend_from_slice(b"\",\"lastModified\":\"");
            out.extend_from_slice(entry.modified.as_bytes());
            out.extend_from_slice(b"\",\"location\":");
            text(&self.location(kind, &entry.id, view.relative), out);
            if view.version {
                out.extend_from_slice(b",\"version\":");
                text(&self.etag(entry), out);
            }
            out.push(b'}');
        }
        out.push(b'}');
    }

    /// The resource as an object.
    pub(crate) fn object(&self, kind: ResourceKind, entry: &Entry, view: View) -> Map<String, Value> {
        let mut bytes = Vec::with_capacity(entry.body.len() + 512);
        self.write(kind, entry, view, &mut bytes);
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    /// The resource with all its parts, whatever a profile hides.
    pub(crate) fn resource(&self, kind: ResourceKind, entry: &Entry) -> Resource {
        Resource(self.object(kind, entry, View::WHOLE))
    }

    /// Every resource of a kind, in the order of creation.
    pub(crate) fn everything(&self, kind: ResourceKind) -> Vec<Resource> {
        self.of(kind)
            .entries()
            .iter()
            .map(|entry| self.resource(kind, entry))
            .collect()
    }

    /// `meta.location`, RFC 7643 §3.1.
    pub(crate) fn location(&self, kind: ResourceKind, id: &str, relative: bool) -> String {
        format!("{}{}/{id}", self.root(relative), kind.endpoint())
    }

    /// `meta.version` and ETag. The second number counts changes of the memberships, which are part
    /// of what is returned but not of what is written.
    pub(crate) fn etag(&self, entry: &Entry) -> String {
        match self.links.changes(&entry.id) {
            0 => format!("W/\"{}\"", entry.version),
            changes => format!("W/\"{}.{changes}\"", entry.version),
        }
    }

    fn root(&self, relative: bool) -> &str {
        if relative { self.path() } else { self.base() }
    }

    fn write_groups(&self, root: &str, user: &str, out: &mut Vec<u8>) {
        let groups = self.links.groups(user);
        if groups.is_empty() {
            return;
        }
        out.extend_from_slice(b",\"groups\":[");
        for (n, group) in groups.iter().enumerate() {
            let display = self.of(ResourceKind::Group).get(group).map_or("", |g| &g.display);
            reference(n, root, "/Groups/", group, display, "direct", out);
        }
        out.push(b']');
    }

    fn write_members(&self, root: &str, group: &str, shown: usize, out: &mut Vec<u8>) {
        if self.links.size(group) == 0 {
            return;
        }
        out.extend_from_slice(b",\"members\":[");
        for (n, member) in self.links.members(group).take(shown).enumerate() {
            match self.of(ResourceKind::User).get(member) {
                Some(user) => reference(n, root, "/Users/", member, &user.display, "User", out),
                None => {
                    let display = self
                        .of(ResourceKind::Group)
                        .get(member)
                        .map_or("", |g| &g.display);
                    reference(n, root, "/Groups/", member, display, "Group", out);
                }
            }
        }
        out.push(b']');
    }
}

fn reference(n: usize, root: &str, path: &str, id: &str, display: &str, kind: &str, out: &mut Vec<u8>) {
    if n > 0 {
        out.push(b',');
    }
    out.extend_from_slice(b"{\"value\":");
    text(id, out);
    out.extend_from_slice(b",\"$ref\":");
    let mut uri = String::with_capacity(root.len() + path.len() + id.len());
    uri.push_str(root);
    uri.push_str(path);
    uri.push_str(id);
    text(&uri, out);
    out.extend_from_slice(b",\"display\":");
    text(display, out);
    out.extend_from_slice(b",\"type\":\"");
    out.extend_from_slice(kind.as_bytes());
    out.extend_from_slice(b"\"}");
}

/// A JSON string.
fn text(value: &str, out: &mut Vec<u8>) {
    if value.bytes().all(|b| b >= 0x20 && b != b'"' && b != b'\\') {
        out.push(b'"');
        out.extend_from_slice(value.as_bytes());
        out.push(b'"');
    } else {
        out.extend_from_slice(Value::from(value).to_string().as_bytes());
    }
}
