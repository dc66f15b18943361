//! Checks the paths, operators and values of a filter against a model.

use super::parser;
use super::value::{boolean, decode, instant};
use super::{CompareOp, CompareValue, Filter, FilterError, FilterFault, FilterRule as Rule};
use crate::{AttrPath, Attribute, AttributeType, Mutability, ResourceModel};

/// Where paths are resolved.
#[derive(Clone, Copy)]
enum Scope<'a> {
    Resource(&'a ResourceModel),
    Element(&'a Attribute),
}

impl Filter {
    /// Parses and checks in one step; positions point into `text`.
    pub fn parse_for(model: &ResourceModel, text: &str) -> Result<Self, FilterError> {
        let parsed = parser::filter(text)?;
        match first_fault(&parsed.filter, model) {
            None => Ok(parsed.filter),
            Some((condition, fault)) => Err(FilterError::new(
                parsed.positions.get(condition).copied().unwrap_or_default(),
                fault,
            )),
        }
    }

    /// Checks a value filter against the list it stands in brackets of; see [`Filter::check`].
    pub fn check_element(&self, attribute: &Attribute) -> Result<(), FilterError> {
        walk(self, Scope::Element(attribute), &mut 0).map_err(|(_, fault)| FilterError::new(0, fault))
    }

    /// Checks every path, operator and value against the schemas (RFC 7644 §3.4.2.2: no `gt` on a
    /// boolean or binary, no comparison with a complex attribute as a whole; a value of the wrong
    /// type). The position of an error points into the printed form of this filter; use
    /// [`Filter::parse_for`] to have it point into what was typed.
    pub fn check(&self, model: &ResourceModel) -> Result<(), FilterError> {
        let Some((condition, fault)) = first_fault(self, model) else {
            return Ok(());
        };
        let position = parser::filter(&self.to_string())
            .ok()
            .and_then(|parsed| parsed.positions.get(condition).copied())
            .unwrap_or_default();
        Err(FilterError::new(position, fault))
    }
}

/// The number of the first condition at fault, in the order written, and why.
fn first_fault(filter: &Filter, model: &ResourceModel) -> Option<(usize, FilterFault)> {
    let mut seen = 0;
    walk(filter, Scope::Resource(model), &mut seen).err()
}

fn walk(filter: &Filter, scope: Scope<'_>, seen: &mut usize) -> Result<(), (usize, FilterFault)> {
    match filter {
        Filter::And(terms) | Filter::Or(terms) => terms.iter().try_for_each(|term| walk(term, scope, seen)),
        Filter::Not(inner) => walk(inner, scope, seen),
        Filter::Present(path) => {
            let condition = next(seen);
            resolve(path, scope).map(|_| ()).map_err(|m| (condition, m))
        }
        Filter::Compare(path, op, value) => {
            let condition = next(seen);
            resolve(path, scope)
                .and_then(|attribute| comparison(path, attribute, *op, value))
                .map_err(|m| (condition, m))
        }
        Filter::ValuePath(path, inner) => {
            let condition = next(seen);
            let attribute = resolve(path, scope).map_err(|m| (condition, m))?;
            if !attribute.multi_valued {
                return Err((condition, Rule::NoList.with("name", path)));
            }
            walk(inner, Scope::Element(attribute), seen)
        }
    }
}

fn next(seen: &mut usize) -> usize {
    let condition = *seen;
    *seen = seen.saturating_add(1);
    condition
}

fn resolve<'a>(path: &AttrPath, scope: Scope<'a>) -> Result<&'a Attribute, FilterFault> {
    match scope {
        Scope::Resource(model) => match model.resolve(path) {
            Some(resolved) => Ok(resolved.sub_attribute.unwrap_or(resolved.attribute)),
            None => Err(Rule::NoAttribute.with("type", &model.name).with("name", path)),
        },
        Scope::Element(attribute) if attribute.kind != AttributeType::Complex => {
            if path.attribute.eq_ignore_ascii_case("value") && path.sub_attribute.is_none() {
                Ok(attribute)
            } else {
                Err(Rule::PlainValues.with("name", &attribute.name))
            }
        }
        Scope::Element(attribute) => match (&path.urn, attribute.sub(&path.attribute), &path.sub_attribute) {
            (None, Some(sub), None) => Ok(sub),
            _ => Err(Rule::NoPart.with("name", &attribute.name).with("part", path)),
        },
    }
}

fn comparison(
    path: &AttrPath,
    attribute: &Attribute,
    op: CompareOp,
    value: &CompareValue,
) -> Result<(), FilterFault> {
    // RFC 7643 §2.4: a comparison with a multi-valued complex attribute is one with its `value`.
    let leaf = match attribute.kind {
        AttributeType::Complex => match attribute.sub("value") {
            Some(sub) if attribute.multi_valued => sub,
            _ => return Err(Rule::Whole.with("name", path)),
        },
        _ => attribute,
    };
    // RFC 7643 §4.1.1: a password may be tested for equality only.
    if leaf.mutability == Mutability::WriteOnly && !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Err(Rule::WriteOnly.with("name", path));
    }
    let equality = matches!(op, CompareOp::Eq | CompareOp::Ne);
    let part = matches!(op, CompareOp::Co | CompareOp::Sw | CompareOp::Ew);
    if matches!(value, CompareValue::Null) {
        return if equality {
            Ok(())
        } else {
            Err(Rule::NullOrder.with("operator", op))
        };
    }
    let misused = |rule: Rule| rule.with("operator", op).with("name", path);
    match leaf.kind {
        AttributeType::Boolean if !equality => Err(misused(Rule::BooleanOrder)),
        AttributeType::Binary if !equality => Err(misused(Rule::BinaryOrder)),
        AttributeType::Integer | AttributeType::Decimal if part => Err(misused(Rule::NumberPart)),
        AttributeType::DateTime if part && matches!(value, CompareValue::String(_)) => Ok(()),
        _ if fits(leaf.kind, value) => Ok(()),
        kind => Err(expected(kind).with("name", path)),
    }
}

fn fits(kind: AttributeType, value: &CompareValue) -> bool {
    match (kind, value) {
        (AttributeType::Boolean, CompareValue::Boolean(_)) => true,
        (AttributeType::Boolean, CompareValue::String(text)) => boolean(text).is_some(),
        (AttributeType::Integer | AttributeType::Decimal, CompareValue::Number(_)) => true,
        (AttributeType::DateTime, CompareValue::String(text)) => instant(text).is_some(),
        (AttributeType::Binary, CompareValue::String(text)) => decode(text).is_some(),
        (
            AttributeType::String | AttributeType::Reference | AttributeType::Complex,
            CompareValue::String(_),
        ) => true,
        _ => false,
    }
}

fn expected(kind: AttributeType) -> Rule {
    match kind {
        AttributeType::Boolean => Rule::WantsBoolean,
        AttributeType::Integer | AttributeType::Decimal => Rule::WantsNumber,
        AttributeType::DateTime => Rule::WantsDate,
        AttributeType::Binary => Rule::WantsBase64,
        _ => Rule::WantsText,
    }
}
