//! What of a filter a server can be asked, and what is left to be evaluated here (Q-FLT-01 to Q-FLT-06). Pure: the
//! answer is always evaluated again by whoever asks.

use rollcall_scim::filter::CompareValue;
use rollcall_scim::{AttrPath, Filter};

use crate::dialect::{Combine, FilterDialect, TypeFilters};

/// Most requests into which one filter is taken apart.
const MOST_PARTS: usize = 10;

/// How a filter is put to a server.
#[derive(Debug, Clone, PartialEq)]
pub enum FilterPlan {
    /// These, one after the other: together they bring at least what the filter selects. One entry is one request.
    Ask {
        /// What is sent, and what it selects.
        parts: Vec<Asked>,
        /// Whether they bring more than the filter selects.
        wider: bool,
    },
    /// Nothing: everything is read and filtered here.
    Here(Unasked),
}

/// One filter as it is sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// In the server's own names.
    pub text: String,
    /// In those of the schema: what must hold for every row of the answer.
    pub filter: Filter,
}

/// Why a filter cannot be put to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unasked {
    /// The attribute cannot be filtered by, or not with this operator (Q-FLT-01).
    Attribute,
    /// Comparisons cannot be joined like this (Q-FLT-04).
    Logic,
    /// It is too long or has too many parts (Q-FLT-06).
    Size,
    /// A value has a character that the server does not take (Q-FLT-06).
    Characters,
}

impl Unasked {
    /// `attribute`, `logic`, `size`, `characters`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Attribute => "attribute",
            Self::Logic => "logic",
            Self::Size => "size",
            Self::Characters => "characters",
        }
    }
}

impl FilterDialect {
    /// How to ask for this. `refused` says of an attribute and an operator whether it was learned that the server does
    /// not take them.
    pub fn plan(
        &self,
        endpoint: &str,
        filter: &Filter,
        refused: &dyn Fn(&AttrPath, &str) -> bool,
    ) -> FilterPlan {
        let planner = Planner {
            dialect: self,
            filters: self.of.at(endpoint),
            refused,
        };
        planner.plan(filter)
    }
}

struct Planner<'a> {
    dialect: &'a FilterDialect,
    filters: &'a TypeFilters,
    refused: &'a dyn Fn(&AttrPath, &str) -> bool,
}

