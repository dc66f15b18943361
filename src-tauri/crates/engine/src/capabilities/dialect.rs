//! What is in force about a server, as the protocol client takes it.

use std::collections::BTreeMap;

use rollcall_presets::{Preset, Value};
use rollcall_scim_client::dialect as d;

use super::Facts;

/// The dialect of a server. What is not known stays as the standard has it.
pub(crate) fn dialect(facts: &Facts, preset: Option<&Preset>) -> d::Dialect {
    let mut dialect = reading(facts, preset);
    writing(facts, &mut dialect);
    dialect
}

/// How the server wants to be read.
fn reading(facts: &Facts, preset: Option<&Preset>) -> d::Dialect {
    d::Dialect {
        version: match facts.get("base.scim_version") {
            Some("1.1") => d::ScimVersion::V1,
            _ => d::ScimVersion::V2,
        },
        base: d::BaseDialect {
            trailing_slash: facts.get("base.trailing_slash") == Some("require"),
        },
        http: http(facts),
        list: by_type(facts, "list", |of| list(facts, of)),
        sort: d::SortDialect {
            off: facts.get("features.sort") == Some("no"),
            attributes: words(facts.value("sort.attributes")).filter(|a| !a.is_empty()),
        },
        filter: filter(facts),
        hints: preset
            .map(|preset| {
                let hint = |h: &rollcall_presets::Hint| d::Hint {
                    status: h.status,
                    contains: h.holds.clone(),
                    say: h.say.clone(),
                    say_in: preset
                        .texts
                        .iter()
                        .filter_map(|(language, texts)| {
                            let text = texts.get(&format!("errors.hints.{}", h.status))?;
                            Some((language.clone(), text.clone()))
                        })
                        .collect(),
                };
                preset.hints.iter().map(hint).collect()
            })
            .unwrap_or_default(),
        aliases: pairs(facts.value("read.aliases")).into_iter().collect(),
        placeholders: words(facts.value("read.placeholders"))
            .unwrap_or_default()
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect(),
        ..d::Dialect::default()
    }
}

/// How the server wants to be written to. What holds for all types comes before what one type does differently, and
/// `multi_op` before the number of operations that says more.
fn writing(facts: &Facts, dialect: &mut d::Dialect) {
    let mut all: Vec<(&str, &str)> = facts.iter().collect();
    all.sort_by_key(|(path, _)| (!path.contains(".*."), !path.ends_with(".multi_op")));
    for (path, value) in all {
        dialect.set_write(path, value);
    }
    for of in facts.types("patch").iter().map(String::as_str).chain(["*"]) {
        let overrides = pairs(facts.value(&format!("patch.{of}.path_overrides")));
        if !overrides.is_empty() {
            dialect.patch.at_mut(of).path_overrides = overrides.into_iter().collect();
        }
    }
}

/// A value for every type that has facts of its own, and one for the others.
fn by_type<T>(facts: &Facts, table: &str, make: impl Fn(&str) -> T) -> d::ByType<T> {
    d::ByType {
        others: make("*"),
        of: facts
            .types(table)
            .into_iter()
            .map(|name| {
                let value = make(&name);
                (name, value)
            })
            .collect(),
    }
}

fn http(facts: &Facts) -> d::HttpDialect {
    let media = |path: &str| match facts.get(path) {
        None => d::MediaType::Usual,
        Some("none") => d::MediaType::Off,
        Some(text) => d::MediaType::This(text.to_owned()),
    };
    d::HttpDialect {
        accept: media("http.accept"),
        accept_delete: media("http.accept_delete"),
        content_type: media("http.content_type"),
        // `User-Agent` names this program already; a preset asks for it where others leave it out.
        headers: pairs(facts.value("http.headers"))
            .into_iter()
            .filter(|(name, _)| !name.eq_ignore_ascii_case("user-agent"))
            .collect(),
        query: pairs(facts.value("http.query")),
    }
}

