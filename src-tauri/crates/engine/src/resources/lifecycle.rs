//! What deleting and deactivating really do on a server, said before it is confirmed (Q-DEL-01, Q-LIF-01).

use rollcall_scim::ResourceModel;
use rollcall_scim_client::Dialect;
use rollcall_scim_client::dialect::{Deactivation, Deletion};

use crate::{Notice, NoticeCode};

fn deletion(dialect: &Dialect, type_name: &str) -> Option<Deletion> {
    match type_name {
        "User" => dialect.lifecycle.delete_user,
        "Group" => dialect.lifecycle.delete_group,
        _ => None,
    }
}

/// Whether nobody can undo a DELETE of this type.
pub(crate) fn is_irreversible(dialect: &Dialect, type_name: &str) -> bool {
    deletion(dialect, type_name) == Some(Deletion::Irreversible)
}

/// Whether deactivating somebody deletes them: who deactivates believes that it can be undone.
pub(crate) fn deactivating_destroys(dialect: &Dialect, type_name: &str) -> bool {
    type_name == "User" && dialect.lifecycle.deactivate == Some(Deactivation::Destroy)
}

/// What is known of DELETE for a type, by preset or by hand; what was merely seen is said elsewhere.
pub(crate) fn of_delete(dialect: &Dialect, model: &ResourceModel) -> Option<Notice> {
    Some(match deletion(dialect, &model.name)? {
        Deletion::Hard => Notice::new(
            NoticeCode::DeleteIsHard,
            "On this server a delete removes the entry for good. A new one would have a new id.",
        ),
        Deletion::Soft => Notice::new(
            NoticeCode::DeleteIsSoft,
            "On this server a delete only deactivates: the entry stays and can be activated again.",
        ),
        Deletion::Irreversible => Notice::new(
            NoticeCode::DeleteIsIrreversible,
            "On this server a delete cannot be undone by anybody: the account's identity is lost. Deactivating can be undone.",
        ),
        Deletion::Membership => Notice::new(
            NoticeCode::DeleteIsMembership,
            "On this server a delete ends the membership; the account itself stays elsewhere.",
        ),
        Deletion::Nothing => Notice::new(
            NoticeCode::DeleteIsNothing,
            "On this server a delete is answered and does nothing.",
        ),
    })
}

/// What is known of `active = false`, where it is not what the word says.
pub(crate) fn of_deactivation(dialect: &Dialect) -> Vec<Notice> {
    let mut notices = Vec::new();
    match dialect.lifecycle.deactivate {
        Some(Deactivation::RemoveAccess) => notices.push(Notice::new(
            NoticeCode::DeactivateRemovesAccess,
            "On this server deactivating takes the person out of the organisation; activating again may need an invitation.",
        )),
        Some(Deactivation::Destroy) => notices.push(Notice::new(
            NoticeCode::DeactivateDestroys,
            "On this server deactivating deletes for good: the entry and its id are gone afterwards.",
        )),
        Some(Deactivation::Nothing) => notices.push(Notice::new(
            NoticeCode::DeactivateDoesNothing,
            "On this server deactivating is answered and does nothing.",
        )),
        Some(Deactivation::Suspend) | None => {}
    }
    if dialect.lifecycle.gone_after_deactivate {
        notices.push(Notice::new(
            NoticeCode::DeactivateHides,
            "On this server an inactive entry cannot be read until it is activated again. It is deactivated then, not gone.",
        ));
    }
    notices
}