impl Planner<'_> {
    fn plan(&self, filter: &Filter) -> FilterPlan {
        match self.takes(filter) {
            Ok(asked) => FilterPlan::Ask {
                parts: vec![asked],
                wider: false,
            },
            Err(why) => match filter {
                Filter::And(clauses) => {
                    self.some_of(clauses)
                        .map_or(FilterPlan::Here(why), |asked| FilterPlan::Ask {
                            parts: vec![asked],
                            wider: true,
                        })
                }
                Filter::Or(clauses) if clauses.len() <= MOST_PARTS => {
                    self.each_of(clauses).unwrap_or(FilterPlan::Here(why))
                }
                _ => FilterPlan::Here(why),
            },
        }
    }

    /// As many clauses of an `and` as the server takes together; what it does not take is evaluated here.
    fn some_of(&self, clauses: &[Filter]) -> Option<Asked> {
        let takable: Vec<&Filter> = clauses.iter().filter(|c| self.takes(c).is_ok()).collect();
        let mut best: Option<(usize, Asked)> = None;
        for set in &self.filters.fixed {
            let within = |c: &&&Filter| {
                let names: Vec<String> = c.paths().iter().map(ToString::to_string).collect();
                names
                    .iter()
                    .all(|n| set.iter().any(|s| s.eq_ignore_ascii_case(n)))
            };
            let these: Vec<Filter> = takable.iter().filter(within).map(|c| (*c).clone()).collect();
            if these.len() == set.len()
                && best.as_ref().is_none_or(|(n, _)| *n < these.len())
                && let Ok(asked) = self.takes(&Filter::And(these))
            {
                best = Some((set.len(), asked));
            }
        }
        if let Some((_, asked)) = best {
            return Some(asked);
        }
        // From all of them down: a request that is shorter selects more, never less.
        for length in (1..=takable.len()).rev() {
            let these: Vec<Filter> = takable.iter().take(length).map(|c| (*c).clone()).collect();
            let joined = match <[Filter; 1]>::try_from(these) {
                Ok([one]) => one,
                Err(many) => Filter::And(many),
            };
            if let Ok(asked) = self.takes(&joined) {
                return Some(asked);
            }
        }
        None
    }

    /// Each clause of an `or` by itself; all must be taken, or something would be missing.
    fn each_of(&self, clauses: &[Filter]) -> Option<FilterPlan> {
        let (mut all, mut any_wider) = (Vec::new(), false);
        for clause in clauses {
            match self.plan(clause) {
                FilterPlan::Ask { parts, wider } => {
                    any_wider |= wider;
                    all.extend(parts);
                }
                FilterPlan::Here(_) => return None,
            }
        }
        (all.len() <= MOST_PARTS).then_some(FilterPlan::Ask {
            parts: all,
            wider: any_wider,
        })
    }

    /// The filter as it is sent, when the server takes it whole.
    fn takes(&self, filter: &Filter) -> Result<Asked, Unasked> {
        self.comparisons(filter)?;
        if !self.joins(filter) {
            return Err(Unasked::Logic);
        }
        let text = self.print(filter);
        let too_long = self
            .dialect
            .max_length
            .is_some_and(|most| text.chars().count() > most);
        if too_long || self.dialect.max_nodes.is_some_and(|most| nodes(filter) > most) {
            return Err(Unasked::Size);
        }
        Ok(Asked {
            text,
            filter: filter.clone(),
        })
    }

    fn comparisons(&self, filter: &Filter) -> Result<(), Unasked> {
        match filter {
            Filter::And(all) | Filter::Or(all) => all.iter().try_for_each(|one| self.comparisons(one)),
            Filter::Not(inner) => self.comparisons(inner),
            Filter::Present(path) => self.pair(path, "pr"),
            Filter::ValuePath(path, _) => self.pair(path, "[]"),
            Filter::Compare(path, op, value) => {
                self.pair(path, op.as_str())?;
                match value {
                    CompareValue::String(text) if !self.safe(text) => Err(Unasked::Characters),
                    _ => Ok(()),
                }
            }
        }
    }

    fn pair(&self, path: &AttrPath, operator: &str) -> Result<(), Unasked> {
        let name = path.to_string();
        let listed = match &self.filters.attributes {
            None => true,
            Some(table) => table.iter().any(|(attribute, operators)| {
                let same = attribute == "*" || attribute.eq_ignore_ascii_case(&name);
                same && operators
                    .iter()
                    .any(|o| o == "*" || o.eq_ignore_ascii_case(operator))
            }),
        };
        match listed && !(self.refused)(path, operator) {
            true => Ok(()),
            false => Err(Unasked::Attribute),
        }
    }

    fn safe(&self, text: &str) -> bool {
        let unsafe_chars = &self.dialect.unsafe_chars;
        !text.chars().any(|c| unsafe_chars.contains(c)) && (!self.dialect.ascii_only || text.is_ascii())
    }

    fn joins(&self, filter: &Filter) -> bool {
        let simple = |f: &Filter| matches!(f, Filter::Compare(..) | Filter::Present(_));
        match (self.filters.combine, filter) {
            (Combine::Full, _) | (_, Filter::Compare(..) | Filter::Present(_) | Filter::ValuePath(..)) => {
                true
            }
            (Combine::And, Filter::And(parts)) | (Combine::Or, Filter::Or(parts)) => parts.iter().all(simple),
            (Combine::AndOr, _) => without_not(filter),
            (Combine::Fixed, Filter::And(parts)) => {
                let mut names: Vec<String> = filter
                    .paths()
                    .iter()
                    .map(|path| path.to_string().to_ascii_lowercase())
                    .collect();
                names.sort();
                let is_set = |set: &Vec<String>| {
                    let mut set: Vec<String> = set.iter().map(|name| name.to_ascii_lowercase()).collect();
                    set.sort();
                    set == names
                };
                parts.iter().all(simple) && self.filters.fixed.iter().any(is_set)
            }
            (Combine::None | Combine::And | Combine::Or | Combine::Fixed, _) => false,
        }
    }

    /// Canonical: one space, operators in lower case, strings in quotes; clauses of a mixed expression in parentheses.
    fn print(&self, filter: &Filter) -> String {
        let joined = |parts: &[Filter], word: &str| {
            let mixed = |part: &Filter| match part {
                Filter::And(inner) | Filter::Or(inner) => inner.len() > 1,
                _ => false,
            };
            let part = |part: &Filter| {
                let precedes = word == " or " && matches!(part, Filter::And(_));
                match parts.len() > 1 && mixed(part) && (self.dialect.parenthesise || !precedes) {
                    true => format!("({})", self.print(part)),
                    false => self.print(part),
                }
            };
            parts.iter().map(part).collect::<Vec<_>>().join(word)
        };
        match filter {
            Filter::And(parts) => joined(parts, " and "),
            Filter::Or(parts) => joined(parts, " or "),
            Filter::Not(inner) => format!("not ({})", self.print(inner)),
            Filter::Compare(path, op, value) => format!("{} {op} {value}", self.name(path)),
            Filter::Present(path) => format!("{} pr", self.name(path)),
            Filter::ValuePath(path, inner) => format!("{}[{inner}]", self.name(path)),
        }
    }

    /// The server's own name for an attribute.
    fn name(&self, path: &AttrPath) -> String {
        let name = path.to_string();
        let own = self
            .dialect
            .alias
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(&name));
        own.map_or(name, |(_, own)| own.clone())
    }
}