fn list(facts: &Facts, of: &str) -> d::ListDialect {
    let value = |rest: &str| facts.of_type("list", of, rest);
    let text = |rest: &str| value(rest).map(|v| v.to_string());
    let number = |rest: &str| match value(rest) {
        Some(Value::Number(n)) if n > 0 => Some(n),
        _ => None,
    };
    let forbidden = words(value("cursor.forbid")).unwrap_or_default();
    let asked = number("count.use").into_iter().chain(number("count.max")).min();
    d::ListDialect {
        paging: match text("mode").as_deref() {
            Some("cursor") => {
                let usual = d::CursorPaging::default();
                d::Paging::Cursor(d::CursorPaging {
                    param: text("cursor.param").unwrap_or(usual.param),
                    opt_in_empty: match value("cursor.opt_in_empty") {
                        Some(Value::Flag(flag)) => flag,
                        _ => usual.opt_in_empty,
                    },
                    next_key: text("cursor.next_key").unwrap_or(usual.next_key),
                    no_count: forbidden.iter().any(|p| p == "count"),
                })
            }
            Some("start_id") => {
                let usual = d::StartIdPaging::default();
                d::Paging::StartId(d::StartIdPaging {
                    param: text("cursor.param").unwrap_or(usual.param),
                    first: text("cursor.first").unwrap_or(usual.first),
                    next_key: text("cursor.next_key").unwrap_or(usual.next_key),
                    end: text("cursor.end").unwrap_or(usual.end),
                })
            }
            Some("none") => d::Paging::None,
            _ => d::Paging::Index,
        },
        max_count: asked,
        no_count: value("count.accepted") == Some(Value::Flag(false)),
        index: match text("index").as_deref() {
            Some("ignored") => d::Index::Ignored,
            Some("page_mapped") => d::Index::Pages,
            Some("zero_based") => d::Index::ZeroBased,
            _ => d::Index::Honoured,
        },
        hard_cap: number("hard_cap"),
        total: match text("total_results").as_deref() {
            Some("exact") => d::Total::Exact,
            Some("page" | "low" | "dups") => d::Total::Wrong,
            // An absent total proves nothing either way.
            _ => d::Total::Unproven,
        },
        unfiltered: match text("unfiltered").as_deref() {
            Some("synthetic") => d::Unfiltered::Partial,
            Some("empty") => d::Unfiltered::Empty,
            Some("forbidden") => d::Unfiltered::Refused,
            _ => d::Unfiltered::Full,
        },
        unstable_order: value("stable_order") == Some(Value::Flag(false)),
        projection: match text("projection").as_deref() {
            Some("none") => d::ProjectionSupport::Neither,
            Some("attributes") => d::ProjectionSupport::AttributesOnly,
            Some("excluded") => d::ProjectionSupport::ExcludedOnly,
            _ => d::ProjectionSupport::OneOf,
        },
        partial_rows: value("complete_rows") == Some(Value::Flag(false)),
        keys: None,
    }
}

fn filter(facts: &Facts) -> d::FilterDialect {
    let number = |path: &str| match facts.value(path) {
        Some(Value::Number(n)) => usize::try_from(n).ok().filter(|n| *n > 0),
        _ => None,
    };
    d::FilterDialect {
        of: by_type(facts, "filter", |of| type_filters(facts, of)),
        unsupported: match facts.get("filter.unsupported") {
            Some("empty") => d::UnsupportedFilter::Empty,
            Some("ignored") => d::UnsupportedFilter::Ignored,
            _ => d::UnsupportedFilter::Refused,
        },
        parenthesise: facts.get("filter.parenthesise") != Some("no"),
        exact_case: facts.get("filter.value_case") == Some("sensitive"),
        max_length: number("filter.max_length"),
        max_nodes: number("filter.max_nodes"),
        unsafe_chars: facts.get("filter.unsafe_chars").unwrap_or_default().to_owned(),
        alias: pairs(facts.value("filter.alias")).into_iter().collect(),
        ..d::FilterDialect::default()
    }
}

fn type_filters(facts: &Facts, of: &str) -> d::TypeFilters {
    let value = |rest: &str| facts.of_type("filter", of, rest);
    d::TypeFilters {
        attributes: match value("attributes") {
            Some(Value::Table(table)) => Some(table),
            _ => None,
        },
        combine: match value("combine").map(|v| v.to_string()).as_deref() {
            Some("none") => d::Combine::None,
            Some("and") => d::Combine::And,
            Some("or") => d::Combine::Or,
            Some("and_or") => d::Combine::AndOr,
            Some("fixed") => d::Combine::Fixed,
            _ => d::Combine::Full,
        },
        fixed: match value("fixed") {
            Some(Value::Groups(groups)) => groups,
            _ => Vec::new(),
        },
    }
}

fn words(value: Option<Value>) -> Option<Vec<String>> {
    match value {
        Some(Value::List(words)) => Some(words),
        _ => None,
    }
}

