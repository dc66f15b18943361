//! Puts together what is known of a server, and decides fact by fact what Rollcall goes by: the standard < what the
//! server says < its preset < what was seen of it < what a person set. What protects people and accounts is relaxed by a
//! person alone.

use std::collections::BTreeMap;

use rollcall_presets::field::Field;
use rollcall_presets::{Preset, Value};
use rollcall_storage::table::capabilities::CapabilityRow;
use rollcall_storage::table::overrides::OverrideRow;
use time::format_description::well_known::Iso8601;
use time::{Date, OffsetDateTime};

use super::names::canonical;
use super::{Capability, CapabilitySource, EvidenceSaid};
use crate::At;
use crate::connections::rows::from_millis;

/// The facts that Rollcall goes by: path → value. What is not in it is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Facts(BTreeMap<String, String>);

/// A page that came twice may have come twice that once. Taken for granted, the rest of the list would never be asked
/// for again; each reading finds it out anew, for one request.
fn is_one_bad_day(known: &Capability) -> bool {
    known.source == CapabilitySource::Learned && known.feature.ends_with(".index") && known.value == "ignored"
}

impl Facts {
    /// The facts in force of a table.
    pub(super) fn of(table: &[Capability]) -> Self {
        Self(
            table
                .iter()
                .filter(|c| c.in_force && !is_one_bad_day(c))
                .map(|c| (c.feature.clone(), c.value.clone()))
                .collect(),
        )
    }

    /// Facts as they are written down.
    #[cfg(test)]
    pub(crate) fn from_pairs(known: &[(&str, &str)]) -> Self {
        Self(
            known
                .iter()
                .map(|(path, value)| ((*path).into(), (*value).into()))
                .collect(),
        )
    }

    /// Every fact with its value.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, value)| (path.as_str(), value.as_str()))
    }

    /// The value of a fact.
    pub(crate) fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// The value of a fact in its type; one that does not read as a value of its field is as good as unknown.
    pub(crate) fn value(&self, path: &str) -> Option<Value> {
        Field::of(path)?.parse(self.get(path)?).ok()
    }

    /// The value for a resource type, else the one for all types.
    pub(crate) fn of_type(&self, table: &str, resource: &str, rest: &str) -> Option<Value> {
        rollcall_presets::field::of_resource(table, resource, rest)
            .iter()
            .find_map(|path| self.value(path))
    }

    /// The resource types that have facts of their own in a table.
    pub(crate) fn types(&self, table: &str) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for path in self.0.keys() {
            let mut parts = path.split('.');
            let (Some(first), Some(name)) = (parts.next(), parts.next()) else {
                continue;
            };
            let own = first == table && name.starts_with(|c: char| c.is_ascii_uppercase());
            if own && Field::of(path).is_some() && !names.iter().any(|n| n == name) {
                names.push(name.to_owned());
            }
        }
        names
    }

    /// What differs from other facts: path, before, now.
    pub(crate) fn changed_from(&self, before: &Self) -> Vec<(String, Option<String>, Option<String>)> {
        let paths: std::collections::BTreeSet<&String> = self.0.keys().chain(before.0.keys()).collect();
        paths
            .into_iter()
            .filter(|path| self.0.get(*path) != before.0.get(*path))
            .map(|path| {
                (
                    path.clone(),
                    before.0.get(path).cloned(),
                    self.0.get(path).cloned(),
                )
            })
            .collect()
    }
}

/// Everything that is known, by feature and then by source, strongest last; one of each feature is in force.
pub(super) fn table(
    rows: Vec<CapabilityRow>,
    preset: Option<&Preset>,
    by_hand: Vec<OverrideRow>,
) -> Vec<Capability> {
    let mut all: Vec<Capability> = rows
        .into_iter()
        .map(|row| {
            let (feature, value) = canonical(&row.feature, &row.value);
            let at = from_millis(row.at);
            Capability {
                exchange: row.exchange,
                exchange_gone: row.mark.is_some() && row.exchange.is_none(),
                ..one(feature, source(&row.source), value, row.evidence, at)
            }
        })
        .collect();
    if let Some(preset) = preset {
        all.extend(claims(preset));
    }
    all.extend(by_hand.into_iter().map(|row| {
        let (feature, value) = canonical(&row.feature, &row.value);
        one(
            feature,
            CapabilitySource::ByHand,
            value,
            String::new(),
            from_millis(row.at),
        )
    }));
    all.sort_by(|a, b| (&a.feature, a.source, a.at.0).cmp(&(&b.feature, b.source, b.at.0)));
    // Two names of one fact by one source: the later word counts.
    all.dedup_by(|later, earlier| {
        let same = later.feature == earlier.feature && later.source == earlier.source;
        if same {
            std::mem::swap(later, earlier);
        }
        same
    });
    decide(&mut all);
    all
}

