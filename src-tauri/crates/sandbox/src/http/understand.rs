//! The filter as the profile's server understands it.

use rollcall_scim::Filter;
use rollcall_scim::filter::CompareValue;

use super::Failure;
use super::call::Call;
use crate::ResourceKind;
use crate::profile::{ExternalId, FilterProfile, Filtering, Logic};

/// A filter, understood.
pub(super) enum Understood {
    By(Option<Filter>),
    Nothing,
}

/// Reads a filter for resources of these kinds.
pub(super) fn understand(
    call: &Call,
    kinds: &[ResourceKind],
    text: Option<&str>,
) -> Result<Understood, Failure> {
    let Some(text) = text else {
        return Ok(Understood::By(None));
    };
    let quirks = &call.profile.filter;
    let bad = |detail: &str| Err(Failure::bad("invalidFilter", detail));
    if quirks.max_length.is_some_and(|most| text.len() > most) {
        return bad("the filter is too long");
    }
    if quirks.ascii_only && !text.is_ascii() {
        return bad("the filter has characters outside ASCII");
    }
    if quirks.unsupported == Filtering::Ignored && quirks.only.is_empty() {
        return Ok(Understood::By(None));
    }
    let text = match text.split_once(" AND ").filter(|_| quirks.capital_and_drops) {
        Some((left, _)) => left,
        None => text,
    };
    let mut filter = Filter::parse(text).map_err(|e| Failure::bad("invalidFilter", e.to_string()))?;
    if quirks.max_nodes.is_some_and(|most| nodes(&filter) > most) {
        return bad("the filter has too many parts");
    }
    if unsafe_value(&filter, &quirks.unsafe_chars) {
        return bad("a value has a character that is not supported");
    }
    if quirks.without_precedence && !text.contains('(') {
        filter = from_the_left(filter);
    }
    if !renamed(&mut filter, quirks) || !is_supported(&filter, quirks) {
        match quirks.unsupported {
            Filtering::Works if quirks.logic == Logic::Full && quirks.names.is_empty() => {}
            Filtering::Ignored => return Ok(Understood::By(None)),
            Filtering::Empty => return Ok(Understood::Nothing),
            Filtering::Works | Filtering::Refused => {
                if quirks.refused_with == 400 {
                    return bad("this filter is not supported");
                }
                return Err(Failure::by_profile(
                    quirks.refused_with,
                    "this filter is not supported",
                ));
            }
        }
    }
    match call.profile.write.external_id {
        ExternalId::FilterRefused if names_external_id(&filter) => {
            return bad("externalId cannot be filtered");
        }
        ExternalId::FilterEmpty if names_external_id(&filter) => return Ok(Understood::Nothing),
        _ => {}
    }
    // A query of several types names what at least one of them has (RFC 7644 §3.4.2.1).
    let checks = call.app.read(|directory| {
        let check = |kind: &ResourceKind| filter.check(directory.models().of(*kind));
        kinds.iter().map(check).collect::<Vec<_>>()
    });
    if checks.iter().all(Result::is_err)
        && let Some(Err(error)) = checks.into_iter().next()
    {
        return Err(Failure::bad("invalidFilter", error.to_string()));
    }
    Ok(Understood::By(Some(filter)))
}

fn is_supported(filter: &Filter, quirks: &FilterProfile) -> bool {
    let joined = match (quirks.logic, filter) {
        (Logic::Full, _) | (_, Filter::Compare(..) | Filter::Present(_)) => true,
        (Logic::None, _) => false,
        (Logic::And, Filter::And(parts)) | (Logic::Or, Filter::Or(parts)) => parts.iter().all(is_simple),
        (Logic::Fixed, Filter::And(parts)) => {
            let mut names: Vec<String> = filter.paths().iter().map(ToString::to_string).collect();
            names.sort();
            let is_set = |set: &Vec<String>| {
                let mut set = set.clone();
                set.sort();
                set == names
            };
            parts.iter().all(is_simple) && quirks.fixed.iter().any(is_set)
        }
        (Logic::AndOr, _) => without_not(filter),
        (Logic::And | Logic::Or | Logic::Fixed, _) => false,
    };
    let known = quirks.unsupported == Filtering::Works
        || simple_eq(filter).is_some_and(|name| quirks.only.iter().any(|o| o.eq_ignore_ascii_case(&name)));
    joined
        && (known || (quirks.logic != Logic::Full && !quirks.only.is_empty() && only_known(filter, quirks)))
}

