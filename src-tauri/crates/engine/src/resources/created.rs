//! Looks for what a create made when its answer does not say.

use rollcall_scim::{AttrPath, Filter, Resource, ResourceModel, Uniqueness};
use rollcall_scim_client::{Client, ListQuery};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use super::gather::gather;
use super::verdict::verdicts;
use crate::Verdict;

/// So far the server's clock may be behind ours.
const CLOCKS: Duration = Duration::minutes(10);

/// The one entry that has the unique name of `body`, was created since `sent_at`, and differs in nothing that was
/// sent. `None` proves nothing: then the outcome stays unknown.
pub(crate) async fn look_for_created(
    client: &Client,
    model: &ResourceModel,
    body: &Resource,
    sent_at: OffsetDateTime,
) -> Option<Resource> {
    let unique = model.core.attributes.iter().find(|a| {
        a.uniqueness != Uniqueness::None && !a.multi_valued && a.sub_attributes.is_empty() && a.name != "id"
    })?;
    let name = body.get_ci(&unique.name)?.as_str()?;
    let filter = Filter::eq(AttrPath::attribute(&unique.name), name);
    let query = ListQuery {
        filter: Some(filter.to_string()),
        ..ListQuery::default()
    };
    let matches = |found: &Resource| filter.matches(model, found);
    let found = gather(client, &model.endpoint, &query, 10, Some(1), matches)
        .await
        .ok()?;
    let [one] = found.kept.as_slice() else {
        return None;
    };
    let created = one.get_ci("meta")?.get("created")?.as_str()?;
    let created = OffsetDateTime::parse(created, &Rfc3339).ok()?;
    let same = verdicts(model, &Resource::default(), body, one)
        .iter()
        .all(|v| v.verdict != Verdict::Rejected);
    (!found.cut && same && created >= sent_at - CLOCKS).then(|| one.clone())
}
