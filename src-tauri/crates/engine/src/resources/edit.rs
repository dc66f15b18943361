//! An edited resource becomes operations on what the server has now.

use rollcall_scim::patch::{PatchOperation, diff};
use rollcall_scim::{Resource, ResourceModel};
use serde_json::Value;

use super::difference::raw_differences;
use super::mask::{HIDDEN, is_secret};
use super::prepare::{conflict, object, slim};
use crate::connections::Profile;
use crate::{EngineError, Notice, NoticeCode};

/// What the person changed, carried over to what the server has now. Where both changed the same attribute it
/// is a conflict.
pub(super) fn edit_operations(
    profile: &Profile,
    model: &ResourceModel,
    server: &Resource,
    desired: Value,
    base: Option<Value>,
    notices: &mut Vec<Notice>,
) -> Result<Vec<PatchOperation>, EngineError> {
    let mut desired = object(desired)?;
    let mut base = base.map(object).transpose()?.unwrap_or_else(|| server.clone());
    drop_hidden(model, &mut desired, &mut base);
    // Members that are elsewhere than in the group (Q-GRP-02) are not gone from it.
    if server.get_ci("members").is_none() && base.get_ci("members") == desired.get_ci("members") {
        for resource in [&mut base, &mut desired] {
            resource.0.retain(|key, _| !key.eq_ignore_ascii_case("members"));
        }
    }
    // A long list of members is not shown to a window; what it did not see it did not change.
    let unseen = base.get_ci("members").is_none() && desired.get_ci("members").is_none();
    let slimmed = unseen.then(|| slim(server));
    let server = slimmed.as_ref().unwrap_or(server);
    let theirs = raw_differences(model, &base, &drop_secrets(model, server));
    if !theirs.is_empty() {
        let mine = raw_differences(model, &base, &desired);
        let touches = |a: &str, b: &str| a == b || within(a, b) || within(b, a);
        let clash = mine.iter().any(|m| {
            theirs
                .iter()
                .any(|t| touches(&m.path, &t.path) && m.after != t.after)
        });
        if clash {
            return Err(conflict(profile, model, &base, Some(&desired), Some(server)));
        }
        notices.push(Notice::new(
            NoticeCode::ServerMoved,
            "The entry was changed on the server meanwhile, in other places than yours; your change is made on top.",
        ));
    }
    Ok(diff(model, &base, &desired))
}

/// Whether path `a` lies below path `b`.
fn within(a: &str, b: &str) -> bool {
    a.strip_prefix(b).is_some_and(|rest| rest.starts_with('.'))
}

/// A window that was shown hidden values sends them back: they are no change.
fn drop_hidden(model: &ResourceModel, desired: &mut Resource, base: &mut Resource) {
    let hidden: Vec<String> = desired
        .0
        .iter()
        .filter(|(_, value)| value.as_str() == Some(HIDDEN))
        .map(|(key, _)| key.clone())
        .collect();
    for key in hidden
        .iter()
        .filter(|k| model.core.attribute(k).is_none_or(is_secret))
    {
        desired.0.remove(key);
        base.0.remove(key);
    }
}

fn drop_secrets(model: &ResourceModel, resource: &Resource) -> Resource {
    let mut resource = resource.clone();
    resource
        .0
        .retain(|key, _| !model.core.attribute(key).is_some_and(is_secret));
    resource
}
