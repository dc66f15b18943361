//! What is in force about a server: where it departs from RFC 7644, as plain data. The default is the RFC.
//!
//! The client asks the dialect and never guesses from a name. Who builds a client decides what is in force; what the
//! client finds out at run time goes back as [`Observation`](crate::Observation)s under the same field paths.

mod field;
mod render;
mod write;

use std::collections::BTreeMap;

pub use write::{
    Deactivation, Deletion, ErrorDialect, EtagMode, GroupDialect, Lifecycle, MembersSource, PatchDialect,
    PutDialect, PutMembers, PutSemantics, RemoveMember, SubResource, ValuePath,
};

/// Where a server departs from the RFC, as far as the client itself must know.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dialect {
    /// Which SCIM it speaks.
    pub version: ScimVersion,
    /// Addresses of the base.
    pub base: BaseDialect,
    /// Headers and parameters of every request.
    pub http: HttpDialect,
    /// Lists, by resource type.
    pub list: ByType<ListDialect>,
    /// Sorting.
    pub sort: SortDialect,
    /// Filters.
    pub filter: FilterDialect,
    /// What known refusals mean.
    pub hints: Vec<Hint>,
    /// PATCH, by resource type.
    pub patch: ByType<PatchDialect>,
    /// PUT, by resource type.
    pub put: ByType<PutDialect>,
    /// Groups and their members.
    pub groups: GroupDialect,
    /// `resources.<Type>`: the verbs a type has; all without (Q-GRP-01).
    pub verbs: ByType<Option<Vec<String>>>,
    /// What DELETE and `active = false` really do.
    pub lifecycle: Lifecycle,
    /// What statuses mean.
    pub errors: ErrorDialect,
    /// `If-Match`.
    pub etag: EtagMode,
    /// `read.aliases`: the server's own name for an attribute → its path in the RFC, the parts joined by `/` (Q-ATT-04).
    pub aliases: BTreeMap<String, String>,
    /// `read.placeholders`: texts that the server shows where nothing is set (Q-ATT-04).
    pub placeholders: Vec<String>,
    /// `ids.equals`: the id is this attribute, and changes with it (Q-ATT-05).
    pub id_equals: Option<String>,
    /// `user.emails.max`: no more addresses than this are kept (Q-ATT-03).
    pub max_emails: Option<usize>,
    /// `user.userName.max`: no name of more characters is taken (Q-ATT-02).
    pub max_user_name: Option<usize>,
    /// `user.userName.kind`: what names are (Q-ATT-02).
    pub user_name: UserNameKind,
    /// `user.required`, `group.required`: what everybody new must have beyond the schema, as paths, by the name of the
    /// type (Q-ATT-01).
    pub required: BTreeMap<String, Vec<String>>,
}

/// What the userNames of a server are (Q-ATT-02).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UserNameKind {
    /// Anything.
    #[default]
    Any,
    /// Addresses.
    Address,
    /// Short names without an `@`.
    Handle,
}

impl Dialect {
    /// Whether a read with this status says that there is no such resource.
    pub fn says_gone(&self, status: Option<u16>) -> bool {
        status.is_some_and(|s| matches!(s, 404 | 410) || self.errors.not_found.contains(&s))
    }

    /// Whether a type has a verb: `list`, `get`, `create`, `put`, `patch`, `delete`.
    pub fn has_verb(&self, endpoint: &str, verb: &str) -> bool {
        let verbs = self.verbs.at(endpoint).as_ref();
        verbs.is_none_or(|verbs| verbs.iter().any(|v| v.eq_ignore_ascii_case(verb)))
    }
}

/// One value for each resource type, named by the last part of its endpoint (`Users`), and one for the others.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ByType<T> {
    /// For every type that has none of its own (`"*"` in a preset).
    pub others: T,
    /// By endpoint without its slash; case ignored.
    pub of: BTreeMap<String, T>,
}

impl<T> ByType<T> {
    /// The value for an endpoint, `/Users` or `Users`.
    pub fn at(&self, endpoint: &str) -> &T {
        let name = type_name(endpoint);
        self.of
            .iter()
            .find_map(|(known, value)| known.eq_ignore_ascii_case(name).then_some(value))
            .unwrap_or(&self.others)
    }
}

impl<T: Clone> ByType<T> {
    /// The value of one type to change, begun with that of the others; `*` is that of the others itself.
    pub fn at_mut(&mut self, endpoint: &str) -> &mut T {
        let name = type_name(endpoint);
        if name == "*" {
            return &mut self.others;
        }
        let known = self.of.keys().find(|known| known.eq_ignore_ascii_case(name));
        let key = known.cloned().unwrap_or_else(|| name.to_owned());
        self.of.entry(key).or_insert_with(|| self.others.clone())
    }
}

