//! Q-ATT-03: what servers make of e-mail addresses.

use rollcall_scim::Resource;
use serde_json::{Map, Value};

use super::Failure;
use crate::profile::EmailProfile;

/// Cuts, strips or refuses addresses as the profile says. `before` is the present state.
pub(super) fn as_profile_says(
    quirks: &EmailProfile,
    before: Option<&Resource>,
    body: &mut Map<String, Value>,
) -> Result<(), Failure> {
    let has_primary = |list: &[Value]| list.iter().any(|mail| mail["primary"] == true);
    let of = |body: Option<&Value>| body.and_then(Value::as_array).cloned().unwrap_or_default();
    let old = of(before.and_then(|before| before.0.get("emails")));
    if quirks.primary_stays && has_primary(&old) && !has_primary(&of(body.get("emails"))) {
        return Err(Failure::bad(
            "invalidValue",
            "the primary e-mail address must stay",
        ));
    }
    let Some(Value::Array(mails)) = body.get_mut("emails") else {
        return Ok(());
    };
    if let Some(most) = quirks.max.filter(|most| mails.len() > *most) {
        if quirks.above_refused {
            return Err(Failure::bad("invalidValue", "too many e-mail addresses"));
        }
        mails.truncate(most);
    }
    if quirks.without_type {
        for mail in mails.iter_mut().filter_map(Value::as_object_mut) {
            mail.shift_remove("type");
        }
    }
    Ok(())
}
