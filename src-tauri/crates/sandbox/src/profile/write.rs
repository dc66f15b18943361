//! Quirks of create, replace, PATCH, delete and groups.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Create, replace, delete, identity and life cycle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WriteProfile {
    /// Q-ERR-03: several users may have the same userName.
    pub user_name_not_unique: bool,
    /// Q-FLT-05, Q-ERR-03: userNames that differ in case are different (django-scim2).
    pub user_name_case_sensitive: bool,
    /// Q-ERR-03: a create of a userName that exists succeeds and overwrites the user there.
    pub create_is_upsert: bool,
    /// Q-ERR-03: the status of that success (200; some say 201 as if the user were new).
    pub upsert_status: u16,
    /// Q-ERR-03: the status of a conflict (409; Canaille 500).
    pub conflict_status: u16,
    /// Q-ERR-01: a conflict carries no `scimType`.
    pub conflict_without_scim_type: bool,
    /// Q-ERR-03: what a successful create answers with.
    pub create_answer: CreateAnswer,
    /// The Location header of a 201 is missing (scimmy).
    pub without_location: bool,
    /// Q-ATT-05: the id is the value of this attribute, and changes with it (GitLab: externalId).
    pub id_equals: Option<String>,
    /// Q-ATT-05: what becomes of `externalId`.
    pub external_id: ExternalId,
    /// Q-LIF-01: `active` is never returned.
    pub active_not_returned: bool,
    /// Q-LIF-01: a user created without `active` is inactive (Jans).
    pub created_inactive: bool,
    /// Q-DEL-01: DELETE of a user only sets `active` to false (Slack).
    pub delete_deactivates: bool,
    /// Q-DEL-01: DELETE hides the user (404 from then on) but its userName stays taken (409).
    pub deleted_name_stays_taken: bool,
    /// Q-ATT-01: attributes a user must have beside userName, as paths.
    pub required: Vec<String>,
    /// Q-ATT-06: what becomes of attributes that no schema declares.
    pub undeclared: Undeclared,
    /// Q-ATT-06: top-level attributes (or extension URNs) that are dropped without a word.
    pub dropped: Vec<String>,
    /// Q-ATT-02: a userName of more characters is refused.
    pub user_name_max: Option<usize>,
    /// Q-ATT-02: other userNames are refused.
    pub user_name_kind: UserNameKind,
    /// Q-ATT-02: userName is stored in lower case.
    pub user_name_lowered: bool,
    /// Q-ATT-04: unset texts come back as "" and lists as one element of nulls.
    pub placeholders: bool,
    /// Q-ATT-04: the text that comes back for unset ones instead of "".
    pub placeholder: String,
    /// Q-ATT-04: attributes are returned under names of the server's own: name → path in the RFC, the parts joined by `/`.
    pub aliases: BTreeMap<String, String>,
    /// Q-ATT-04: `meta` is never returned.
    pub without_meta: bool,
    /// Q-PUT-01: PUT leaves attributes that the body lacks as they are.
    pub put_merges: bool,
    /// Q-PUT-01: PUT leaves attributes that the body lacks as they are, and removes those that are `null`.
    pub put_null_deletes: bool,
    /// Q-PUT-01: PUT of a user without `active` deactivates (Slack's documentation).
    pub put_deactivates: bool,
    /// Q-PUT-01: the status with which PUT is refused (405, 501).
    pub put_refused: Option<u16>,
    /// Q-DEL-01: `active = false` removes the user for good (Sentry, GitHub organizations).
    pub deactivate_destroys: bool,
    /// Q-LIF-01: an inactive user answers GET with 404 until activated again (Atlassian).
    pub gone_while_inactive: bool,
    /// Q-LIF-02: so many GETs by id after a PATCH show the state before it.
    pub stale_reads: u32,
    /// Q-ETG-01: ETags.
    pub etags: Etags,
    /// Q-ATT-03: e-mail addresses.
    pub emails: EmailProfile,
}

/// What userNames are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserNameKind {
    /// Any.
    Any,
    /// Those with an `@`.
    Email,
    /// Those without.
    Handle,
}