fn without_not(filter: &Filter) -> bool {
    match filter {
        Filter::And(parts) | Filter::Or(parts) => parts.iter().all(without_not),
        Filter::Not(_) => false,
        _ => true,
    }
}

/// Comparisons and the words that join them.
fn nodes(filter: &Filter) -> usize {
    match filter {
        Filter::And(parts) | Filter::Or(parts) => parts
            .iter()
            .map(nodes)
            .sum::<usize>()
            .saturating_add(parts.len().saturating_sub(1)),
        Filter::Not(inner) | Filter::ValuePath(_, inner) => nodes(inner).saturating_add(1),
        Filter::Compare(..) | Filter::Present(_) => 1,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn planned(dialect: &FilterDialect, text: &str) -> FilterPlan {
        dialect.plan("/Users", &Filter::parse(text).unwrap(), &|_, _| false)
    }

    /// What is sent, and whether it brings more than was asked for.
    fn sent(dialect: &FilterDialect, text: &str) -> (Vec<String>, bool) {
        match planned(dialect, text) {
            FilterPlan::Ask { parts, wider } => (parts.into_iter().map(|p| p.text).collect(), wider),
            FilterPlan::Here(why) => panic!("{text} is not sent: {why:?}"),
        }
    }

    fn one(text: &str) -> (Vec<String>, bool) {
        (vec![text.to_owned()], false)
    }

    fn combining(combine: Combine) -> FilterDialect {
        let mut dialect = FilterDialect::default();
        dialect.of.others.combine = combine;
        dialect
    }

    // Q-FLT-04
    #[test]
    fn mixed_clauses_are_put_in_parentheses_and_words_in_lower_case() {
        let dialect = FilterDialect::default();
        let mixed = "userName EQ \"a\" OR title pr AND active eq true";
        assert_eq!(
            sent(&dialect, mixed),
            one("userName eq \"a\" or (title pr and active eq true)")
        );
        let bare = FilterDialect {
            parenthesise: false,
            ..FilterDialect::default()
        };
        assert_eq!(
            sent(&bare, mixed),
            one("userName eq \"a\" or title pr and active eq true")
        );
        let needed = "(userName eq \"a\" or title pr) and active eq true";
        assert_eq!(sent(&bare, needed), one(needed), "these are never left out");
    }

    // Q-FLT-04
    #[test]
    fn logic_that_the_server_does_not_take_is_split_or_left_to_us() {
        let (a, b, c) = ("userName eq \"a\"", "title eq \"b\"", "active eq true");
        let none = combining(Combine::None);
        assert_eq!(
            sent(&none, &format!("{a} and {c}")),
            (vec![a.to_owned()], true),
            "one clause is asked for, the other checked here"
        );
        assert_eq!(
            sent(&none, &format!("{a} or {b}")),
            (vec![a.to_owned(), b.to_owned()], false),
            "one request for each"
        );
        assert_eq!(
            planned(&none, &format!("not ({a})")),
            FilterPlan::Here(Unasked::Logic)
        );
        let and = combining(Combine::And);
        assert_eq!(sent(&and, &format!("{a} and {c}")), one(&format!("{a} and {c}")));
        assert_eq!(
            sent(&and, &format!("{a} and {c} or {b}")),
            (vec![format!("{a} and {c}"), b.to_owned()], false)
        );
        assert_eq!(
            planned(&and, &format!("{a} or not ({b})")),
            FilterPlan::Here(Unasked::Logic),
            "half of an or would leave people out"
        );
        let mut fixed = combining(Combine::Fixed);
        fixed.of.others.fixed = vec![vec!["id".into(), "manager".into()]];
        let pair = "manager eq \"m\" and id eq \"i\"";
        assert_eq!(sent(&fixed, pair), one(pair));
        assert_eq!(
            sent(&fixed, &format!("{c} and {pair}")),
            (vec![pair.to_owned()], true),
            "the set that the server knows"
        );
        assert_eq!(sent(&fixed, &format!("{a} and {c}")), (vec![a.to_owned()], true));
    }

    // Q-FLT-01
    #[test]
    fn only_attributes_and_operators_that_the_server_takes_are_sent_under_its_own_names() {
        let mut dialect = FilterDialect::default();
        let table = [("userName", vec!["eq"]), ("emails.value", vec!["*"])];
        let table: BTreeMap<String, Vec<String>> = table
            .into_iter()
            .map(|(name, ops)| (name.to_owned(), ops.into_iter().map(str::to_owned).collect()))
            .collect();
        dialect.of.others.attributes = Some(table);
        dialect.alias.insert("emails.value".into(), "emails".into());
        assert_eq!(
            sent(&dialect, "username eq \"a\""),
            one("username eq \"a\""),
            "names have no case"
        );
        assert_eq!(sent(&dialect, "emails.value sw \"a\""), one("emails sw \"a\""));
        for other in ["userName sw \"a\"", "title eq \"a\"", "userName pr"] {
            assert_eq!(
                planned(&dialect, other),
                FilterPlan::Here(Unasked::Attribute),
                "{other}"
            );
        }
        let filter = Filter::parse("userName eq \"a\" and title eq \"b\"").unwrap();
        let learned = |path: &AttrPath, op: &str| path.attribute == "title" && op == "eq";
        let plan = FilterDialect::default().plan("/Users", &filter, &learned);
        let FilterPlan::Ask { parts, wider } = plan else {
            panic!("userName can be asked for");
        };
        assert_eq!((parts[0].text.as_str(), wider), ("userName eq \"a\"", true));
    }

    // Q-FLT-06
    #[test]
    fn what_is_too_long_or_has_characters_that_are_not_taken_is_shortened_or_left_to_us() {
        let dialect = FilterDialect {
            max_length: Some(40),
            max_nodes: Some(3),
            unsafe_chars: ",".into(),
            ascii_only: true,
            ..FilterDialect::default()
        };
        assert_eq!(
            planned(&dialect, "displayName eq \"Okafor, Kim\""),
            FilterPlan::Here(Unasked::Characters)
        );
        assert_eq!(
            planned(&dialect, "displayName eq \"Zoë\""),
            FilterPlan::Here(Unasked::Characters)
        );
        let long = format!("displayName eq \"{}\"", "x".repeat(40));
        assert_eq!(planned(&dialect, &long), FilterPlan::Here(Unasked::Size));
        let four = "id eq \"1\" or id eq \"2\" or id eq \"3\" or id eq \"4\"";
        let (parts, wider) = sent(&dialect, four);
        assert_eq!((parts.len(), wider), (4, false), "chunks: {parts:?}");
    }
}