/// How a resource type is named in field paths (`list.Users.index`): its endpoint without the slash.
pub fn type_name(endpoint: &str) -> &str {
    endpoint.trim_start_matches('/')
}

/// Which SCIM a server speaks (`base.scim_version`, Q-VER-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ScimVersion {
    /// RFC 7643 and RFC 7644.
    #[default]
    V2,
    /// The drafts before.
    V1,
}

/// Addresses (`base.*`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BaseDialect {
    /// `base.trailing_slash`: paths end in a slash (Q-URL-01).
    pub trailing_slash: bool,
}

/// A header with a media type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum MediaType {
    /// What the client sends by itself.
    #[default]
    Usual,
    /// None at all.
    Off,
    /// This one.
    This(String),
}

/// Headers and parameters (`http.*`, Q-HTTP-01). Secrets do not belong here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HttpDialect {
    /// `http.accept`.
    pub accept: MediaType,
    /// `http.accept_delete`: for DELETE.
    pub accept_delete: MediaType,
    /// `http.content_type`: of bodies.
    pub content_type: MediaType,
    /// `http.headers`.
    pub headers: Vec<(String, String)>,
    /// `http.query`.
    pub query: Vec<(String, String)>,
}

/// How lists of one resource type are read (`list.<Type>.*`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListDialect {
    /// `mode` (Q-PAG-03).
    pub paging: Paging,
    /// `count.max`: more are not asked for at a time (Q-PAG-01).
    pub max_count: Option<u64>,
    /// `count`: the parameter may not be sent.
    pub no_count: bool,
    /// `index` (Q-PAG-02).
    pub index: Index,
    /// `hard_cap`: no list has more, however many there are (Q-PAG-04).
    pub hard_cap: Option<u64>,
    /// `total_results` (Q-PAG-05).
    pub total: Total,
    /// `unfiltered` (Q-PAG-06).
    pub unfiltered: Unfiltered,
    /// `stable_order = false`: pages of one reading may skip rows (Q-PAG-07).
    pub unstable_order: bool,
    /// `projection` (Q-PRJ-01).
    pub projection: ProjectionSupport,
    /// `complete_rows = false`: a row lacks what the resource by itself has (Q-PRJ-02).
    pub partial_rows: bool,
    /// What the rows and their number are called, where that is not `Resources` and `totalResults` (Q-GRP-02).
    pub keys: Option<RowKeys>,
}

/// The names of what a list is made of, where it is no ListResponse: `groups.sub_resource`. Its rows are members, known
/// by their `value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowKeys {
    /// `items_key`.
    pub rows: String,
    /// `size_key`: how many there are in all.
    pub total: Option<String>,
}

/// How one gets from a page to the next. Parameters of one way are never sent in another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Paging {
    /// `startIndex` and `count`, RFC 7644 §3.4.2.4.
    #[default]
    Index,
    /// `cursor` and `count`, RFC 9865.
    Cursor(CursorPaging),
    /// The id at which the next page starts (SAP Identity Authentication).
    StartId(StartIdPaging),
    /// There is one page.
    None,
}

/// `cursor.*` of a preset, for cursors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CursorPaging {
    /// Name of the parameter.
    pub param: String,
    /// The first request carries an empty cursor to opt in (RFC 9865 §2.2; AWS).
    pub opt_in_empty: bool,
    /// Member of the answer with the next cursor.
    pub next_key: String,
    /// `count` may not be sent with a cursor.
    pub no_count: bool,
}

impl Default for CursorPaging {
    fn default() -> Self {
        Self {
            param: "cursor".to_owned(),
            opt_in_empty: true,
            next_key: "nextCursor".to_owned(),
            no_count: false,
        }
    }
}

/// `cursor.*` of a preset, for ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartIdPaging {
    /// Name of the parameter.
    pub param: String,
    /// Its first value.
    pub first: String,
    /// Member of the answer with the next id.
    pub next_key: String,
    /// The value that says that there is no further page.
    pub end: String,
}

impl Default for StartIdPaging {
    fn default() -> Self {
        Self {
            param: "startId".to_owned(),
            first: "initial".to_owned(),
            next_key: "nextId".to_owned(),
            end: "end".to_owned(),
        }
    }
}

/// What `startIndex` means (Q-PAG-02).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Index {
    /// The number of the first row, counted from 1.
    #[default]
    Honoured,
    /// Nothing: every page is the first.
    Ignored,
    /// The number of the page, counted from 1.
    Pages,
    /// The number of the first row, counted from 0.
    ZeroBased,
}

