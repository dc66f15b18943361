//! What the queue can promise about duplicates on a server (queue.md §3.4), from what is known of it.

use rollcall_presets::Value;
use rollcall_scim::{AttrPath, ResourceModel, Uniqueness as Declared};
use serde::Serialize;

use crate::capabilities::Facts;
use crate::connections::Profile;
use crate::connections::rows::{Q_MS, READ_LAG_MS};
use crate::resources::models;
use crate::{ConnectionId, Engine, EngineError};
use rollcall_storage::table::connections as table;

/// What the queue can promise: no second user, and by what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Guarantee {
    /// No duplicates: the server refuses a second user of a name.
    Unique {
        /// Whether that was seen; else the server only says so.
        proven: bool,
    },
    /// No duplicates: who may have been made is looked up after so many seconds before anything is sent again.
    LookUp {
        /// How long is waited.
        #[cfg_attr(feature = "wire", ts(type = "number"))]
        seconds: u64,
    },
    /// Whether a look-up can be believed is not known yet. A job finds out as it goes; where it cannot, a row whose
    /// outcome is unknown is left to a person.
    Unseen {
        /// How long is waited.
        #[cfg_attr(feature = "wire", ts(type = "number"))]
        seconds: u64,
    },
    /// Cannot be promised: a row whose outcome is unknown is left to a person.
    NotPromised,
}

/// What is known about a second user of the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SecondUser {
    /// It was seen to be refused.
    Refused,
    /// The server says that names are unique, and nothing speaks against it.
    SaidToBeRefused,
    /// It was seen to be made, or nothing is known.
    Possible,
    /// Its create changes who has the name (Q-ERR-03): no second user, and no refusal that one could count on.
    Upserts,
}

/// The promise. `seconds`: how long an outcome is waited for (Q and the read lag).
pub(crate) fn guarantee(second: SecondUser, facts: &Facts, seconds: u64) -> Guarantee {
    match second {
        SecondUser::Refused => return Guarantee::Unique { proven: true },
        SecondUser::SaidToBeRefused => return Guarantee::Unique { proven: false },
        SecondUser::Possible | SecondUser::Upserts => {}
    }
    let filters = [finds(facts, "userName"), finds(facts, "externalId")];
    if filters.contains(&Some(true)) {
        return Guarantee::LookUp { seconds };
    }
    // Without a filter the whole list is read, where a list is the whole.
    match whole_list(facts) {
        Some(true) => Guarantee::LookUp { seconds },
        Some(false) if filters[0] == Some(false) => Guarantee::NotPromised,
        _ => Guarantee::Unseen { seconds },
    }
}

/// Whether `attribute eq` finds a user, and nobody else.
fn finds(facts: &Facts, attribute: &str) -> Option<bool> {
    match facts.get(&format!("filter.Users.{attribute}.eq")) {
        Some("yes") => return Some(true),
        Some("no") => return Some(false),
        _ => {}
    }
    if attribute == "externalId" && facts.get("user.externalId.filterable") == Some("no") {
        return Some(false);
    }
    match facts.of_type("filter", "Users", "attributes") {
        Some(Value::Table(known)) => {
            let takes = |name: &str| {
                known
                    .get(name)
                    .is_some_and(|ops| ops.iter().any(|op| op == "eq" || op == "*"))
            };
            Some(takes(attribute) || takes("*"))
        }
        _ => None,
    }
}

/// Whether a list without a filter is known to hold everybody.
fn whole_list(facts: &Facts) -> Option<bool> {
    let word = |rest: &str| facts.of_type("list", "Users", rest).map(|v| v.to_string());
    let (unfiltered, index) = (word("unfiltered"), word("index"));
    let short = matches!(unfiltered.as_deref(), Some("synthetic" | "empty" | "forbidden"))
        || word("hard_cap").is_some_and(|n| n != "0")
        || matches!(index.as_deref(), Some("ignored"));
    match (short, index.as_deref(), word("total_results").as_deref()) {
        (true, ..) => Some(false),
        (false, Some("honoured"), Some("exact")) => Some(true),
        _ => None,
    }
}

