//! The sandbox as a product is as strict as that product's preset says: each fact that a profile can have is what the
//! profile of the same name (`presets/ID.toml`) does. What no profile can have is listed with the reason.

use rollcall_presets::{Library, Preset, Value};
use rollcall_sandbox::Profile;
use rollcall_sandbox::profile::{
    ErrorBody, Etags, ExtensionSeparator, Filtering, Logic, Members, PagingMode, PatchAnswer, PutMembers,
    RemoveWithValue, ReplaceMembers, Support, TotalResults, UnknownMember,
};

/// Facts that no profile has, or only one for all types, and why.
const NOT_THERE: &[(&str, &str)] = &[
    (
        "auth.",
        "the sandbox knows a bearer token and a password; the other ways have suites of their own",
    ),
    ("base.", "the address of a sandbox is its own"),
    (
        "discovery.spc.trust",
        "how far to believe what is said; what is untrue is in `discovery.claims`",
    ),
    ("errors.hints", "what a refusal means is for people"),
    ("errors.retry_5xx_post", "what Rollcall does"),
    ("features.me", "`/Me` is there where the sandbox is told who"),
    ("features.search_post", "nobody asks so"),
    (
        "filter.value_case",
        "the sandbox compares as the schema says, or with case",
    ),
    ("group.required", "the sandbox demands attributes of users only"),
    (
        "groups.name_case",
        "the sandbox takes any names of groups, and compares them without case",
    ),
    (
        "groups.reverse_filter",
        "users can be asked for by their groups wherever `only` names it",
    ),
    ("groups.serial_writes", "what Rollcall does"),
    ("groups.sub_resource.items_key", "the one name the sandbox has"),
    ("groups.sub_resource.path", "the one place the sandbox has"),
    ("groups.sub_resource.size_key", "the one name the sandbox has"),
    (
        "http.accept",
        "of GitHub a recommendation; the others are compared below",
    ),
    ("http.trust_location", "what Rollcall does"),
    ("ids.encode", "what Rollcall does"),
    ("lifecycle.active_missing", "what Rollcall does"),
    (
        "lifecycle.delete_group",
        "the sandbox deletes groups, or has no such verb",
    ),
    ("lifecycle.reactivate", "the sandbox activates by PATCH"),
    (
        "limits.",
        "the queue's own tests are about limits; here they would only make everybody wait",
    ),
    ("list.*.count.use", "what Rollcall asks for"),
    ("list.*.cursor.", "the one spelling the sandbox has"),
    ("list.Users.cursor.", "the one spelling the sandbox has"),
    ("list.*.stable_order", "nobody else changes the sandbox meanwhile"),
    (
        "list.*.unfiltered",
        "what the sandbox has was all made over SCIM, so nothing is missing",
    ),
    ("list.Entitlements.", "the sandbox has no such type"),
    (
        "patch.Groups.allow_paths",
        "the sandbox has one list for all types",
    ),
    (
        "patch.Groups.multi_op",
        "the sandbox has one number for all types",
    ),
    (
        "patch.Groups.response",
        "the sandbox has one answer for all types",
    ),
    ("patch.Users.pathless_max_attrs", "Rollcall writes paths"),
    ("read_back", "what Rollcall does"),
    ("resources.Entitlements", "the sandbox has no such type"),
    ("resources.Roles", "the sandbox has no such type"),
    ("safety.", "what Rollcall does"),
    ("user.emails.verified_domain", "the sandbox owns every domain"),
    ("user.extensions", "the sandbox has the extension of the RFC"),
    (
        "user.userName.kind",
        "the names of the journeys are addresses, and long ones; the sandbox can refuse them",
    ),
    (
        "user.userName.max",
        "the names of the journeys are addresses, and long ones; the sandbox can refuse them",
    ),
    ("user.userName.mutable", "what all sandboxes do"),
];