/// What `totalResults` is worth (Q-PAG-05).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Total {
    /// Not known: one request past the apparent end makes sure.
    #[default]
    Unproven,
    /// The truth: no such request.
    Exact,
    /// The number on this page, too low, or with duplicates: proves nothing.
    Wrong,
}

/// What a list without a filter holds (Q-PAG-06).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unfiltered {
    /// Everything.
    #[default]
    Full,
    /// Only what was made over SCIM, or without guests.
    Partial,
    /// Nothing.
    Empty,
    /// A refusal.
    Refused,
}

/// Which of `attributes` and `excludedAttributes` may be sent (Q-PRJ-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ProjectionSupport {
    /// One of the two (RFC 7644 §3.9).
    #[default]
    OneOf,
    /// `attributes` only.
    AttributesOnly,
    /// `excludedAttributes` only.
    ExcludedOnly,
    /// Neither.
    Neither,
}

/// Sorting (`sort.*`, Q-PRJ-01).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SortDialect {
    /// The server is known not to sort: it is not asked to.
    pub off: bool,
    /// The attributes it sorts by; all without.
    pub attributes: Option<Vec<String>>,
}

/// Filters (`filter.*`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterDialect {
    /// `filter.<Type>`.
    pub of: ByType<TypeFilters>,
    /// `unsupported` (Q-FLT-02, Q-FLT-03).
    pub unsupported: UnsupportedFilter,
    /// `parenthesise`: clauses of a mixed expression are put in parentheses (Q-FLT-04).
    pub parenthesise: bool,
    /// `value_case = "exact"`: values are compared with case whatever the schema says (Q-FLT-05).
    pub exact_case: bool,
    /// `max_length`: most characters (Q-FLT-06).
    pub max_length: Option<usize>,
    /// `max_nodes`: most comparisons and operators (Q-FLT-06).
    pub max_nodes: Option<usize>,
    /// `unsafe_chars`: values with one of them are not sent (Q-FLT-06).
    pub unsafe_chars: String,
    /// Values outside ASCII are not sent.
    pub ascii_only: bool,
    /// `alias`: the server's own name for an attribute (Q-FLT-01).
    pub alias: BTreeMap<String, String>,
}

impl Default for FilterDialect {
    fn default() -> Self {
        Self {
            of: ByType::default(),
            unsupported: UnsupportedFilter::default(),
            // It means the same to every server that reads RFC 7644, and the right thing to some that do not.
            parenthesise: true,
            exact_case: false,
            max_length: None,
            max_nodes: None,
            unsafe_chars: String::new(),
            ascii_only: false,
            alias: BTreeMap::new(),
        }
    }
}

/// Which filters one resource type takes (`filter.<Type>.*`, Q-FLT-01, Q-FLT-04).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TypeFilters {
    /// Operators by attribute; `"*"` is any attribute or any operator. All without.
    pub attributes: Option<BTreeMap<String, Vec<String>>>,
    /// How comparisons may be joined.
    pub combine: Combine,
    /// With [`Combine::Fixed`]: the sets of attributes that may be joined by `and`.
    pub fixed: Vec<Vec<String>>,
}

/// How comparisons may be joined (Q-FLT-04).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Combine {
    /// `and`, `or`, `not`, groups.
    #[default]
    Full,
    /// Not at all.
    None,
    /// By `and` only.
    And,
    /// By `or` only.
    Or,
    /// By `and` or `or`, without `not`.
    AndOr,
    /// By `and` between the attributes of a fixed set.
    Fixed,
}

/// What happens to a filter that the server does not take (Q-FLT-01 to Q-FLT-03).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UnsupportedFilter {
    /// A refusal.
    #[default]
    Refused,
    /// 200 with nothing.
    Empty,
    /// 200 with everything.
    Ignored,
}

/// What a known refusal means (`errors.hints`, Q-URL-03).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hint {
    /// HTTP status.
    pub status: u16,
    /// Text the body contains, case ignored; empty for any.
    pub contains: String,
    /// What to do.
    pub say: String,
    /// The same in other languages: language → text.
    pub say_in: BTreeMap<String, String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_without_an_entry_of_its_own_takes_the_one_for_all() {
        let mut list: ByType<ListDialect> = ByType::default();
        list.others.max_count = Some(50);
        list.of.insert("Groups".into(), ListDialect::default());
        assert_eq!(list.at("/Users").max_count, Some(50));
        assert_eq!(
            list.at("/groups").max_count,
            None,
            "its own entry, whatever the case"
        );
    }
}
