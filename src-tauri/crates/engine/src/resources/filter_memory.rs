//! What is remembered of how a server filters, so that it is not asked in vain.

use rollcall_scim::{Filter, ResourceModel};

use super::list_query::paths;
use crate::{CapabilitySource, ConnectionId, Engine, FilteredBy};

impl Engine {
    /// Keeps what a list taught about filtering.
    pub(super) async fn learn_filter(
        &self,
        connection: ConnectionId,
        model: &ResourceModel,
        filter: &Filter,
        by: FilteredBy,
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
                format!("A filter on {attributes} was answered rightly for {name}."),
            ),
            FilteredBy::Rollcall => (
                "partial",
                "no",
                format!("A filter on {attributes} was ignored or refused for {name}."),
            ),
        };
        for (of, value) in [
            ("filter.answered".to_owned(), answered),
            (feature(model, filter), this),
        ] {
            self.learn_one(connection, &of, CapabilitySource::Learned, value, &evidence)
                .await;
        }
    }
}

/// What is remembered of filters like this one: by type, attributes and operators, whatever is compared with.
pub(super) fn feature(model: &ResourceModel, filter: &Filter) -> String {
    fn parts(filter: &Filter, found: &mut Vec<String>) {
        match filter {
            Filter::And(all) | Filter::Or(all) => {
                if matches!(filter, Filter::Or(_)) {
                    found.push("or".into());
                }
                all.iter().for_each(|each| parts(each, found));
            }
            Filter::Not(inner) => {
                found.push("not".into());
                parts(inner, found);
            }
            Filter::Compare(path, operator, _) => found.push(format!("{path} {operator}")),
            Filter::Present(path) => found.push(format!("{path} pr")),
            Filter::ValuePath(path, inner) => {
                found.push(format!("{path}[]"));
                parts(inner, found);
            }
        }
    }
    let mut found = Vec::new();
    parts(filter, &mut found);
    found.sort();
    found.dedup();
    format!("filter.{}.{}", model.name, found.join(", "))
}