fn pairs(value: Option<Value>) -> Vec<(String, String)> {
    let table: BTreeMap<String, Vec<String>> = match value {
        Some(Value::Table(table)) => table,
        _ => BTreeMap::new(),
    };
    table
        .into_iter()
        .map(|(name, words)| (name, words.join(" ")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capabilities::truth::table;
    use rollcall_presets::Library;
    use rollcall_presets::field::{Field, Kind};
    use rollcall_storage::table::overrides::OverrideRow;

    fn of(preset: &str, by_hand: &[(&str, &str)]) -> d::Dialect {
        let library = Library::built_in();
        let preset = library.get(preset);
        let rows = by_hand
            .iter()
            .map(|(feature, value)| OverrideRow {
                feature: (*feature).into(),
                value: (*value).into(),
                at: 0,
            })
            .collect();
        dialect(&Facts::of(&table(vec![], preset, rows)), preset)
    }

    #[test]
    fn nothing_known_is_the_standard() {
        assert_eq!(
            of("nobody", &[]),
            d::Dialect::default(),
            "a stranger is met as the RFC says"
        );
    }

    #[test]
    fn what_informs_changes_nothing_and_a_default_is_what_holds_anyway() {
        // Said or not, these mean the same to the client; it only keeps that they were said.
        let said = [
            "lifecycle.delete_user",
            "lifecycle.delete_group",
            "lifecycle.deactivate",
            "errors.duplicate",
            "errors.not_found",
        ];
        for field in Field::all().iter().filter(|field| !said.contains(&field.path)) {
            let path = field.path.replace("<Res>", "*");
            let values: Vec<String> = match (field.informs(), field.kind) {
                (false, _) => field.default.into_iter().map(Into::into).collect(),
                (true, Kind::Number) => vec!["7".into()],
                (true, Kind::Numbers) => vec!["418".into()],
                (true, Kind::Text | Kind::Texts | Kind::Names) => vec!["x: y".into()],
                (true, Kind::Choices(words)) => vec![words.join(", ")],
                (true, _) => field.words().into_iter().map(Into::into).collect(),
            };
            assert!(!field.informs() || !values.is_empty(), "{path} is tried");
            for value in values {
                assert_eq!(
                    of("nobody", &[(&path, &value)]),
                    d::Dialect::default(),
                    "{path} = {value}"
                );
            }
        }
    }

    #[test]
    fn a_preset_reaches_the_client_type_by_type() {
        let aws = of("aws-iic", &[]);
        let d::Paging::Cursor(cursor) = &aws.list.at("/Users").paging else {
            panic!("AWS pages by cursor");
        };
        assert!(cursor.opt_in_empty && !cursor.no_count);
        assert_eq!(aws.list.at("/Users").projection, d::ProjectionSupport::Neither);
        assert_eq!(aws.filter.of.at("/Users").combine, d::Combine::Fixed);
        assert!(aws.sort.off);
        let sap = of("sap-ias-legacy", &[]);
        assert!(matches!(&sap.list.at("/Users").paging, d::Paging::StartId(p) if p.param == "startId"));
        assert_eq!(
            sap.list.at("/Groups").paging,
            d::Paging::Index,
            "only users page by id there"
        );
        let entra = of("entra-scim-server", &[]);
        assert_eq!(entra.http.accept_delete, d::MediaType::Off);
        let databricks = of("databricks-account", &[]);
        assert_eq!(databricks.filter.max_nodes, Some(200));
        assert!(databricks.list.at("/Groups").partial_rows && !databricks.list.at("/Users").partial_rows);
        assert_eq!(
            databricks.list.at("/Groups").max_count,
            Some(100),
            "a type of its own inherits the rest"
        );
        let hints = of("keycloak-native", &[]).hints;
        assert_eq!(hints.len(), 2);
        assert!(
            hints.iter().all(|hint| hint.say_in.contains_key("de")),
            "each speaks German too: {hints:?}"
        );
        assert_eq!(aws.patch.at("/Groups").max_ops, Some(100));
        assert_eq!(
            aws.patch.at("/Groups").allow_paths,
            ["displayName", "externalId", "members"]
        );
        assert_eq!(aws.patch.at("/Users").value_path, d::ValuePath::EqOnly);
        assert!(of("gitlab-group", &[]).patch.at("/Users").capital_op);
        assert_eq!(of("slack-v2", &[]).patch.at("/Users").path_overrides.len(), 1);
        let webex = of("webex", &[]);
        assert!(webex.patch.at("/Groups").dot_extension);
        let members = &webex.groups;
        assert_eq!(members.members, d::MembersSource::SubResource);
        assert_eq!(
            members.sub_resource,
            d::SubResource {
                path: "/Groups/{id}/Members".into(),
                items_key: "members".into(),
                size_key: Some("memberSize".into()),
                max: Some(500),
            }
        );
        assert_eq!(aws.groups.members, d::MembersSource::ReverseFilter);
    }

    #[test]
    fn a_fact_set_by_hand_reaches_the_client() {
        let dialect = of(
            "aws-iic",
            &[
                ("list.*.mode", "index"),
                ("filter.Users.attributes", "userName: eq sw"),
            ],
        );
        assert_eq!(dialect.list.at("/Users").paging, d::Paging::Index);
        let users = dialect.filter.of.at("/Users").attributes.clone().unwrap();
        assert_eq!(users["userName"], ["eq", "sw"]);
    }
}
