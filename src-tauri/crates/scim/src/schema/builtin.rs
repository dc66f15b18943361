//! The schemas of RFC 7643, built in (§4.1 User, §4.2 Group, §4.3 EnterpriseUser, §3 and §3.1
//! common attributes, §5–§7 discovery resources).
//!
//! Characteristics are those of §8.7, except where its JSON contradicts the text and the examples
//! of the same document: `Group.displayName` is required (§4.2), `Group.members.display`,
//! `User.addresses.primary` and `authenticationSchemes.type` exist (§2.4, §5, §8.2, §8.4), and
//! `ResourceType.schemaExtensions` is optional (§6).

use std::sync::LazyLock;

use super::{Attribute, Schema};

fn parse(json: &str) -> Schema {
    // The files are part of the program and a test reads each of them, so the fallback never shows.
    serde_json::from_str(json).unwrap_or_default()
}

macro_rules! built_in {
    ($(#[$doc:meta])* $name:ident, $file:literal) => {
        $(#[$doc])*
        pub fn $name() -> Schema {
            static SCHEMA: LazyLock<Schema> = LazyLock::new(|| parse(include_str!(concat!("builtin/", $file))));
            SCHEMA.clone()
        }
    };
}

built_in!(
    /// RFC 7643 §4.1.
    user,
    "user.json"
);
built_in!(
    /// RFC 7643 §4.2.
    group,
    "group.json"
);
built_in!(
    /// RFC 7643 §4.3.
    enterprise_user,
    "enterprise_user.json"
);
built_in!(
    /// RFC 7643 §5.
    service_provider_config,
    "service_provider_config.json"
);
built_in!(
    /// RFC 7643 §6.
    resource_type,
    "resource_type.json"
);
built_in!(
    /// RFC 7643 §7.
    schema,
    "schema.json"
);

/// `schemas`, `id`, `externalId`, `meta`: RFC 7643 §3 and §3.1.
pub fn common_attributes() -> &'static [Attribute] {
    static COMMON: LazyLock<Schema> = LazyLock::new(|| parse(include_str!("builtin/common.json")));
    &COMMON.attributes
}

/// Every built-in schema, in the order of RFC 7643.
pub fn all() -> Vec<Schema> {
    vec![
        user(),
        group(),
        enterprise_user(),
        service_provider_config(),
        resource_type(),
        schema(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AttributeType, Mutability, Returned, Uniqueness};

    #[test]
    fn every_built_in_schema_is_read_and_carries_its_urn() {
        let ids: Vec<String> = all().into_iter().map(|s| s.id).collect();
        assert_eq!(
            ids,
            [
                crate::urn::USER,
                crate::urn::GROUP,
                crate::urn::ENTERPRISE_USER,
                crate::urn::SERVICE_PROVIDER_CONFIG,
                crate::urn::RESOURCE_TYPE,
                crate::urn::SCHEMA
            ],
            "a broken file would silently leave the program without a schema"
        );
        assert!(
            all().iter().all(|s| !s.attributes.is_empty()),
            "no schema is empty"
        );
        assert_eq!(common_attributes().len(), 4, "schemas, id, externalId, meta");
    }

    #[test]
    fn the_user_has_the_21_attributes_of_rfc_7643_with_their_characteristics() {
        let user = user();
        assert_eq!(
            user.attributes.len(),
            21,
            "RFC 7643 §8.7.1 lists 21 attributes of User"
        );
        let user_name = user.attribute("username").expect("names ignore case");
        assert!(user_name.required && !user_name.case_exact, "§4.1.1");
        assert_eq!(user_name.uniqueness, Uniqueness::Server, "§4.1.1");
        let password = user.attribute("password").expect("§4.1.1");
        assert_eq!(
            password.mutability,
            Mutability::WriteOnly,
            "a password is never read"
        );
        assert_eq!(password.returned, Returned::Never, "a password is never returned");
        let groups = user.attribute("groups").expect("§4.1.2");
        assert_eq!(
            groups.mutability,
            Mutability::ReadOnly,
            "membership is changed on the group"
        );
        let certificate = user.attribute("x509Certificates").and_then(|a| a.sub("value"));
        assert_eq!(certificate.map(|a| a.kind), Some(AttributeType::Binary), "§4.1.2");
        let email_types = user
            .attribute("emails")
            .and_then(|a| a.sub("type"))
            .expect("§4.1.2");
        assert_eq!(email_types.canonical_values, ["work", "home", "other"], "§8.7.1");
    }

    #[test]
    fn members_and_manager_carry_their_references() {
        let members = group().attribute("members").cloned().expect("§4.2");
        let reference = members.sub("$ref").expect("§4.2");
        assert_eq!(
            reference.reference_types,
            ["User", "Group"],
            "members may be groups"
        );
        assert_eq!(reference.mutability, Mutability::Immutable, "§8.7.1");
        let manager = enterprise_user().attribute("manager").cloned().expect("§4.3");
        assert_eq!(
            manager.sub("displayName").map(|a| a.mutability),
            Some(Mutability::ReadOnly),
            "the manager's name follows the manager"
        );
    }
}
