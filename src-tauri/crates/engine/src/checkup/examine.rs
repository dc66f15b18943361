//! The check-up itself: reads the account, the copy, the history and the record of exchanges.

use rollcall_scim::validate::{Context, Severity, validate};
use rollcall_scim::{AttributeType, Mutability, Resource, ResourceModel};
use rollcall_storage::table::resources;
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::duplicates::duplicates;
use super::{CheckCode, CheckFinding, CheckSeverity, CheckWay, Checkup};
use crate::{At, ConnectionId, Engine, EngineError, ErrorCode, HistorySource, NoticeCode, ResourceView};

/// Words in the name of a date that ends something.
const ENDS: [&str; 8] = [
    "end", "until", "expir", "terminat", "validto", "leav", "lastday", "contract",
];

/// All codes of problems and doubts, in the order in which they are told.
const CODES: [CheckCode; 7] = [
    CheckCode::Inactive,
    CheckCode::Invalid,
    CheckCode::DateOver,
    CheckCode::SameName,
    CheckCode::SameEmail,
    CheckCode::SameNumber,
    CheckCode::NoGroups,
];

impl Engine {
    /// Everything that may be wrong with an account, the worst first. Without the server it is made from the copy.
    pub async fn checkup(
        &self,
        connection: ConnectionId,
        type_name: &str,
        id: &str,
    ) -> Result<Checkup, EngineError> {
        let profile = self.profile(connection).await?;
        let model = self.model(&profile, type_name).await?;
        let mut findings = Vec::new();
        let view = self.account(connection, type_name, id, &mut findings).await?;
        let person = Resource::from_value(view.resource.clone()).unwrap_or_default();
        let now = self.now();
        findings.extend(activity(&model, &person));
        findings.extend(invalid(&model, &person));
        findings.extend(dates(&model, &person, now));
        let (key, name, wanted, copied) = (connection.0, model.clone(), id.to_owned(), person.clone());
        let (same, known) = self
            .store()?
            .cache
            .read(move |c| {
                Ok((
                    duplicates(c, key, &name, &wanted, &copied)?,
                    resources::count(c, key, &name.name)?,
                ))
            })
            .await?;
        findings.extend(same);
        if known == 0 {
            findings.push(
                CheckFinding::new(
                    CheckCode::NoCopy,
                    CheckSeverity::Info,
                    "Duplicates were not looked for: the directory has not been read yet.",
                )
                .way(CheckWay::Sync),
            );
        }
        if model.core.attribute("groups").is_some() {
            let mut notices = Vec::new();
            let groups = self.groups_of_person(&profile, &person, id, &mut notices).await?;
            if groups.is_empty() && !notices.iter().any(|n| n.code == NoticeCode::GroupsNotKnown) {
                findings.push(
                    CheckFinding::new(
                        CheckCode::NoGroups,
                        CheckSeverity::Doubt,
                        "It is in no group, so it may have no access to anything.",
                    )
                    .way(CheckWay::Groups),
                );
            }
        }
        findings.extend(self.last_change(connection, &model, id, &person).await?);
        findings.extend(self.last_refusal(connection, &model, id).await?);
        findings.sort_by_key(|f| f.severity);
        let in_order = CODES
            .into_iter()
            .filter(|code| !findings.iter().any(|f| f.code == *code))
            .filter(|code| {
                known > 0
                    || !matches!(
                        code,
                        CheckCode::SameName | CheckCode::SameEmail | CheckCode::SameNumber
                    )
            })
            .collect();
        Ok(Checkup {
            label: view.label,
            at: At(now),
            findings,
            in_order,
        })
    }

