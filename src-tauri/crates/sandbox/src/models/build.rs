//! Attributes in few words.

use rollcall_scim::{Attribute, AttributeType};

/// A single-valued, readable and writable attribute.
pub(super) fn attribute(name: &str, kind: AttributeType, description: &str) -> Attribute {
    Attribute {
        name: name.into(),
        kind,
        multi_valued: false,
        description: description.into(),
        required: false,
        canonical_values: Vec::new(),
        case_exact: false,
        mutability: rollcall_scim::Mutability::ReadWrite,
        returned: rollcall_scim::Returned::Default,
        uniqueness: rollcall_scim::Uniqueness::None,
        reference_types: Vec::new(),
        sub_attributes: Vec::new(),
    }
}