fn one(
    feature: String,
    source: CapabilitySource,
    value: String,
    evidence: String,
    at: OffsetDateTime,
) -> Capability {
    Capability {
        protective: Field::is_protective(&feature),
        informs: Field::of(&feature).is_some_and(Field::informs),
        allowed: Field::of(&feature).map(Field::words).unwrap_or_default(),
        feature,
        source,
        value,
        said: EvidenceSaid::read(&evidence),
        evidence,
        exchange: None,
        exchange_gone: false,
        at: At(at),
        in_force: false,
    }
}

fn claims(preset: &Preset) -> Vec<Capability> {
    let mut all = Vec::new();
    for (path, claim) in &preset.claims {
        let (date, evidence) = match &claim.evidence {
            Some(evidence) => (evidence.date.as_str(), format!("{}: {evidence}", preset.name)),
            None => (preset.reviewed.as_str(), preset.name.clone()),
        };
        let mut add = |feature: &str, value: &str| {
            let (feature, value) = canonical(feature, value);
            all.push(one(
                feature,
                CapabilitySource::Preset,
                value,
                evidence.clone(),
                day(date),
            ));
        };
        let value = claim.value.to_string();
        add(path, &value);
        // Without ETags nothing can be compared with them.
        if path == "etag.mode" && value == "none" && preset.value("features.etag").is_none() {
            add("features.etag", "no");
        }
    }
    all
}

/// The beginning of a day, `2026-11-01`.
fn day(date: &str) -> OffsetDateTime {
    Date::parse(date, &Iso8601::DATE).map_or(OffsetDateTime::UNIX_EPOCH, |d| d.midnight().assume_utc())
}

/// Marks one of each feature as in force. The list is sorted by feature, strongest source last.
fn decide(all: &mut [Capability]) {
    // A preset may know that the server's own description is worth nothing (Q-DIS-02).
    let distrusted = all
        .iter()
        .rev()
        .find(|c| c.feature == "discovery.spc.trust")
        .is_some_and(|c| c.value == "none");
    for group in all.chunk_by_mut(|a, b| a.feature == b.feature) {
        let usable = |c: &Capability| !(distrusted && c.source == CapabilitySource::Declared);
        let by_hand = group.iter().position(|c| c.source == CapabilitySource::ByHand);
        let strongest = group.iter().rposition(usable);
        let strictest = group
            .iter()
            .enumerate()
            .filter(|(_, c)| usable(c))
            .max_by_key(|(index, c)| (severity(&c.feature, &c.value), *index))
            .map(|(index, _)| index);
        let protective = group.first().is_some_and(|c| c.protective);
        let chosen = by_hand.or(if protective { strictest } else { strongest });
        for (index, capability) in group.iter_mut().enumerate() {
            capability.in_force = Some(index) == chosen;
        }
    }
}

/// How much a protective value protects.
fn severity(feature: &str, value: &str) -> usize {
    let mildest_first: &[&str] = match feature {
        "lifecycle.delete_user" | "lifecycle.delete_group" => {
            &["none", "soft", "membership", "hard", "irreversible"]
        }
        "lifecycle.deactivate" => &["none", "suspend", "remove_access", "destroy"],
        "lifecycle.reactivate" => &["patch", "post", "buggy"],
        "lifecycle.active_missing" => &["active", "inactive", "unknown"],
        _ => &["no", "yes"],
    };
    mildest_first.iter().position(|v| *v == value).unwrap_or_default()
}

