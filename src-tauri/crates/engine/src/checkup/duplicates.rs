//! Who else has the same name, address or number, in the copy on this computer.

use rollcall_scim::{Resource, ResourceModel};
use rollcall_storage::StorageError;
use rollcall_storage::rusqlite::Connection;
use rollcall_storage::table::resources::{self, SearchText, Sort};
use serde_json::Value;
use uuid::Uuid;

use super::{CheckCode, CheckFinding, CheckSeverity, CheckWay};
use crate::resources::models::label;

/// Candidates looked at for each value.
const MOST: u32 = 50;

/// What is compared: the finding's code, where it stands, its values.
type Compared = (CheckCode, &'static str, Vec<String>);

fn compared(model: &ResourceModel, person: &Resource) -> Vec<Compared> {
    let text = |value: Option<&Value>| {
        value
            .and_then(Value::as_str)
            .map(str::to_owned)
            .into_iter()
            .collect()
    };
    let enterprise = person.get_ci(rollcall_scim::urn::ENTERPRISE_USER);
    let number = enterprise.and_then(|e| e.get("employeeNumber"));
    let has_extension = model.extension(rollcall_scim::urn::ENTERPRISE_USER).is_some();
    let list = |name: &str| -> Vec<String> {
        person
            .get_ci(name)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|item| item.get("value").and_then(Value::as_str))
            .map(Into::into)
            .collect()
    };
    let mut all: Vec<Compared> = vec![
        (CheckCode::SameName, "userName", text(person.get_ci("userName"))),
        (
            CheckCode::SameName,
            "displayName",
            text(person.get_ci("displayName")),
        ),
        (CheckCode::SameEmail, "emails", list("emails")),
        (CheckCode::SameNumber, "phoneNumbers", list("phoneNumbers")),
        (
            CheckCode::SameNumber,
            "externalId",
            text(person.get_ci("externalId")),
        ),
    ];
    if has_extension {
        all.push((CheckCode::SameNumber, "employeeNumber", text(number)));
    }
    all
}

/// Everybody else with one of the person's values.
pub(super) fn duplicates(
    c: &Connection,
    connection: Uuid,
    model: &ResourceModel,
    id: &str,
    person: &Resource,
) -> Result<Vec<CheckFinding>, StorageError> {
    let mut found = Vec::new();
    for (code, attribute, values) in compared(model, person) {
        for value in values.iter().filter(|v| !v.trim().is_empty()) {
            let hits = resources::search(
                c,
                connection,
                &model.name,
                &SearchText::new(value),
                Sort::default(),
                0,
                MOST,
            )?;
            for row in hits.rows.into_iter().filter(|row| row.server_id != id) {
                let Ok(other) = serde_json::from_str::<Resource>(&row.json) else {
                    continue;
                };
                let theirs = compared(model, &other);
                let same = theirs.iter().any(|(_, name, values)| {
                    *name == attribute && values.iter().any(|v| folded(v) == folded(value))
                });
                if same {
                    found.push(duplicate(code, attribute, value, model, row.server_id, &other));
                }
            }
        }
    }
    Ok(found)
}

fn duplicate(
    code: CheckCode,
    attribute: &str,
    value: &str,
    model: &ResourceModel,
    id: String,
    other: &Resource,
) -> CheckFinding {
    let name = label(other);
    // A sign-in name twice keeps somebody out; a shared telephone may be meant.
    let severity = match attribute {
        "userName" | "externalId" | "employeeNumber" => CheckSeverity::Problem,
        "emails" => CheckSeverity::Doubt,
        _ => CheckSeverity::Info,
    };
    CheckFinding::new(
        code,
        severity,
        format!("{name} has the same {attribute}: {value}."),
    )
    .at(attribute)
    .with("name", name)
    .with("value", value)
    .way(CheckWay::Open {
        type_name: model.name.clone(),
        id,
    })
}

fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}