/// Every comparison is `eq` on an attribute of `only`.
fn only_known(filter: &Filter, quirks: &FilterProfile) -> bool {
    match filter {
        Filter::And(parts) | Filter::Or(parts) => parts.iter().all(|part| only_known(part, quirks)),
        other => {
            simple_eq(other).is_some_and(|name| quirks.only.iter().any(|o| o.eq_ignore_ascii_case(&name)))
        }
    }
}

fn is_simple(filter: &Filter) -> bool {
    matches!(filter, Filter::Compare(..) | Filter::Present(_))
}

fn without_not(filter: &Filter) -> bool {
    match filter {
        Filter::And(parts) | Filter::Or(parts) => parts.iter().all(without_not),
        Filter::Not(_) => false,
        _ => true,
    }
}

/// The attribute of `ATTRIBUTE eq value`.
fn simple_eq(filter: &Filter) -> Option<String> {
    match filter {
        Filter::Compare(path, rollcall_scim::filter::CompareOp::Eq, _) => Some(path.to_string()),
        _ => None,
    }
}

/// Gives attributes their names of the RFC; false when one was used that the server knows otherwise.
fn renamed(filter: &mut Filter, quirks: &FilterProfile) -> bool {
    match filter {
        Filter::And(parts) | Filter::Or(parts) => parts.iter_mut().all(|part| renamed(part, quirks)),
        Filter::Not(inner) => renamed(inner, quirks),
        Filter::Compare(path, ..) | Filter::Present(path) | Filter::ValuePath(path, _) => {
            let used = path.to_string();
            for (name, own) in &quirks.names {
                if name.eq_ignore_ascii_case(&used) {
                    return false;
                }
                if own.eq_ignore_ascii_case(&used)
                    && let Ok(known) = rollcall_scim::AttrPath::parse(name)
                {
                    *path = known;
                    return true;
                }
            }
            true
        }
    }
}

fn nodes(filter: &Filter) -> usize {
    match filter {
        Filter::And(parts) | Filter::Or(parts) => {
            parts.iter().map(nodes).sum::<usize>() + parts.len().saturating_sub(1)
        }
        Filter::Not(inner) | Filter::ValuePath(_, inner) => nodes(inner) + 1,
        Filter::Compare(..) | Filter::Present(_) => 1,
    }
}

fn unsafe_value(filter: &Filter, chars: &str) -> bool {
    match filter {
        Filter::And(parts) | Filter::Or(parts) => parts.iter().any(|part| unsafe_value(part, chars)),
        Filter::Not(inner) | Filter::ValuePath(_, inner) => unsafe_value(inner, chars),
        Filter::Compare(_, _, CompareValue::String(text)) => text.chars().any(|c| chars.contains(c)),
        Filter::Compare(..) | Filter::Present(_) => false,
    }
}

/// Q-FLT-04: `a or b and c` as `(a or b) and c`.
fn from_the_left(filter: Filter) -> Filter {
    let Filter::Or(parts) = filter else {
        return filter;
    };
    let mut whole: Option<Filter> = None;
    for part in parts {
        let leaves = match part {
            Filter::And(leaves) => leaves,
            other => vec![other],
        };
        for (n, leaf) in leaves.into_iter().enumerate() {
            whole = Some(match whole.take() {
                None => leaf,
                Some(left) if n == 0 => Filter::Or(vec![left, leaf]),
                Some(left) => Filter::And(vec![left, leaf]),
            });
        }
    }
    whole.unwrap_or(Filter::Or(Vec::new()))
}

fn names_external_id(filter: &Filter) -> bool {
    match filter {
        Filter::And(parts) | Filter::Or(parts) => parts.iter().any(names_external_id),
        Filter::Not(inner) => names_external_id(inner),
        Filter::Compare(path, _, _) | Filter::Present(path) | Filter::ValuePath(path, _) => {
            path.attribute.eq_ignore_ascii_case("externalId")
        }
    }
}
