//! The resource types the sandbox serves.

mod build;
mod role;
mod workforce;

use rollcall_scim::{Mutability, ResourceModel};
use serde::{Deserialize, Serialize};

/// URN of the extension that seasonal work adds to a user.
pub const WORKFORCE: &str = "urn:example:params:scim:schemas:extension:workforce:2.0:User";
/// URN of the custom resource type's core schema.
pub const ROLE: &str = "urn:example:params:scim:schemas:core:2.0:Role";

/// A kind of resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ResourceKind {
    /// `/Users`, RFC 7643 §4.1, with the enterprise and the workforce extension.
    User,
    /// `/Groups`, RFC 7643 §4.2.
    Group,
    /// `/Roles`, a resource type no RFC knows.
    Role,
}

impl ResourceKind {
    /// All kinds, in the order in which `/ResourceTypes` lists them.
    pub const ALL: [Self; 3] = [Self::User, Self::Group, Self::Role];

    /// The resource type's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Group => "Group",
            Self::Role => "Role",
        }
    }

    /// The endpoint below the base, with its leading slash.
    pub fn endpoint(self) -> &'static str {
        match self {
            Self::User => "/Users",
            Self::Group => "/Groups",
            Self::Role => "/Roles",
        }
    }

    /// The kind with this endpoint, given without its slash. Paths mind case.
    pub(crate) fn of_endpoint(segment: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.endpoint().get(1..) == Some(segment))
    }

    /// The kind with this name.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// The models of all kinds, made once.
#[derive(Debug)]
pub(crate) struct Models {
    models: [ResourceModel; 3],
}

impl Models {
    pub(crate) fn new() -> Self {
        let mut user = ResourceModel::user();
        user.extensions.push((workforce::schema(), false));
        let role = ResourceModel {
            name: "Role".into(),
            endpoint: "/Roles".into(),
            core: role::schema(),
            extensions: Vec::new(),
        };
        let mut group = ResourceModel::group();
        // RFC 7643 §2.4: the default sub-attribute `display` is read-only. Here it is the member's name.
        let members = group.core.attributes.iter_mut().find(|a| a.name == "members");
        for part in members.into_iter().flat_map(|a| &mut a.sub_attributes) {
            if part.name == "display" {
                part.mutability = Mutability::ReadOnly;
            }
        }
        Self {
            models: [user, group, role],
        }
    }

    pub(crate) fn of(&self, kind: ResourceKind) -> &ResourceModel {
        let [user, group, role] = &self.models;
        match kind {
            ResourceKind::User => user,
            ResourceKind::Group => group,
            ResourceKind::Role => role,
        }
    }
}