/// Facts that only one product's profile cannot have.
const NOT_THERE_OF: &[(&str, &str, &str)] = &[
    (
        "servicenow",
        "filter.unsupported",
        "nothing is known of users, and the sandbox has one list for all types",
    ),
    (
        "servicenow",
        "filter.Groups.attributes",
        "nothing is known of users, and the sandbox has one list for all types",
    ),
    (
        "entra-scim-server",
        "user.required",
        "the sandbox has no such extension, and never keeps a password",
    ),
    (
        "entra-scim-server",
        "filter.Groups.combine",
        "the sandbox has one logic for all types: that of users",
    ),
    (
        "aws-iic",
        "put.Groups.supported",
        "the sandbox has one PUT for all types: that of users",
    ),
    (
        "sap-ias-legacy",
        "filter.Users.attributes",
        "the sandbox has no userUuid",
    ),
    (
        "slack-v2",
        "read.meta",
        "the sandbox shows the whole of meta or none",
    ),
    (
        "databricks-account",
        "list.*.count.default",
        "the sandbox has fewer",
    ),
];

fn behaves(id: &str) -> Profile {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("interop/presets");
    let text = std::fs::read_to_string(folder.join(format!("{id}.toml"))).expect("a profile");
    Profile::from_toml(&text).expect("a profile")
}

fn lists(value: &Value) -> Vec<String> {
    match value {
        Value::List(words) => words.clone(),
        Value::Table(table) => table.keys().cloned().collect(),
        Value::Groups(groups) => groups.iter().map(|group| group.join(" ")).collect(),
        other => vec![other.to_string()],
    }
}

/// Whether a profile does what a fact says; `None` where no profile can say so.
fn does(profile: &Profile, preset: &Preset, path: &str, value: &Value) -> Option<bool> {
    let text = value.to_string();
    let (no, all) = (text == "no", lists(value));
    let (table, rest) = path.split_once('.').unwrap_or((path, ""));
    match table {
        "discovery" => discovery(profile, rest, &text),
        "errors" | "http" | "etag" | "bulk" | "features" | "sort" => protocol(profile, path, &text, &all),
        "list" => listing(profile, rest.split_once('.')?.1, &text),
        "filter" => filtering(profile, preset, rest, &text, &all),
        "patch" | "put" => writing(profile, path, &text, &all),
        "groups" => groups(profile, rest, &text),
        "resources" => verbs(profile, rest, &all),
        "ids" | "lifecycle" | "user" | "read" => life(profile, path, &text, &all),
        _ => None,
    }
    .map(|said| said && !(no && path == "features.filter"))
}

fn discovery(profile: &Profile, rest: &str, text: &str) -> Option<bool> {
    let discovery = &profile.discovery;
    let no = text == "no";
    Some(match rest {
        "spc.present" => discovery.no_service_provider_config == no,
        "spc.path" => discovery.plural_service_provider_configs == text.ends_with('s'),
        "resource_types.present" => discovery.no_resource_types == no,
        "schemas.present" => discovery.no_schemas == no,
        "schemas.short_ids" => discovery.short_schema_ids != no,
        _ => return None,
    })
}

