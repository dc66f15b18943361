//! Where the members of a group are.

use rollcall_scim_client::{ClientError, EvidenceCode, ListQuery, Projection};
use serde_json::Value;

use super::Look;
use super::users::id;

const GROUPS: &str = "/Groups";

impl Look<'_> {
    pub(super) async fn groups(&mut self) {
        let query = ListQuery {
            count: Some(2),
            ..ListQuery::default()
        };
        let listed = match self.list_of(GROUPS, query).await {
            Some(Ok(page)) => page.rows,
            _ => return,
        };
        let Some(group) = listed.iter().find(|g| has_members(g)).or(listed.first()) else {
            return;
        };
        let id = id(group);
        if id.is_empty() {
            return;
        }
        let Some(Ok(alone)) = self.group(&id, Projection::none()).await else {
            return;
        };
        if has_members(&alone) {
            self.saw("groups.members_source", "inline", EvidenceCode::MembersNamed);
            if !has_members(group) {
                self.saw("list.Groups.complete_rows", "no", EvidenceCode::MembersSingle);
            }
            self.without_members(&id).await;
            return;
        }
        // No members may be the truth; asked for by name, it shows.
        let asked = Projection {
            attributes: vec!["members".into()],
            excluded: Vec::new(),
        };
        if let Some(Ok(asked)) = self.group(&id, asked).await
            && has_members(&asked)
        {
            self.saw("groups.members_source", "ask", EvidenceCode::MembersAsked);
        }
    }

    async fn without_members(&mut self, id: &str) {
        let without = Projection {
            attributes: Vec::new(),
            excluded: vec!["members".into()],
        };
        match self.group(id, without).await {
            Some(Ok(group)) if has_members(&group) => {
                self.saw("list.Groups.projection", "none", EvidenceCode::ExcludedIgnored);
            }
            Some(Ok(_)) => self.saw("list.Groups.projection", "one_of", EvidenceCode::ExcludedTaken),
            Some(Err(ClientError::Status(e))) if matches!(e.status, 400 | 422 | 500 | 501) => {
                self.saw("list.Groups.projection", "none", EvidenceCode::ExcludedRefused);
            }
            _ => {}
        }
    }

    async fn group(&self, id: &str, projection: Projection) -> Option<Result<Value, ClientError>> {
        if !self.attempts.may_ask() {
            return None;
        }
        let answer = self.client.get(GROUPS, id, &projection).await;
        Some(answer.map(|a| a.resource.map(|r| r.to_value()).unwrap_or_default()))
    }
}

fn has_members(group: &Value) -> bool {
    group
        .get("members")
        .and_then(Value::as_array)
        .is_some_and(|m| !m.is_empty())
}
