//! The workforce extension: what a business with seasons adds to its users.

use rollcall_scim::{Attribute, AttributeType, Schema};

use super::build::attribute;

/// The extension's schema.
pub(super) fn schema() -> Schema {
    Schema {
        id: super::WORKFORCE.into(),
        name: "WorkforceUser".into(),
        description: "Seasonal work: badge, site and contract".into(),
        attributes: vec![
            Attribute {
                case_exact: true,
                ..attribute("badge", AttributeType::String, "Number printed on the badge")
            },
            Attribute {
                canonical_values: [
                    "Harbour",
                    "Lakeside",
                    "North Ridge",
                    "Old Town",
                    "South Gate",
                    "Summit",
                ]
                .map(String::from)
                .to_vec(),
                ..attribute("site", AttributeType::String, "Where the person works")
            },
            attribute(
                "contractEnds",
                AttributeType::DateTime,
                "When the contract ends; absent for permanent staff",
            ),
            attribute(
                "seasonsWorked",
                AttributeType::Integer,
                "Seasons completed so far",
            ),
            attribute(
                "remote",
                AttributeType::Boolean,
                "Whether the person may work from elsewhere",
            ),
        ],
    }
}