fn protocol(profile: &Profile, path: &str, text: &str, all: &[String]) -> Option<bool> {
    let (http, errors, no) = (&profile.http, &profile.errors, text == "no");
    let statuses = |status: Option<u16>| status.is_some_and(|s| all.contains(&s.to_string()));
    Some(match path {
        "errors.duplicate" => statuses(Some(profile.write.conflict_status)),
        "errors.not_found" => statuses(Some(errors.not_found)) && (all.len() == 1 || errors.not_found != 404),
        "errors.lock_statuses" => statuses(profile.groups.locked_with),
        "errors.shapes" => all.iter().any(|shape| {
            shape
                == match errors.body {
                    ErrorBody::CodeInDetail => "scim_code_in_detail",
                    ErrorBody::Github => "github",
                    ErrorBody::Vendor | ErrorBody::VendorList => "salesforce",
                    ErrorBody::Aws => "aws",
                    ErrorBody::MessageCode => "message_code",
                    ErrorBody::Text => "plain",
                    ErrorBody::Scim if all.len() == 1 => "scim",
                    _ => "another",
                }
        }),
        "http.accept" => http.scim_accept_required,
        "http.accept_delete" => http.scim_accept_refused_on_delete == (text == "none"),
        "http.content_type" => http.scim_content_type_required,
        "http.headers" => all.iter().all(|name| match name.as_str() {
            "User-Agent" => http.user_agent_required,
            name => http
                .required_header
                .as_deref()
                .is_some_and(|h| h.eq_ignore_ascii_case(name)),
        }),
        "etag.mode" => (profile.write.etags == Etags::Off) == (text == "none"),
        "features.etag" => (profile.write.etags == Etags::Off) == no,
        "bulk.supported" | "features.bulk" => profile.bulk.absent == no,
        "features.patch" => profile.patch.refused.is_some() == no,
        "features.filter" => {
            profile.filter.unsupported == Filtering::Works || !profile.filter.only.is_empty()
        }
        "features.sort" | "sort.supported" => (profile.list.sort != Support::Works) == no,
        "sort.needs_order" => profile.list.strict_parameters != no,
        _ => return None,
    })
}

fn listing(profile: &Profile, rest: &str, text: &str) -> Option<bool> {
    let list = &profile.list;
    let hidden = profile.groups.members != Members::Returned || !list.rows_without.is_empty();
    Some(match rest {
        "mode" => match text {
            "cursor" => matches!(list.paging, PagingMode::Cursor | PagingMode::CursorOnRequest),
            "start_id" => list.paging == PagingMode::StartId,
            _ => matches!(list.paging, PagingMode::Both | PagingMode::Index),
        },
        "count.max" => list.max_results.to_string() == text,
        "count.default" => list.default_count.to_string() == text,
        "count.over_max" => list.count_above_maximum_refused.is_some() == (text == "error"),
        "count.zero" => list.count_zero_refused.is_some() == (text == "error"),
        "complete_rows" => hidden == (text == "no"),
        "projection" => (list.projection != Support::Works) == (text == "none"),
        "total_results" => match text {
            // A cursor of AWS comes without.
            "absent" => {
                list.total_results == TotalResults::Absent || list.paging == PagingMode::CursorOnRequest
            }
            _ => return None,
        },
        _ => return None,
    })
}

fn filtering(profile: &Profile, preset: &Preset, rest: &str, text: &str, all: &[String]) -> Option<bool> {
    let filter = &profile.filter;
    let (of, field) = rest.split_once('.').unwrap_or(("", rest));
    Some(match field {
        "unsupported" => {
            let means = match text {
                "empty" => Filtering::Empty,
                "ignored" => Filtering::Ignored,
                _ => Filtering::Refused,
            };
            filter.unsupported == means
        }
        // By equality, which is the one operator that `only` knows; and by nothing that is not said of any type.
        "attributes" => {
            let other = if of == "Users" { "Groups" } else { "Users" };
            let others = preset.value(&format!("filter.{other}.attributes")).map(lists);
            let said = |name: &String| all.contains(name) || others.as_ref().is_none_or(|o| o.contains(name));
            filter.unsupported != Filtering::Works
                && all
                    .iter()
                    .filter(|name| *name != "members.value")
                    .all(|name| filter.only.contains(name))
                && filter.only.iter().all(said)
        }
        "combine" => {
            let logic = match text {
                "none" => Logic::None,
                "and" => Logic::And,
                "or" => Logic::Or,
                "and_or" => Logic::AndOr,
                "fixed" => Logic::Fixed,
                _ => Logic::Full,
            };
            filter.logic == logic
        }
        "fixed" => all
            .iter()
            .all(|set| filter.fixed.iter().any(|known| known.join(" ") == *set)),
        "max_nodes" => filter.max_nodes.is_some_and(|most| most.to_string() == text),
        "parenthesise" => filter.without_precedence == (text == "yes"),
        _ => return None,
    })
}

