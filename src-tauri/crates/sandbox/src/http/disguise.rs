//! Quirks of what resources look like.

use rollcall_scim::resource::rename;
use serde_json::{Map, Value, json};

use crate::ResourceKind;
use crate::profile::Profile;

/// Whether resources look other than they should.
pub(super) fn is_needed(profile: &Profile, in_list: bool) -> bool {
    profile.write.active_not_returned
        || profile.write.placeholders
        || profile.discovery.scim_1_1
        || !profile.write.aliases.is_empty()
        || (in_list && !profile.list.rows_without.is_empty())
}

/// Changes what is returned, not what is stored.
pub(super) fn apply(profile: &Profile, kind: ResourceKind, object: &mut Map<String, Value>, in_list: bool) {
    if profile.write.active_not_returned {
        object.remove("active");
    }
    if in_list {
        for name in &profile.list.rows_without {
            object.retain(|present, _| !present.eq_ignore_ascii_case(name));
        }
    }
    if profile.discovery.scim_1_1 {
        super::version_1::disguise(object);
    }
    if profile.write.placeholders {
        for name in ["externalId", "displayName"] {
            object
                .entry(name)
                .or_insert_with(|| json!(profile.write.placeholder));
        }
        if kind == ResourceKind::User {
            for name in ["title", "nickName"] {
                object
                    .entry(name)
                    .or_insert_with(|| json!(profile.write.placeholder));
            }
            object
                .entry("phoneNumbers")
                .or_insert_with(|| json!([{"value": null, "type": "mobile"}]));
        }
    }
    for (own, name) in &profile.write.aliases {
        rename(object, name, own);
    }
}