impl Engine {
    /// What the queue can promise about duplicates on this server.
    pub async fn guarantee(&self, connection: ConnectionId) -> Result<Guarantee, EngineError> {
        let profile = self.profile(connection).await?;
        let known = self.cached_knowledge(&profile).await?;
        let model = known
            .as_ref()
            .and_then(|known| models::find(&known.models, "User"));
        let facts = self.facts(connection).await;
        let second = second_user(&facts, model);
        self.promise(&profile, second, &facts).await
    }

    /// The promise for what is known about a second user.
    pub(crate) async fn promise(
        &self,
        profile: &Profile,
        second: SecondUser,
        facts: &Facts,
    ) -> Result<Guarantee, EngineError> {
        let (q_ms, lag_ms) = self.waiting(profile.id, facts).await?;
        let own = i64::try_from(profile.network.limits().total_timeout.as_millis()).unwrap_or(i64::MAX);
        let quiet = q_ms.max(own.saturating_add(lag_ms));
        let seconds = u64::try_from(quiet.saturating_add(999) / 1000).unwrap_or_default();
        Ok(guarantee(second, facts, seconds))
    }

    /// Q and read lag of a connection in milliseconds. What was measured counts where it is longer: it never shortens
    /// the usual waiting (queue.md §3.1 P3).
    pub(crate) async fn waiting(
        &self,
        connection: ConnectionId,
        facts: &Facts,
    ) -> Result<(i64, i64), EngineError> {
        let id = connection.0;
        let row = self.store()?.jobs.read(move |c| table::get(c, id)).await?;
        let (q_ms, lag_ms) = row.map_or((Q_MS, READ_LAG_MS), |row| (row.q_ms, row.read_lag_ms));
        let measured = match facts.value("consistency.create_read_ms") {
            Some(Value::Number(ms)) => i64::try_from(ms).unwrap_or(i64::MAX),
            _ => 0,
        };
        Ok((q_ms, lag_ms.max(measured)))
    }
}

/// What is known about a second user of the same name.
pub(crate) fn second_user(facts: &Facts, model: Option<&ResourceModel>) -> SecondUser {
    match facts.get("user.userName.unique") {
        Some("yes") => SecondUser::Refused,
        Some("upsert") => SecondUser::Upserts,
        Some(_) => SecondUser::Possible,
        None => {
            let declared = model
                .and_then(|model| model.resolve(&AttrPath::attribute("userName")))
                .is_some_and(|found| found.attribute.uniqueness != Declared::None);
            match declared {
                true => SecondUser::SaidToBeRefused,
                false => SecondUser::Possible,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(known: &[(&str, &str)]) -> Facts {
        Facts::from_pairs(known)
    }

    #[test]
    fn a_server_that_refuses_a_second_user_needs_no_look_up() {
        let nothing = facts(&[("filter.Users.userName.eq", "no")]);
        assert_eq!(
            guarantee(SecondUser::Refused, &nothing, 90),
            Guarantee::Unique { proven: true }
        );
        assert_eq!(
            guarantee(SecondUser::SaidToBeRefused, &nothing, 90),
            Guarantee::Unique { proven: false },
            "what is only said is told apart from what was seen"
        );
    }

    #[test]
    fn without_uniqueness_a_look_up_that_can_be_believed_is_enough_together_with_waiting() {
        for known in [
            &[("filter.Users.userName.eq", "yes")][..],
            &[
                ("filter.Users.userName.eq", "no"),
                ("filter.Users.externalId.eq", "yes"),
            ],
            &[("filter.Users.attributes", "userName: eq sw")],
            &[
                ("filter.Users.userName.eq", "no"),
                ("list.*.index", "honoured"),
                ("list.*.total_results", "exact"),
            ],
        ] {
            assert_eq!(
                guarantee(SecondUser::Possible, &facts(known), 95),
                Guarantee::LookUp { seconds: 95 },
                "{known:?}"
            );
        }
    }

    #[test]
    fn where_neither_holds_nothing_is_promised() {
        let lies = facts(&[
            ("filter.Users.userName.eq", "no"),
            ("list.Users.unfiltered", "synthetic"),
        ]);
        assert_eq!(guarantee(SecondUser::Possible, &lies, 90), Guarantee::NotPromised);
        assert_eq!(
            guarantee(SecondUser::Possible, &facts(&[]), 90),
            Guarantee::Unseen { seconds: 90 },
            "what nobody looked at is neither promised nor denied"
        );
    }
}