fn writing(profile: &Profile, path: &str, text: &str, all: &[String]) -> Option<bool> {
    let (patch, write, no) = (&profile.patch, &profile.write, text == "no");
    let (table, rest) = path.split_once('.')?;
    let (_, field) = rest.split_once('.')?;
    // What groups need is in the same list.
    let of_users = |name: &&String| !["members", "displayName"].contains(&name.as_str());
    Some(match (table, field) {
        ("patch", "supported") => patch.refused.is_some() == no,
        ("patch", "style") => patch.pathless == (text == "pathless"),
        ("patch", "ext_separator") => (patch.extension_separator == ExtensionSeparator::Dot) == (text == "."),
        ("patch", "path_overrides") => patch.paths.values().eq(all.iter()),
        ("patch", "op_case") => patch.capital_op == (text == "capital"),
        ("patch", "value_path") => match text {
            "full" => !patch.value_path_refused && !patch.value_path_eq_only,
            "eq_only" => patch.value_path_eq_only,
            _ => patch.value_path_refused,
        },
        ("patch", "response") => (patch.answer == PatchAnswer::NoContent) == (text == "204"),
        ("patch", "max_ops") => patch.max_operations.is_some_and(|most| most.to_string() == text),
        ("patch", "multi_op") => (patch.max_operations == Some(1)) == no,
        ("patch", "allow_paths") => patch.only.iter().filter(of_users).eq(all.iter()),
        ("put", "supported") => write.put_refused.is_some() == no,
        ("put", "semantics") => match text {
            "merge" => write.put_merges,
            "null_deletes" => write.put_null_deletes,
            _ => !write.put_merges && !write.put_null_deletes,
        },
        ("put", "active_default") => write.put_deactivates == (text == "false"),
        ("put", "members") => {
            let means = match text {
                "keep" => PutMembers::Kept,
                "ignore" => PutMembers::Ignored,
                "reject" => PutMembers::Refused,
                _ => PutMembers::Replaced,
            };
            profile.groups.put_members == means
        }
        _ => return None,
    })
}

fn groups(profile: &Profile, rest: &str, text: &str) -> Option<bool> {
    let groups = &profile.groups;
    Some(match rest {
        "members_source" => match text {
            "sub_resource" => groups.members == Members::Never && groups.sub_resource.is_some(),
            "reverse_user_filter" | "none" => {
                groups.members == Members::Never && groups.sub_resource.is_none()
            }
            "ask" => groups.members == Members::OnRequest,
            _ => matches!(groups.members, Members::Returned | Members::NotInLists),
        },
        "sub_resource.max" => groups
            .sub_resource
            .as_ref()
            .is_some_and(|pages| pages.max.to_string() == text),
        "member_batch" => groups
            .max_member_changes
            .is_some_and(|most| most.to_string() == text),
        "remove_member" => {
            profile.patch.members_unquoted == (text == "value_path_unquoted")
                && (profile.patch.remove_with_value == RemoveWithValue::RemovesListed)
                    == (text == "value_array")
        }
        "replace_members" => {
            let means = match text {
                "no" => ReplaceMembers::Refused,
                "additive" => ReplaceMembers::Added,
                _ => ReplaceMembers::Works,
            };
            groups.replace_members == means
        }
        "remove_all" => groups.remove_all_refused == (text == "no"),
        "rename" => groups.without.iter().any(|verb| verb == "rename") == (text == "no"),
        "unknown_member" => {
            let means = match text {
                "not_found" => UnknownMember::NotFound,
                "silent" => UnknownMember::Ignored,
                _ => UnknownMember::Refused,
            };
            groups.unknown_member == means
        }
        _ => return None,
    })
}