pub(super) fn word(source: CapabilitySource) -> &'static str {
    match source {
        CapabilitySource::Declared => "declared",
        CapabilitySource::Observed => "observed",
        CapabilitySource::Learned => "learned",
        // Neither is kept in the cache: one is read from its file, the other cannot be found out again.
        CapabilitySource::Preset | CapabilitySource::ByHand => "by_hand",
    }
}

fn source(word: &str) -> CapabilitySource {
    match word {
        "by_hand" => CapabilitySource::ByHand,
        "learned" => CapabilitySource::Learned,
        "observed" => CapabilitySource::Observed,
        _ => CapabilitySource::Declared,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall_presets::Library;

    fn row(feature: &str, source: &str, value: &str) -> CapabilityRow {
        CapabilityRow {
            feature: feature.into(),
            source: source.into(),
            value: value.into(),
            at: 0,
            evidence: String::new(),
            mark: None,
            exchange: None,
        }
    }

    fn set(feature: &str, value: &str) -> OverrideRow {
        OverrideRow {
            feature: feature.into(),
            value: value.into(),
            at: 0,
        }
    }

    fn facts(rows: Vec<CapabilityRow>, preset: Option<&str>, by_hand: Vec<OverrideRow>) -> Facts {
        let library = Library::built_in();
        Facts::of(&table(rows, preset.and_then(|id| library.get(id)), by_hand))
    }

    #[test]
    fn each_source_outweighs_the_ones_before_it() {
        let declared = || row("filter.maxResults", "declared", "200");
        let learned = || row("list.maxCount", "learned", "50");
        let max = "list.*.count.max";
        assert_eq!(facts(vec![declared()], None, vec![]).get(max), Some("200"));
        assert_eq!(
            facts(vec![declared()], Some("aws-iic"), vec![]).get(max),
            Some("100"),
            "a preset knows better than the server says"
        );
        assert_eq!(
            facts(vec![declared(), learned()], Some("aws-iic"), vec![]).get(max),
            Some("50"),
            "what this server did outweighs what its product usually does"
        );
        assert_eq!(
            facts(vec![declared(), learned()], Some("aws-iic"), vec![set(max, "10")]).get(max),
            Some("10"),
            "a person has the last word"
        );
    }

    #[test]
    fn what_nobody_says_is_unknown_and_not_no() {
        assert_eq!(facts(vec![], None, vec![]), Facts::default());
        assert_eq!(
            facts(vec![], Some("figma"), vec![]).get("lifecycle.delete_user"),
            None
        );
    }

    #[test]
    fn what_protects_people_is_relaxed_by_hand_alone() {
        let path = "lifecycle.delete_user";
        let mild = || row(path, "learned", "soft");
        assert_eq!(
            facts(vec![mild()], Some("github-emu"), vec![]).get(path),
            Some("irreversible"),
            "one kind answer does not make a deletion harmless"
        );
        assert_eq!(
            facts(vec![row(path, "learned", "hard")], Some("slack-v2"), vec![]).get(path),
            Some("hard"),
            "to the stricter side, seeing is enough"
        );
        assert_eq!(
            facts(vec![mild()], Some("github-emu"), vec![set(path, "soft")]).get(path),
            Some("soft")
        );
        let managed = "safety.idp_managed";
        assert_eq!(
            facts(vec![row(managed, "learned", "no")], Some("figma"), vec![]).get(managed),
            Some("yes")
        );
    }

    // Q-DIS-02
    #[test]
    fn q_dis_02_a_description_known_to_be_untrue_is_shown_and_not_used() {
        let rows = || vec![row("etag", "declared", "yes")];
        assert_eq!(facts(rows(), None, vec![]).get("features.etag"), Some("yes"));
        let library = Library::built_in();
        let mut preset = library.get("slack-v2").unwrap().clone();
        preset.claims.retain(|path, _| path.starts_with("discovery."));
        let table = table(rows(), Some(&preset), vec![]);
        assert_eq!(Facts::of(&table).get("features.etag"), None);
        assert!(
            table.iter().any(|c| c.feature == "features.etag"),
            "it is in the table all the same"
        );
    }
}
