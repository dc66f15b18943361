//! Looks for what a create made when its answer does not say.

use rollcall_jobs::{Made, made};
use rollcall_scim::{AttrPath, Filter, Resource, ResourceModel, Uniqueness};
use rollcall_scim_client::{Client, EvidenceCode, ExchangeMark, ListQuery};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use super::gather::gather;
use super::verdict::verdicts;
use crate::{CapabilitySource, ConnectionId, Engine, Notice, NoticeCode, Verdict};

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

/// Where a create may change who is there, what a server does with a second user of a name.
const SECOND_USER: &str = "user.userName.unique";

impl Engine {
    /// Whether a create on this server is known to change who has the name already (Q-ERR-03).
    pub(crate) async fn upserts(&self, connection: ConnectionId) -> bool {
        self.in_force(connection, SECOND_USER).await.as_deref() == Some("upsert")
    }

    /// A create answered with somebody older: the server is known to change who has the name.
    pub(crate) async fn learn_upsert(
        &self,
        connection: ConnectionId,
        answer: &Resource,
        status: u16,
        sent: OffsetDateTime,
        shown: Option<ExchangeMark>,
    ) {
        if judged(answer, status, sent) == Made::Existing {
            let evidence = EvidenceCode::OlderUser.with(&[]).shown_by(shown);
            self.learn_one(
                connection,
                SECOND_USER,
                CapabilitySource::Learned,
                "upsert",
                evidence,
            )
            .await;
        }
    }
}

/// What has to be said of a create that was answered; nothing where something was made.
pub(crate) fn not_proven_made(answer: &Resource, status: u16, sent: OffsetDateTime) -> Option<Notice> {
    let (code, message) = match judged(answer, status, sent) {
        Made::New => return None,
        Made::Existing => (
            NoticeCode::ExistingChanged,
            "The server made no new entry: it changed one of this name that was there before. There is no undo for it.",
        ),
        Made::Unproven => (
            NoticeCode::MadeUnproven,
            "The server answered 200, which does not say whether it made this entry or changed one that was there. There is no undo for it.",
        ),
    };
    Some(Notice::new(code, message))
}

/// The look at the review proves no absence here: a filter that finds nobody may lie.
fn judged(answer: &Resource, status: u16, sent: OffsetDateTime) -> Made {
    let earliest = (sent - CLOCKS).unix_timestamp_nanos() / 1_000_000;
    made(answer, status, false, i64::try_from(earliest).unwrap_or(i64::MAX))
}

/// Whether these say that an entry was perhaps there before a create: then taking the create back must not delete it.
pub(crate) fn perhaps_there_before(notices: &[Notice]) -> bool {
    let code = |n: &Notice| matches!(n.code, NoticeCode::ExistingChanged | NoticeCode::MadeUnproven);
    notices.iter().any(code)
}