fn verbs(profile: &Profile, of: &str, all: &[String]) -> Option<bool> {
    let has = |verb: &str| all.iter().any(|known| known == verb);
    let without = |verb: &str| profile.groups.without.iter().any(|known| known == verb);
    let refuses = |method: &str, endpoint: &str| {
        let of = |fault: &rollcall_sandbox::profile::Fault| {
            fault.method.as_deref() == Some(method) && fault.endpoint.as_deref() == Some(endpoint)
        };
        profile.faults.iter().any(of)
    };
    match of {
        "Groups" if all.is_empty() => Some(profile.groups.absent),
        "Groups" => Some(has("create") != without("create") && has("delete") != without("delete")),
        "Users" => Some(
            has("put") == profile.write.put_refused.is_none()
                && has("patch") == profile.patch.refused.is_none()
                && has("delete") != refuses("DELETE", "/Users"),
        ),
        _ => None,
    }
}

fn life(profile: &Profile, path: &str, text: &str, all: &[String]) -> Option<bool> {
    let (write, no) = (&profile.write, text == "no");
    Some(match path {
        "ids.equals" => write.id_equals.as_deref() == Some(text),
        "ids.stable" => write.id_equals.is_some() == no,
        "lifecycle.deactivate" => write.deactivate_destroys == ["remove_access", "destroy"].contains(&text),
        // Where nobody can be deleted at all, a delete that is refused deletes softly too.
        "lifecycle.delete_user" => match text {
            "soft" => write.delete_deactivates || !profile.faults.is_empty(),
            _ => !write.delete_deactivates,
        },
        "lifecycle.gone_after_deactivate" => write.gone_while_inactive != no,
        "user.required" => all
            .iter()
            .all(|path| path == "userName" || write.required.contains(path)),
        "user.emails.max" => write.emails.max.is_some_and(|most| most.to_string() == text),
        "user.emails.primary" => write.emails.primary_stays != no,
        "user.externalId.kept" => (write.external_id != rollcall_sandbox::profile::ExternalId::Dropped) != no,
        "user.externalId.filterable" => {
            (write.external_id == rollcall_sandbox::profile::ExternalId::Kept) != no
        }
        "read.aliases" => write.aliases.keys().eq(all.iter()),
        "read.placeholders" => write.placeholders,
        "read.meta" if text == "none" => write.without_meta,
        _ => return None,
    })
}

#[test]
fn a_sandbox_is_as_strict_as_the_preset_of_its_name() {
    let library = Library::built_in();
    let (mut wrong, mut unheard) = (Vec::new(), Vec::new());
    let mut used = std::collections::BTreeSet::new();
    for entry in library.all() {
        let preset = &entry.preset;
        let profile = behaves(&preset.id);
        for (path, claim) in &preset.claims {
            let of = NOT_THERE_OF
                .iter()
                .find(|(id, known, _)| *id == preset.id && known == path);
            let general = NOT_THERE.iter().find(|(known, _)| path.starts_with(known));
            if of.is_some() {
                used.insert((preset.id.as_str(), path.as_str()));
                continue;
            }
            match does(&profile, preset, path, &claim.value) {
                Some(true) => {}
                _ if general.is_some() => {}
                Some(false) => wrong.push(format!("{}: {path} = {}", preset.id, claim.value)),
                None => unheard.push(format!("{}: {path} = {}", preset.id, claim.value)),
            }
        }
    }
    assert!(wrong.is_empty(), "the sandbox does something else: {wrong:#?}");
    assert!(
        unheard.is_empty(),
        "neither compared nor given a reason: {unheard:#?}"
    );
    let unused: Vec<_> = NOT_THERE_OF
        .iter()
        .filter(|(id, path, _)| !used.contains(&(*id, *path)))
        .collect();
    assert!(unused.is_empty(), "nobody says this any more: {unused:?}");
}
