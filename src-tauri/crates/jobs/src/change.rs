//! What one operation changes on the server. Absolute values only: sending it twice gives the same.

use rollcall_scim::Resource;
use rollcall_scim::patch::PatchOperation;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use zeroize::Zeroizing;

use crate::state::words;

words!(
    /// The kind of an operation; decides how its answers are read and which rate bucket it draws from.
    OpKind {
        /// POST of a new resource.
        Create = "create",
        /// PUT of a whole resource.
        Replace = "replace",
        /// PATCH of some attributes.
        Patch = "patch",
        /// PATCH active = true.
        Activate = "activate",
        /// PATCH active = false.
        Deactivate = "deactivate",
        /// DELETE.
        Delete = "delete",
        /// One member to be added to a group; travels in a chunk, never alone.
        AddMember = "add_member",
        /// A chunk: one PATCH that adds up to 100 members to one group.
        AddMembers = "add_members",
        /// One member to be taken out of a group; travels in a chunk, never alone.
        RemoveMember = "remove_member",
        /// A chunk: one PATCH that takes up to 100 members out of one group, each by its value.
        RemoveMembers = "remove_members",
    }
);

impl OpKind {
    /// Whether an operation of this kind travels only inside a chunk.
    pub const fn travels_in_chunk(self) -> bool {
        matches!(self, Self::AddMember | Self::RemoveMember)
    }

    /// Whether it is a chunk, made by the queue itself.
    pub const fn is_chunk(self) -> bool {
        matches!(self, Self::AddMembers | Self::RemoveMembers)
    }
}

/// Which way members go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Membership {
    /// Into the group.
    Join,
    /// Out of the group. `seen`: the plan saw each of them in it, so that a group that shows nobody any more proves
    /// that they have left, and is not taken for one whose server shows no members.
    Leave {
        /// See above.
        seen: bool,
    },
}

/// The resource as the plan saw it: what the target is compared with just before it is sent, and what
/// an undo would restore.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Base {
    /// The whole resource, as read.
    pub resource: Resource,
    /// Its ETag, when the server gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// What the plan knows about the absence of a person to be created.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preflight {
    /// A complete walk at this time (ms since 1970) did not show the user name.
    Absent {
        /// When the walk began.
        at_ms: i64,
    },
    /// Not known; a look-up precedes the create.
    Unknown,
}

/// Who becomes a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberRef {
    /// A resource that exists, by its server id.
    Id(String),
    /// The resource created by the operation at this index of the same row.
    CreatedBy(usize),
}

/// What an operation does, with all it needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// POST `body`.
    Create {
        /// The whole new resource. Attributes that are `returned: never` hold a placeholder here and
        /// come as [`SecretAt`] beside it.
        body: Resource,
        /// What is known of its absence.
        preflight: Preflight,
    },
    /// PUT `body` over `id`.
    Replace {
        /// The server's id.
        id: String,
        /// The whole resource as wanted.
        body: Resource,
        /// As planned on.
        base: Base,
    },
    /// PATCH `id`. `message` is a whole PatchOp message (RFC 7644 §3.5.2).
    Patch {
        /// The server's id.
        id: String,
        /// `{"schemas":[…],"Operations":[…]}` with absolute values; no `members`.
        message: Value,
        /// As planned on.
        base: Base,
    },
    /// PATCH `active` to true.
    Activate {
        /// The server's id.
        id: String,
        /// As planned on.
        base: Base,
    },
    /// PATCH `active` to false.
    Deactivate {
        /// The server's id.
        id: String,
        /// As planned on.
        base: Base,
    },
    /// DELETE `id`. The base proves the identity and is what an undo would need.
    Delete {
        /// The server's id.
        id: String,
        /// As planned on.
        base: Base,
    },
    /// Add one member to the group `group_id`. The queue gathers these per group.
    AddMember {
        /// The group's server id.
        group_id: String,
        /// Who.
        member: MemberRef,
    },
    /// A chunk, made by the queue itself: one PATCH with these members.
    AddMembers {
        /// The group's server id.
        group_id: String,
        /// The member ids.
        members: Vec<String>,
    },
    /// Take one member out of the group `group_id`. The queue gathers these per group.
    RemoveMember {
        /// The group's server id.
        group_id: String,
        /// Who, as the group names it in `members[].value`.
        member: String,
        /// The plan saw the member in the group.
        #[serde(default)]
        seen: bool,
    },
    /// A chunk, made by the queue itself: one PATCH that takes these members out, each by its value. Never a
    /// replacement of `members`.
    RemoveMembers {
        /// The group's server id.
        group_id: String,
        /// The members' values.
        members: Vec<String>,
        /// The plan saw each of them in the group.
        #[serde(default)]
        seen: bool,
    },
}