    /// The server's state, else the copy's, which is said.
    async fn account(
        &self,
        connection: ConnectionId,
        type_name: &str,
        id: &str,
        findings: &mut Vec<CheckFinding>,
    ) -> Result<ResourceView, EngineError> {
        let error = match self.resource_get(connection, type_name, id).await {
            Ok(view) => return Ok(view),
            Err(error) if error.code == ErrorCode::ResourceNotFound => return Err(error),
            Err(error) => error,
        };
        match self.resource_cached(connection, type_name, id).await? {
            Some(view) => {
                let message = format!(
                    "The server could not be asked; this is the copy. {}",
                    error.message
                );
                findings.push(CheckFinding::new(
                    CheckCode::FromCopy,
                    CheckSeverity::Doubt,
                    message,
                ));
                Ok(view)
            }
            None => Err(error),
        }
    }

    async fn last_change(
        &self,
        connection: ConnectionId,
        model: &ResourceModel,
        id: &str,
        person: &Resource,
    ) -> Result<Option<CheckFinding>, EngineError> {
        let history = self.history(connection, &model.name, id, Some(20)).await?;
        let modified = person
            .get_ci("meta")
            .and_then(|m| m.get("lastModified"))
            .and_then(Value::as_str)
            .map(str::to_owned);
        let newest = history
            .entries
            .iter()
            .find(|e| e.outcome != crate::HistoryOutcome::Refused);
        let told = |message: String| {
            CheckFinding::new(CheckCode::LastChange, CheckSeverity::Info, message).way(CheckWay::History)
        };
        Ok(match (newest, modified) {
            (Some(entry), _) => {
                let at = entry.at.0.format(&Rfc3339).unwrap_or_default();
                let fields: Vec<&str> = entry
                    .differences
                    .iter()
                    .map(|d| d.path.as_str())
                    .take(5)
                    .collect();
                let who = match (entry.source, &entry.job) {
                    (HistorySource::Observed, _) => "another client".to_owned(),
                    (_, Some(job)) => format!("job {}", job.title),
                    _ => entry.who.clone().unwrap_or_default(),
                };
                Some(
                    told(format!("Last changed {at} by {who}: {}.", fields.join(", ")))
                        .with("at", at)
                        .with(
                            "who",
                            if entry.source == HistorySource::Observed {
                                String::new()
                            } else {
                                who
                            },
                        )
                        .with("fields", fields.join(", ")),
                )
            }
            (None, Some(at)) => Some(
                told(format!(
                    "Last changed {at}, says the server; by whom it does not say."
                ))
                .with("at", at)
                .with("who", "")
                .with("fields", ""),
            ),
            (None, None) => None,
        })
    }

    /// What the server refused last, unless it was followed by a write that it took.
    async fn last_refusal(
        &self,
        connection: ConnectionId,
        model: &ResourceModel,
        id: &str,
    ) -> Result<Option<CheckFinding>, EngineError> {
        let all = self.exchanges_about(connection, &model.name, id, 100).await?;
        let write = all.iter().find(|e| e.method != "GET");
        let Some(refused) = write.filter(|e| e.status.is_some_and(|s| (400..500).contains(&s))) else {
            return Ok(None);
        };
        let status = refused.status.unwrap_or_default().to_string();
        let detail = refused
            .response_body
            .as_deref()
            .and_then(|body| serde_json::from_str::<Value>(body).ok())
            .and_then(|body| body.get("detail").and_then(Value::as_str).map(str::to_owned))
            .unwrap_or_default();
        let at = refused.at.0.format(&Rfc3339).unwrap_or_default();
        Ok(Some(
            CheckFinding::new(
                CheckCode::LastRefusal,
                CheckSeverity::Doubt,
                format!(
                    "The server refused the last change ({} at {at}): {status} {detail}",
                    refused.method
                ),
            )
            .with("at", at)
            .with("status", status)
            .with("detail", detail)
            .way(CheckWay::Requests),
        ))
    }
}

