//! The custom resource type: a role that can be granted.

use rollcall_scim::{Attribute, AttributeType, Mutability, Schema, Uniqueness};

use super::build::attribute;

/// The core schema of `/Roles`.
pub(super) fn schema() -> Schema {
    Schema {
        id: super::ROLE.into(),
        name: "Role".into(),
        description: "A role that people can be granted".into(),
        attributes: vec![
            Attribute {
                required: true,
                uniqueness: Uniqueness::Server,
                ..attribute("name", AttributeType::String, "The role's name, unique")
            },
            attribute("description", AttributeType::String, "What the role is for"),
            Attribute {
                canonical_values: ["observer", "operator", "administrator"]
                    .map(String::from)
                    .to_vec(),
                ..attribute("level", AttributeType::String, "How much the role may do")
            },
            Attribute {
                multi_valued: true,
                sub_attributes: vec![
                    Attribute {
                        required: true,
                        case_exact: true,
                        ..attribute("value", AttributeType::String, "The permission's key")
                    },
                    attribute("display", AttributeType::String, "The permission for people"),
                    Attribute {
                        canonical_values: ["read", "write", "approve"].map(String::from).to_vec(),
                        ..attribute("type", AttributeType::String, "What the permission allows")
                    },
                    attribute(
                        "primary",
                        AttributeType::Boolean,
                        "The permission the role is known for",
                    ),
                ],
                ..attribute("grants", AttributeType::Complex, "What the role permits")
            },
            attribute(
                "assignable",
                AttributeType::Boolean,
                "Whether the role can be given to people",
            ),
            attribute(
                "maximumHolders",
                AttributeType::Integer,
                "How many people may hold it",
            ),
            attribute("riskScore", AttributeType::Decimal, "Risk from 0 to 10"),
            attribute(
                "reviewedAt",
                AttributeType::DateTime,
                "When the role was last reviewed",
            ),
            Attribute {
                sub_attributes: vec![
                    Attribute {
                        case_exact: true,
                        ..attribute("value", AttributeType::String, "Id of the user")
                    },
                    Attribute {
                        reference_types: vec!["User".into()],
                        case_exact: true,
                        ..attribute("$ref", AttributeType::Reference, "URI of the user")
                    },
                    Attribute {
                        mutability: Mutability::ReadOnly,
                        ..attribute("display", AttributeType::String, "Name of the user")
                    },
                ],
                ..attribute("owner", AttributeType::Complex, "Who answers for the role")
            },
            Attribute {
                mutability: Mutability::Immutable,
                case_exact: true,
                ..attribute("key", AttributeType::String, "A short key, fixed at creation")
            },
        ],
    }
}
