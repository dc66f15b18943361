//! What is remembered of how a server filters, so that it is not asked in vain.

use std::collections::HashSet;

use rollcall_scim::{AttrPath, Filter, ResourceModel};
use rollcall_scim_client::dialect::type_name;

use super::list_query::paths;
use crate::{CapabilitySource, ConnectionId, Engine, FilteredBy};
use rollcall_scim_client::{ClientError, EvidenceCode, ExchangeMark};

use super::gather::Gathered;

/// What a server is known not to answer for one resource type, as `userName.eq`.
pub(super) struct Refused(HashSet<String>);

impl Refused {
    /// Nothing.
    pub(super) fn none() -> Self {
        Self(HashSet::new())
    }

    /// Whether the server is known not to filter by this attribute with this operator.
    pub(super) fn has(&self, path: &AttrPath, operator: &str) -> bool {
        self.0.contains(&format!("{path}.{operator}"))
    }
}

impl Engine {
    /// What was learned that a server does not answer for this type.
    pub(super) async fn refused_filters(&self, connection: ConnectionId, model: &ResourceModel) -> Refused {
        let of_type = format!("filter.{}.", type_name(&model.endpoint));
        let known = self.capability_table(connection).await.unwrap_or_default();
        let refused = known.into_iter().filter(|c| c.in_force && c.value == "no");
        Refused(
            refused
                .filter_map(|c| c.feature.strip_prefix(&of_type).map(str::to_owned))
                .collect(),
        )
    }

    /// Keeps what a list taught about filtering.
    pub(super) async fn learn_filter(
        &self,
        connection: ConnectionId,
        model: &ResourceModel,
        filter: &Filter,
        by: FilteredBy,
        shown: Option<ExchangeMark>,
    ) {
        let attributes = paths(filter)
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", ");
        let name = &model.name;
        let (answered, this, evidence) = match by {
            FilteredBy::Nobody => return,
            FilteredBy::Server => (
                "yes",
                "yes",
                EvidenceCode::FilterRight.with(&[("attributes", &attributes), ("type", name)]),
            ),
            FilteredBy::Rollcall => (
                "partial",
                "no",
                EvidenceCode::FilterWrong.with(&[("attributes", &attributes), ("type", name)]),
            ),
        };
        for (of, value) in [
            ("filter.answered".to_owned(), answered),
            (feature(model, filter), this),
        ] {
            self.learn_one(
                connection,
                &of,
                CapabilitySource::Learned,
                value,
                evidence.clone().shown_by(shown),
            )
            .await;
        }
    }
}

/// The record of the exchange that answered a filter, or refused it.
pub(super) fn judged_by(answered: &Result<Gathered, ClientError>) -> Option<ExchangeMark> {
    match answered {
        Ok(gathered) => gathered.outcome.exchange,
        Err(error) => error.exchange(),
    }
}

/// What is remembered of filters like this one, by type, attributes and operators, whatever is compared with:
/// `filter.Users.userName.eq`, `filter.Users.and, active.eq, title.eq`.
pub(super) fn feature(model: &ResourceModel, filter: &Filter) -> String {
    fn parts(filter: &Filter, found: &mut Vec<String>) {
        match filter {
            Filter::And(all) | Filter::Or(all) => {
                let joined = if matches!(filter, Filter::Or(_)) {
                    "or"
                } else {
                    "and"
                };
                found.push(joined.into());
                all.iter().for_each(|each| parts(each, found));
            }
            Filter::Not(inner) => {
                found.push("not".into());
                parts(inner, found);
            }
            Filter::Compare(path, operator, _) => found.push(format!("{path}.{operator}")),
            Filter::Present(path) => found.push(format!("{path}.pr")),
            Filter::ValuePath(path, inner) => {
                found.push(format!("{path}.[]"));
                parts(inner, found);
            }
        }
    }
    let mut found = Vec::new();
    parts(filter, &mut found);
    found.sort();
    found.dedup();
    format!("filter.{}.{}", type_name(&model.endpoint), found.join(", "))
}