fn activity(model: &ResourceModel, person: &Resource) -> Option<CheckFinding> {
    model.core.attribute("active")?;
    match person.get_ci("active") {
        Some(Value::Bool(true)) => None,
        Some(Value::String(text)) if text.eq_ignore_ascii_case("true") => None,
        None | Some(Value::Null) => Some(CheckFinding::new(
            CheckCode::ActivityUnknown,
            CheckSeverity::Info,
            "The server does not say whether the account is active.",
        )),
        Some(_) => Some(
            CheckFinding::new(
                CheckCode::Inactive,
                CheckSeverity::Problem,
                "The account is inactive: nobody can sign in with it.",
            )
            .at("active")
            .way(CheckWay::Activate),
        ),
    }
}

fn invalid(model: &ResourceModel, person: &Resource) -> Vec<CheckFinding> {
    validate(model, person, Some(person), Context::Patch)
        .into_iter()
        .filter(|f| f.severity == Severity::Error)
        .map(|f| {
            let mut found =
                CheckFinding::new(CheckCode::Invalid, CheckSeverity::Doubt, f.message).at(&f.path);
            found.params = f.params;
            found
                .with("rule", f.rule.name())
                .way(CheckWay::Edit { path: f.path })
        })
        .collect()
}

/// Dates that end something and are over.
fn dates(model: &ResourceModel, person: &Resource, now: OffsetDateTime) -> Vec<CheckFinding> {
    model
        .attributes()
        .filter(|view| view.attribute.kind == AttributeType::DateTime && view.is_single_value())
        .filter(|view| view.attribute.mutability != Mutability::ReadOnly)
        .filter(|view| {
            let name = view.attribute.name.to_lowercase();
            let starts = name.contains("start") || name.contains("begin");
            !starts && ENDS.iter().any(|word| name.contains(word))
        })
        .filter_map(|view| {
            let text = person.at(model, &view.path)?.as_str()?.to_owned();
            let over = OffsetDateTime::parse(&text, &Rfc3339).ok()? < now;
            let path = view.path.to_string();
            over.then(|| {
                CheckFinding::new(
                    CheckCode::DateOver,
                    CheckSeverity::Problem,
                    format!("{} is over: {text}.", view.attribute.name),
                )
                .at(&path)
                .with("at", text)
                .way(CheckWay::Edit { path: path.clone() })
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn workforce() -> ResourceModel {
        let mut model = ResourceModel::user();
        let schema = serde_json::from_value(json!({"id": "urn:example:workforce:2.0:User", "name": "Workforce",
            "attributes": [{"name": "contractEnd", "type": "dateTime"}, {"name": "contractStart", "type": "dateTime"}]}))
        .unwrap();
        model.extensions.push((schema, false));
        model
    }

    #[test]
    fn a_contract_that_is_over_is_found_and_one_that_began_is_not() {
        let person = Resource::from_value(json!({"urn:example:workforce:2.0:User":
            {"contractEnd": "2020-01-31T00:00:00Z", "contractStart": "2019-01-31T00:00:00Z"}}))
        .unwrap();
        let now = OffsetDateTime::parse("2026-01-01T00:00:00Z", &Rfc3339).unwrap();
        let found = dates(&workforce(), &person, now);
        assert_eq!(found.len(), 1, "the end, not the beginning: {found:?}");
        assert!(
            found[0].path.as_deref().unwrap().ends_with("contractEnd"),
            "and which it is"
        );
        let before = OffsetDateTime::parse("2019-06-01T00:00:00Z", &Rfc3339).unwrap();
        assert!(
            dates(&workforce(), &person, before).is_empty(),
            "a date to come is no finding"
        );
    }

    #[test]
    fn what_is_not_said_is_unknown_and_not_inactive() {
        let of = |value: Value| {
            activity(&ResourceModel::user(), &Resource::from_value(value).unwrap()).map(|f| f.code)
        };
        assert_eq!(of(json!({"active": true})), None, "in order");
        assert_eq!(of(json!({"active": false})), Some(CheckCode::Inactive), "off");
        assert_eq!(of(json!({})), Some(CheckCode::ActivityUnknown), "not said");
    }
}
