//! Resource types and schemas joined into models.

use crate::schema::builtin;
use crate::{ResourceModel, Schema};

use super::ResourceType;

/// Joins resource types with schemas into models. Schemas are looked up by URN, then by name;
/// the RFC's own stand in for those that are missing. Returns the models and the deviations met.
///
/// A type whose core schema is nowhere gets one without attributes (all its attributes then count
/// as undeclared); a missing extension likewise. Of types that share a name the first counts.
/// Without any type, User and Group stand in. Endpoints are taken as they are: bring them below
/// the base with [`super::normalize_endpoint`] before.
pub fn models(types: &[ResourceType], schemas: &[Schema]) -> (Vec<ResourceModel>, Vec<String>) {
    let mut deviations = vec![];
    let mut models: Vec<ResourceModel> = vec![];
    for one in types {
        if models.iter().any(|m| m.name.eq_ignore_ascii_case(&one.name)) {
            deviations.push(format!("Resource type {} is declared twice.", one.name));
            continue;
        }
        let core = find(&one.schema, &one.name, schemas, &mut deviations);
        let mut extensions: Vec<(Schema, bool)> = vec![];
        for (urn, required) in &one.schema_extensions {
            let known = extensions.iter().any(|(s, _)| s.id.eq_ignore_ascii_case(urn));
            if known || urn.eq_ignore_ascii_case(&core.id) {
                deviations.push(format!("Resource type {} names {urn} twice.", one.name));
                continue;
            }
            extensions.push((find(urn, &one.name, schemas, &mut deviations), *required));
        }
        models.push(ResourceModel {
            name: one.name.clone(),
            endpoint: one.endpoint.clone(),
            core,
            extensions,
        });
    }
    if models.is_empty() {
        deviations.push("The server declares no resource types; User and Group are assumed.".into());
        let mut user = ResourceModel::user();
        user.core = declared(&user.core.id, schemas).cloned().unwrap_or(user.core);
        let mut group = ResourceModel::group();
        group.core = declared(&group.core.id, schemas).cloned().unwrap_or(group.core);
        for (extension, _) in &mut user.extensions {
            if let Some(own) = declared(&extension.id, schemas) {
                *extension = own.clone();
            }
        }
        models.extend([user, group]);
    }
    (models, deviations)
}

/// By URN; a schema without attributes says less than the RFC's own.
fn declared<'a>(urn: &str, schemas: &'a [Schema]) -> Option<&'a Schema> {
    schemas
        .iter()
        .find(|s| s.id.eq_ignore_ascii_case(urn) && !s.attributes.is_empty())
}

fn find(urn: &str, resource_type: &str, schemas: &[Schema], deviations: &mut Vec<String>) -> Schema {
    if let Some(schema) = declared(urn, schemas) {
        return schema.clone();
    }
    let last = urn.rsplit(':').next().unwrap_or(urn);
    // Servers with short ids (`User` for `urn:…:User`) mean the schema of that name. A proper URN
    // is another schema, whatever it is called.
    let by_name = schemas.iter().find(|s| {
        let short_id = !s.id.contains(':');
        let short_urn = !urn.contains(':');
        !s.attributes.is_empty()
            && ((short_id && (s.id.eq_ignore_ascii_case(last) || s.name.eq_ignore_ascii_case(last)))
                || (short_urn && s.name.eq_ignore_ascii_case(urn)))
    });
    if let Some(schema) = by_name {
        deviations.push(format!(
            "Resource type {resource_type} names schema {urn}, which the server lists as {}.",
            schema.id
        ));
        // The data will carry the proper URN, if any of the two is one.
        let id = if urn.contains(':') { urn } else { &schema.id };
        return Schema {
            id: id.into(),
            ..schema.clone()
        };
    }
    let built_in = builtin::all()
        .into_iter()
        .find(|s| s.id.eq_ignore_ascii_case(urn) || (!urn.contains(':') && s.name.eq_ignore_ascii_case(urn)));
    if let Some(schema) = built_in {
        deviations.push(format!(
            "The server does not describe {urn} of resource type {resource_type}; the standard schema stands in."
        ));
        return schema;
    }
    deviations.push(format!(
        "The server does not describe {urn} of resource type {resource_type}; its attributes are unknown."
    ));
    Schema {
        id: urn.into(),
        name: last.into(),
        ..Schema::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AttrPath, Attribute, urn};

    fn resource_type(name: &str, schema: &str, extensions: &[&str]) -> ResourceType {
        ResourceType {
            name: name.into(),
            endpoint: format!("/{name}s"),
            schema: schema.into(),
            schema_extensions: extensions.iter().map(|e| ((*e).to_owned(), false)).collect(),
        }
    }

    #[test]
    fn types_get_their_schemas_by_urn() {
        let (models, deviations) = models(
            &[
                resource_type("User", urn::USER, &[urn::ENTERPRISE_USER]),
                resource_type("Group", urn::GROUP, &[]),
            ],
            &builtin::all(),
        );
        assert_eq!(models, [ResourceModel::user(), ResourceModel::group()]);
        assert_eq!(deviations, Vec::<String>::new());
    }

    #[test]
    fn schemas_listed_under_short_ids_are_found_by_name() {
        let mut short = builtin::user();
        short.id = "User".into();
        let (models, deviations) = models(&[resource_type("User", urn::USER, &[])], &[short]);
        let user = models.first().expect("one");
        assert_eq!(user.core.id, urn::USER, "the data carries the URN");
        assert_eq!(deviations.len(), 1, "{deviations:?}");
    }

    #[test]
    fn an_enterprise_extension_is_not_taken_for_the_core_user_because_both_urns_end_alike() {
        let (models, _) = models(
            &[resource_type("User", urn::USER, &[urn::ENTERPRISE_USER])],
            &[builtin::user()],
        );
        let user = models.first().expect("one");
        let department = AttrPath::within(urn::ENTERPRISE_USER, "department").expect("path");
        assert!(
            user.resolve(&department).is_some(),
            "the standard extension stands in"
        );
    }

    #[test]
    fn nothing_declared_leaves_a_usable_directory() {
        let (assumed, deviations) = models(&[], &[]);
        assert_eq!(assumed, [ResourceModel::user(), ResourceModel::group()]);
        assert_eq!(deviations.len(), 1);
        let (unknown, deviations) = models(
            &[resource_type("Robot", "urn:example:Robot", &["urn:example:arm"])],
            &[],
        );
        let robot = unknown.first().expect("kept");
        assert_eq!(
            robot.core.attributes,
            Vec::<Attribute>::new(),
            "undeclared, yet it can be listed"
        );
        assert_eq!(deviations.len(), 2, "{deviations:?}");
    }
}
