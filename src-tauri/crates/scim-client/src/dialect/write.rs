//! How a server wants writes: the tables `patch`, `put` and `groups` of what is in force, as plain data.

use std::collections::BTreeMap;

/// PATCH for one resource type (`patch.<Type>.*`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PatchDialect {
    /// `supported = "no"`: there is none (Q-PAT-01).
    pub off: bool,
    /// `style = "pathless"`: values stand in an object instead of behind a path (Q-PAT-02).
    pub pathless: bool,
    /// `max_ops`, and 1 for `multi_op = false`: most operations in one request (Q-PAT-06).
    pub max_ops: Option<usize>,
    /// `allow_paths`: only these can be changed; all when empty (Q-PAT-01).
    pub allow_paths: Vec<String>,
    /// `value_path` (Q-PAT-03).
    pub value_path: ValuePath,
    /// `ext_separator = "."`: `urn:…:User.department` instead of the colon of RFC 7644 §3.10 (Q-PAT-02).
    pub dot_extension: bool,
    /// `path_overrides`: what stands for a path, letter by letter (Q-PAT-02).
    pub path_overrides: BTreeMap<String, String>,
    /// `op_case = "capital"`: `Replace` instead of `replace` (Q-PAT-02).
    pub capital_op: bool,
    /// `booleans = "text"`: `"True"` instead of `true` (Q-PAT-02).
    pub text_booleans: bool,
}

/// Which paths with a value filter a server takes (Q-PAT-03).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ValuePath {
    /// All of RFC 7644 §3.5.2.
    #[default]
    Full,
    /// Only `[attribute eq "value"]`.
    EqOnly,
    /// None: it refuses them, or changes the wrong element.
    None,
}

/// PUT for one resource type (`put.<Type>.*`, Q-PUT-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PutDialect {
    /// `supported = false`: there is none.
    pub off: bool,
    /// `semantics`.
    pub semantics: PutSemantics,
    /// `members`: what becomes of a group's members.
    pub members: PutMembers,
}

/// What PUT does with attributes that the body lacks (Q-PUT-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PutSemantics {
    /// They are removed, RFC 7644 §3.5.1.
    #[default]
    Overwrite,
    /// They stay; nothing can be removed.
    Merge,
    /// They stay; `null` removes.
    NullDeletes,
}

/// What PUT of a group does with its members (Q-PUT-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PutMembers {
    /// Those the body lacks leave.
    #[default]
    Wipe,
    /// A body without members leaves them as they are.
    Keep,
    /// Members in the body are not read.
    Ignore,
    /// A body with members is refused.
    Reject,
}

/// Groups (`groups.*`), as far as requests differ.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GroupDialect {
    /// `remove_member` (Q-PAT-04).
    pub remove_member: RemoveMember,
    /// `reverse_filter`: the filter that finds a group's members among the users, with `{id}` for the group (Q-GRP-02).
    pub reverse_filter: Option<String>,
    /// `rename = false` (Q-GRP-01).
    pub no_rename: bool,
    /// `members_source` (Q-GRP-02).
    pub members: MembersSource,
    /// `sub_resource`: where the members are by themselves (Q-GRP-02).
    pub sub_resource: SubResource,
    /// `inline_cap`: no more members than this are shown in a group (Q-GRP-03).
    pub inline_cap: Option<usize>,
    /// `replace_members`: a PATCH that replaces them is refused, or only adds (Q-PAT-05).
    pub no_replace: bool,
    /// `remove_all = "no"` (Q-PAT-05).
    pub no_remove_all: bool,
    /// `nested = false`: groups are no members (Q-GRP-06).
    pub no_nesting: bool,
    /// `write_via = "user"`: members are not changed at the group (Q-GRP-06).
    pub via_user: bool,
}

/// Where the members of a group are (Q-GRP-02).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MembersSource {
    /// In the group; a group that shows none is asked for them by name.
    #[default]
    Inline,
    /// In the group, when asked for by name.
    Ask,
    /// In a list of their own below the group.
    SubResource,
    /// With the users: a filter finds those of a group.
    ReverseFilter,
    /// Nowhere.
    Nowhere,
}

/// The list of a group's members (`groups.sub_resource.*`; Webex).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubResource {
    /// `path`, with `{id}` for the group.
    pub path: String,
    /// `items_key`.
    pub items_key: String,
    /// `size_key`; `None`: it does not say how many there are.
    pub size_key: Option<String>,
    /// `max`: more are not asked for at a time.
    pub max: Option<u64>,
}

impl Default for SubResource {
    fn default() -> Self {
        Self {
            path: "/Groups/{id}/Members".to_owned(),
            items_key: "members".to_owned(),
            size_key: None,
            max: None,
        }
    }
}

/// What DELETE and `active = false` really do (`lifecycle.*`, Q-DEL-01, Q-LIF-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lifecycle {
    /// `delete_user`.
    pub delete_user: Option<Deletion>,
    /// `delete_group`.
    pub delete_group: Option<Deletion>,
    /// `deactivate`.
    pub deactivate: Option<Deactivation>,
    /// `gone_after_deactivate`: an inactive user cannot be read until activated again.
    pub gone_after_deactivate: bool,
}

/// What DELETE does (Q-DEL-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deletion {
    /// Removes.
    Hard,
    /// Deactivates.
    Soft,
    /// Removes what nothing brings back.
    Irreversible,
    /// Ends the membership; the account stays elsewhere.
    Membership,
    /// Nothing.
    Nothing,
}

/// What `active = false` does (Q-DEL-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deactivation {
    /// Suspends; `true` brings it back.
    Suspend,
    /// Takes the access away, which the server may not give back by itself.
    RemoveAccess,
    /// Deletes.
    Destroy,
    /// Nothing.
    Nothing,
}

/// What statuses mean (`errors.*`, Q-ERR-02, Q-ERR-03).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ErrorDialect {
    /// `duplicate`: besides 409, what a create of something that exists answers with.
    pub duplicate: Vec<u16>,
    /// `not_found`: besides 404 and 410, what a read of something that does not exist answers with.
    pub not_found: Vec<u16>,
}

/// Whether `If-Match` is sent (`etag.mode`, Q-ETG-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EtagMode {
    /// With writes of one entry, when the server gave a version.
    #[default]
    Optional,
    /// Never.
    Off,
    /// With every write, those of members too.
    Required,
}

/// How one member is taken out (Q-PAT-04). Only the first form is understood by nobody as "all of them".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RemoveMember {
    /// `members[value eq "id"]`, RFC 7644 §3.5.2.2.
    #[default]
    ValuePath,
    /// `members[value eq id]` (Slack's documentation).
    ValuePathUnquoted,
    /// `"path": "members", "value": [{"value": "id"}]`, as Entra sends it. A server that follows the RFC removes all
    /// members: only where it was proven or set by hand.
    ValueArray,
}