impl Change {
    /// A chunk of members of one group.
    pub const fn chunk(way: Membership, group_id: String, members: Vec<String>) -> Self {
        match way {
            Membership::Join => Self::AddMembers { group_id, members },
            Membership::Leave { seen } => Self::RemoveMembers {
                group_id,
                members,
                seen,
            },
        }
    }

    /// The group and the way, of a chunk and of a single membership.
    pub fn membership(&self) -> Option<(&str, Membership)> {
        match self {
            Self::AddMember { group_id, .. } | Self::AddMembers { group_id, .. } => {
                Some((group_id, Membership::Join))
            }
            Self::RemoveMember { group_id, seen, .. } | Self::RemoveMembers { group_id, seen, .. } => {
                Some((group_id, Membership::Leave { seen: *seen }))
            }
            _ => None,
        }
    }

    /// The member of a single membership, where its id is known already.
    pub fn member(&self) -> Option<&str> {
        match self {
            Self::AddMember {
                member: MemberRef::Id(id),
                ..
            } => Some(id),
            Self::RemoveMember { member, .. } => Some(member),
            _ => None,
        }
    }

    /// A PATCH of these operations.
    pub fn patch(id: impl Into<String>, operations: &[PatchOperation], base: Base) -> Self {
        Self::Patch {
            id: id.into(),
            message: PatchOperation::to_message(operations),
            base,
        }
    }

    /// Its kind.
    pub const fn kind(&self) -> OpKind {
        match self {
            Self::Create { .. } => OpKind::Create,
            Self::Replace { .. } => OpKind::Replace,
            Self::Patch { .. } => OpKind::Patch,
            Self::Activate { .. } => OpKind::Activate,
            Self::Deactivate { .. } => OpKind::Deactivate,
            Self::Delete { .. } => OpKind::Delete,
            Self::AddMember { .. } => OpKind::AddMember,
            Self::AddMembers { .. } => OpKind::AddMembers,
            Self::RemoveMember { .. } => OpKind::RemoveMember,
            Self::RemoveMembers { .. } => OpKind::RemoveMembers,
        }
    }

    /// The resource it writes to.
    pub fn target(&self) -> Target {
        match self {
            Self::Create { body, .. } => {
                let name = body
                    .user_name()
                    .or_else(|| body.display_name())
                    .or_else(|| body.external_id());
                // Two nameless resources are two targets, unless they are the same in everything.
                Target::New(name.map_or_else(|| body.to_value().to_string(), fold))
            }
            Self::Replace { id, .. }
            | Self::Patch { id, .. }
            | Self::Activate { id, .. }
            | Self::Deactivate { id, .. }
            | Self::Delete { id, .. } => Target::Existing(id.clone()),
            Self::AddMember { group_id, .. }
            | Self::AddMembers { group_id, .. }
            | Self::RemoveMember { group_id, .. }
            | Self::RemoveMembers { group_id, .. } => Target::Existing(group_id.clone()),
        }
    }

    /// The resource as planned on, where there is one.
    pub const fn base(&self) -> Option<&Base> {
        match self {
            Self::Replace { base, .. }
            | Self::Patch { base, .. }
            | Self::Activate { base, .. }
            | Self::Deactivate { base, .. }
            | Self::Delete { base, .. } => Some(base),
            Self::Create { .. }
            | Self::AddMember { .. }
            | Self::AddMembers { .. }
            | Self::RemoveMember { .. }
            | Self::RemoveMembers { .. } => None,
        }
    }
}

/// The resource an operation writes to. One operation at a time, whichever job it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Target {
    /// Not on the server yet: the folded user name (or display name) it will have.
    New(String),
    /// On the server, by id.
    Existing(String),
}

impl Target {
    /// The key in the store.
    pub fn key(&self) -> String {
        match self {
            Self::New(name) => format!("new:{name}"),
            Self::Existing(id) => format!("id:{id}"),
        }
    }
}

/// A name folded for comparison (RFC 7643 §4.1.1: userName is case-insensitive).
pub fn fold(name: &str) -> String {
    name.trim().to_lowercase()
}

/// A secret's text: wiped when dropped, absent from `Debug` output.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretValue(pub Zeroizing<String>);

impl SecretValue {
    /// Takes the text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }
}

impl std::fmt::Debug for SecretValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretValue(…)")
    }
}

/// A secret of a change and where it belongs. The change itself holds [`SecretAt::PLACEHOLDER`] there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretAt {
    /// JSON pointer (RFC 6901) into the create or replace body, or into the PATCH message.
    pub pointer: String,
    /// The value to send.
    pub value: SecretValue,
}

impl SecretAt {
    /// What stands in a body, a cell, a plan or an export in place of a secret.
    pub const PLACEHOLDER: &'static str = "was given";
}