impl Default for WriteProfile {
    fn default() -> Self {
        Self {
            user_name_not_unique: false,
            user_name_case_sensitive: false,
            create_is_upsert: false,
            upsert_status: 200,
            conflict_status: 409,
            conflict_without_scim_type: false,
            create_answer: CreateAnswer::Resource,
            without_location: false,
            id_equals: None,
            external_id: ExternalId::Kept,
            active_not_returned: false,
            created_inactive: false,
            delete_deactivates: false,
            deleted_name_stays_taken: false,
            required: Vec::new(),
            undeclared: Undeclared::Refused,
            dropped: Vec::new(),
            user_name_max: None,
            user_name_kind: UserNameKind::Any,
            user_name_lowered: false,
            placeholders: false,
            placeholder: String::new(),
            aliases: BTreeMap::new(),
            without_meta: false,
            put_merges: false,
            put_null_deletes: false,
            put_deactivates: false,
            put_refused: None,
            deactivate_destroys: false,
            gone_while_inactive: false,
            stale_reads: 0,
            etags: Etags::Work,
            emails: EmailProfile::default(),
        }
    }
}

/// What becomes of e-mail addresses (Q-ATT-03).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EmailProfile {
    /// No more than so many are stored; the first ones stay (Slack 2, AWS 1).
    pub max: Option<usize>,
    /// More than `max` are refused with 400 instead of cut (AWS).
    pub above_refused: bool,
    /// `type` is not kept (Slack).
    pub without_type: bool,
    /// Whoever has a primary address keeps one: a write that leaves none is refused with 400 (Slack).
    pub primary_stays: bool,
}

/// What becomes of attributes that no schema declares (Q-ATT-06).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Undeclared {
    /// The request is refused with 400.
    #[default]
    Refused,
    /// They are stored and returned.
    Kept,
}

/// What a successful create answers with (Q-ERR-03).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreateAnswer {
    /// The resource.
    #[default]
    Resource,
    /// The resource without its id; the Location header is missing too.
    WithoutId,
    /// 201 without a body.
    Empty,
}

/// What becomes of `externalId` (Q-ATT-05).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExternalId {
    /// Kept and filterable.
    #[default]
    Kept,
    /// Accepted and dropped.
    Dropped,
    /// Kept; a filter on it is refused with 400.
    FilterRefused,
    /// Kept; a filter on it finds nothing.
    FilterEmpty,
}

/// ETags and If-Match (Q-ETG-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Etags {
    /// Sent, and If-Match decides.
    #[default]
    Work,
    /// Neither sent nor read.
    Off,
    /// Sent, but If-Match and If-None-Match are ignored.
    Ignored,
    /// PUT, PATCH and DELETE without If-Match are refused with 428.
    Required,
    /// Sent, and any If-Match is refused with 412, the very version that was sent too.
    NeverMatch,
}

/// PATCH.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PatchProfile {
    /// Q-PAT-01: PATCH is refused with this status (501, 405).
    pub refused: Option<u16>,
    /// Q-PAT-07: what a successful PATCH answers with.
    pub answer: PatchAnswer,
    /// Q-PAT-01: only these top-level attributes can be patched; others are refused with 400 (Zoom: active).
    pub only: Vec<String>,
    /// Q-PAT-03: paths with a value filter are refused with 400 (GitHub organizations).
    pub value_path_refused: bool,
    /// Q-PAT-03: value filters other than one `eq` are refused with 400 (AWS).
    pub value_path_eq_only: bool,
    /// Q-PAT-03: a value filter hits the element, and the others are gone afterwards (SCIM-SDK #668).
    pub value_path_removes_others: bool,
    /// Q-PAT-02: how an attribute is joined to its extension's URN.
    pub extension_separator: ExtensionSeparator,
    /// Q-PAT-02: paths of the server's own, letter by letter → those of the RFC, which are refused with 400.
    pub paths: BTreeMap<String, String>,
    /// Q-PAT-02: operations must have a path; without one 400.
    pub path_required: bool,
    /// Q-PAT-02: `add` and `replace` take no path, their value is an object with one attribute; 400 otherwise.
    pub pathless: bool,
    /// Q-PAT-02: `op` begins with a capital letter; in lower case 400 (GitLab's documentation).
    pub capital_op: bool,
    /// Q-PAT-02: booleans are written as texts, `"True"`; true and false are refused with 400.
    pub text_booleans: bool,
    /// Q-PAT-04: `members[value eq ID]` without quotes; with them 400 (Slack's documentation).
    pub members_unquoted: bool,
    /// Q-PAT-04: what `remove` with a `value` means, as Entra sends it for members.
    pub remove_with_value: RemoveWithValue,
    /// Q-PAT-06: more than this many operations in one request are refused with 400.
    pub max_operations: Option<usize>,
}

/// What a successful PATCH answers with (Q-PAT-07).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PatchAnswer {
    /// 200 with the resource.
    #[default]
    Resource,
    /// 204 without a body.
    NoContent,
    /// 200 with the resource as it was before.
    Stale,
    /// 200 with the resource, having done nothing.
    NothingDone,
}

