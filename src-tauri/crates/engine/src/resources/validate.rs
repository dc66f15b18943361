//! Checks a draft while it is edited: by the schemas, and for values that must be unique by the offline copy.

use rollcall_scim::validate::{Context, Rule, Severity, validate};
use rollcall_scim::{Attribute, Mutability, Resource, ResourceModel, Uniqueness};
use rollcall_storage::table::resources::{self, SearchText, Sort};
use serde_json::Value;

use super::operations::with_schemas;
use super::prepare::object;
use super::wanted_here::wanted;
use crate::{ConnectionId, Engine, EngineError, FindingView};

/// Most records of the copy looked at for one value.
const LOOK: u32 = 50;

/// A value that must be unique and is new in the draft.
struct Unique {
    path: String,
    extension: Option<String>,
    name: String,
    value: String,
    case_exact: bool,
}

impl Engine {
    /// Checks a draft; asks nothing of the server. `base` is what the person saw, `None` for a new record. Of a
    /// record that is there, only what the draft makes wrong is reported.
    pub async fn validate_draft(
        &self,
        connection: ConnectionId,
        type_name: &str,
        id: Option<String>,
        desired: Value,
        base: Option<Value>,
    ) -> Result<Vec<FindingView>, EngineError> {
        let profile = self.profile(connection).await?;
        let model = self.model(&profile, type_name).await?;
        let desired = object(desired)?;
        let base = base.map(object).transpose()?;
        let mut found = match &base {
            None => validate(
                &model,
                &with_schemas(&model, desired.clone()),
                None,
                Context::Create,
            ),
            Some(base) => {
                let old = validate(&model, base, Some(base), Context::Patch);
                let mut new = validate(
                    &model,
                    &with_schemas(&model, desired.clone()),
                    Some(base),
                    Context::Patch,
                );
                new.retain(|finding| !old.contains(finding) && finding.path != "schemas");
                new
            }
        };
        let dialect = self.dialect(connection).await;
        found.extend(wanted(&dialect, &model, base.as_ref(), &desired));
        let mut findings: Vec<FindingView> = found.into_iter().map(FindingView::from).collect();
        let wanted = unique_values(&model, &desired, base.as_ref());
        if !wanted.is_empty() {
            findings.extend(
                self.duplicates(connection, model.name.clone(), id, wanted)
                    .await?,
            );
        }
        Ok(findings)
    }

    async fn duplicates(
        &self,
        connection: ConnectionId,
        type_name: String,
        own: Option<String>,
        wanted: Vec<Unique>,
    ) -> Result<Vec<FindingView>, EngineError> {
        let found = self
            .store()?
            .cache
            .read(move |c| {
                let mut found = Vec::new();
                for unique in wanted {
                    let text = SearchText::new(&unique.value);
                    let near =
                        resources::search(c, connection.0, &type_name, &text, Sort::default(), 0, LOOK)?;
                    let taken = near.rows.iter().any(|row| {
                        own.as_deref() != Some(row.server_id.as_str())
                            && serde_json::from_str::<Resource>(&row.json).is_ok_and(|r| unique.is_in(&r))
                    });
                    if taken {
                        found.push(Rule::Duplicate.at(Severity::Warning, unique.path).into());
                    }
                }
                Ok(found)
            })
            .await?;
        Ok(found)
    }
}

impl Unique {
    fn is_in(&self, resource: &Resource) -> bool {
        let object = match &self.extension {
            Some(urn) => resource.get_ci(urn).and_then(Value::as_object),
            None => Some(&resource.0),
        };
        let value = object
            .and_then(|o| o.iter().find(|(key, _)| key.eq_ignore_ascii_case(&self.name)))
            .and_then(|(_, value)| value.as_str());
        value.is_some_and(|other| {
            other == self.value || !self.case_exact && other.to_lowercase() == self.value.to_lowercase()
        })
    }
}

/// The draft's new values of attributes that must be unique.
fn unique_values(model: &ResourceModel, desired: &Resource, base: Option<&Resource>) -> Vec<Unique> {
    let read = |resource: &Resource, extension: Option<&str>, name: &str| -> Option<String> {
        let object = match extension {
            Some(urn) => resource.get_ci(urn)?.as_object()?,
            None => &resource.0,
        };
        let (_, value) = object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        value
            .as_str()
            .filter(|text| !text.trim().is_empty())
            .map(Into::into)
    };
    let counts = |attribute: &Attribute| {
        attribute.uniqueness != Uniqueness::None
            && attribute.mutability != Mutability::ReadOnly
            && attribute.sub_attributes.is_empty()
            && !attribute.multi_valued
            && !super::mask::is_secret(attribute)
    };
    let core = model.core.attributes.iter().map(|a| (None, a));
    let extended = model
        .extensions
        .iter()
        .flat_map(|(schema, _)| schema.attributes.iter().map(|a| (Some(schema.id.clone()), a)));
    core.chain(extended)
        .filter(|(_, attribute)| counts(attribute))
        .filter_map(|(extension, attribute)| {
            let value = read(desired, extension.as_deref(), &attribute.name)?;
            let before = base.and_then(|b| read(b, extension.as_deref(), &attribute.name));
            let prefix = extension
                .as_ref()
                .map(|urn| format!("{urn}:"))
                .unwrap_or_default();
            (before.as_ref() != Some(&value)).then(|| Unique {
                path: format!("{prefix}{}", attribute.name),
                extension,
                name: attribute.name.clone(),
                value,
                case_exact: attribute.case_exact,
            })
        })
        .collect()
}
