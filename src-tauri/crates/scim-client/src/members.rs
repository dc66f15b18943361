//! Reads the members of a group from a list of their own below it (Q-GRP-02): no ListResponse of RFC 7644, but paged and
//! doubted as one.

use rollcall_scim::resource::get_ci;
use rollcall_scim::urn;
use serde_json::{Map, Value, json};
use tokio::sync::mpsc;

use crate::address::segment;
use crate::dialect::{Index, ListDialect, Paging, RowKeys, Total};
use crate::{Client, ClientError, ListQuery, WalkLimits, WalkOutcome};

/// Under this name a member's `value` is kept while the list is walked: rows are told apart by their id.
const ID: &str = "id";

impl Client {
    /// The members of a group in the list that `groups.sub_resource` of the dialect names, page by page; each once,
    /// as the server sent it. Whether they are all is said by the outcome.
    pub async fn members(
        &self,
        group: &str,
        limits: WalkLimits,
    ) -> Result<(Vec<Value>, WalkOutcome), ClientError> {
        let how = &self.dialect().groups.sub_resource;
        let endpoint = how.path.replace("{id}", &segment(group)?);
        let mut dialect = self.dialect().clone();
        let list = ListDialect {
            paging: Paging::Index,
            index: Index::Honoured,
            total: Total::Unproven,
            max_count: how.max,
            keys: Some(RowKeys {
                rows: how.items_key.clone(),
                total: how.size_key.clone(),
            }),
            ..ListDialect::default()
        };
        let limits = WalkLimits {
            // Members are short: as many as the server gives at a time.
            page_size: how.max.or(limits.page_size),
            ..limits
        };
        dialect
            .list
            .of
            .insert(endpoint.trim_start_matches('/').to_owned(), list);
        let client = self.speaking(dialect);
        let (send, mut pages) = mpsc::channel(2);
        let query = ListQuery::default();
        let walking = client.walk(&endpoint, &query, limits, send);
        let gathering = async {
            let mut members = Vec::new();
            while let Some(page) = pages.recv().await {
                members.extend(page.resources.into_iter().map(|row| member(row.0)));
            }
            members
        };
        let (outcome, members) = tokio::join!(walking, gathering);
        Ok((members, outcome?))
    }
}

/// Makes a ListResponse of the list of a group's members.
pub(crate) fn as_list(body: &mut Value, keys: &RowKeys) {
    let Value::Object(map) = body else { return };
    let take = |map: &mut Map<String, Value>, name: &str| {
        let key = map.keys().find(|key| key.eq_ignore_ascii_case(name)).cloned();
        key.and_then(|key| map.shift_remove(&key))
    };
    // Without the list itself it is another message, and is refused as such.
    let Some(rows) = take(map, &keys.rows) else { return };
    let rows = match rows {
        Value::Array(rows) => rows.into_iter().map(row).collect(),
        // An empty group of some servers.
        Value::Null => Value::Array(Vec::new()),
        other => other,
    };
    let total = keys.total.as_deref().and_then(|name| take(map, name));
    *body = json!({"schemas": [urn::LIST_RESPONSE], "totalResults": total, "Resources": rows});
}

fn row(member: Value) -> Value {
    match member {
        Value::Object(mut map) => {
            map.shift_remove(ID);
            if let Some(value) = get_ci(&map, "value").cloned() {
                map.insert(ID.to_owned(), value);
            }
            Value::Object(map)
        }
        other => other,
    }
}

fn member(mut row: Map<String, Value>) -> Value {
    row.shift_remove(ID);
    Value::Object(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> RowKeys {
        RowKeys {
            rows: "members".into(),
            total: Some("memberSize".into()),
        }
    }

    // Q-GRP-02
    #[test]
    fn a_list_of_members_is_read_as_any_other_list() {
        let mut body = json!({"id": "g", "memberSize": 3, "members": [{"value": "a", "type": "user"}, {"display": "?"}]});
        as_list(&mut body, &keys());
        assert_eq!(body["totalResults"], 3, "the server's own word for the total");
        let first = body["Resources"][0].as_object().unwrap().clone();
        assert_eq!(first["id"], "a", "a member is known by its value");
        assert_eq!(
            member(first),
            json!({"value": "a", "type": "user"}),
            "and comes out as it was sent"
        );
        assert!(
            body["Resources"][1].get("id").is_none(),
            "one without value counts as a row without id"
        );
    }

    #[test]
    fn what_is_no_list_of_members_stays_what_it_is() {
        let mut group = json!({"id": "g", "displayName": "Team"});
        as_list(&mut group, &keys());
        assert_eq!(
            group,
            json!({"id": "g", "displayName": "Team"}),
            "a group without members is no empty list"
        );
    }
}