/// What `{"op": "remove", "path": "members", "value": [...]}` means (Q-PAT-04).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemoveWithValue {
    /// 400: RFC 7644 §3.5.2.2 knows no value there.
    #[default]
    Refused,
    /// The value is ignored: all members are removed (SimpleIdServer, authentik).
    RemovesAll,
    /// The members listed are removed (scimmy, vouch).
    RemovesListed,
}

/// How an attribute is joined to its extension's URN in a PATCH path (Q-PAT-02).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExtensionSeparator {
    /// `urn:…:User:department`, RFC 7644 §3.10.
    #[default]
    Colon,
    /// `urn:…:User.department` only; the colon is refused with 400 (Slack, Webex).
    Dot,
}

/// Groups and their members.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GroupProfile {
    /// Q-GRP-01: `/Groups` does not exist.
    pub absent: bool,
    /// Q-GRP-02: where members are returned.
    pub members: Members,
    /// Q-GRP-02: `/Groups/{id}/Members` has them, page by page (Webex).
    pub sub_resource: Option<MemberPages>,
    /// Q-GRP-03: no more than this many members are returned, without a word.
    pub members_shown: Option<usize>,
    /// Q-PAT-06: more than this many members in one PATCH are refused with 400 (AWS: 100).
    pub max_member_changes: Option<usize>,
    /// Q-PUT-01: what PUT does with members.
    pub put_members: PutMembers,
    /// Q-GRP-01: verbs that groups do not have, refused with 405: `create`, `delete`, `rename`.
    pub without: Vec<String>,
    /// Q-GRP-05: what happens to members that do not exist.
    pub unknown_member: UnknownMember,
    /// Q-PAT-07: adding a member who is one already is refused with 409.
    pub repeated_add_refused: bool,
    /// Q-PAT-07: removing by value path who is no member is refused with 400 `noTarget`.
    pub absent_remove_refused: bool,
    /// Q-PAT-05: what a PATCH that replaces `members` does.
    pub replace_members: ReplaceMembers,
    /// Q-PAT-05: a PATCH that removes all `members`, or replaces them by none, is refused with 400 (AWS, SCIM-SDK).
    pub remove_all_refused: bool,
    /// Q-GRP-04: a write of a group while another one is under way is refused with this status (Webex 423, Slack 429).
    pub locked_with: Option<u16>,
    /// Q-GRP-04: a PATCH of a group works on the members that were there when the request came in: those who joined or
    /// left meanwhile are as before (scim-for-keycloak).
    pub loses_updates: bool,
    /// Q-GRP-06: a group as a member is refused with 400.
    pub nested_refused: bool,
    /// Q-GRP-06: names are stored with this before them (WSO2: the store).
    pub name_prefix: Option<String>,
    /// Q-GRP-06: members are not changed at the group: 400 (a membership is written on the user).
    pub members_read_only: bool,
}

/// What `{"op": "replace", "path": "members", …}` does (Q-PAT-05).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplaceMembers {
    /// Those listed are the members.
    #[default]
    Works,
    /// 400 (AWS).
    Refused,
    /// Those listed join, and nobody leaves (Indigo IAM).
    Added,
}

/// Where members are returned (Q-GRP-02).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Members {
    /// Everywhere.
    #[default]
    Returned,
    /// On GET by id, not in lists.
    NotInLists,
    /// Only when `attributes=members` asks for them.
    OnRequest,
    /// Never.
    Never,
}

/// The list of members below a group (Q-GRP-02).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MemberPages {
    /// Most members in a page, whatever `count` says.
    pub max: usize,
    /// `memberSize` is off by so many.
    pub size_off: i64,
    /// Every page is the first one.
    pub repeats: bool,
    /// Every page begins with the last member of the one before.
    pub overlaps: bool,
}

impl Default for MemberPages {
    fn default() -> Self {
        Self {
            max: 500,
            size_off: 0,
            repeats: false,
            overlaps: false,
        }
    }
}

/// What PUT of a group does with its members (Q-PUT-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PutMembers {
    /// They become those of the body, or none.
    #[default]
    Replaced,
    /// A body without members leaves them.
    Kept,
    /// They are not read.
    Ignored,
    /// A body with members is refused with 501 (Keycloak).
    Refused,
}

/// What happens to members that do not exist (Q-GRP-05).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownMember {
    /// 400 for the whole request.
    #[default]
    Refused,
    /// 404 for the whole request.
    NotFound,
    /// Left out without a word.
    Ignored,
}
