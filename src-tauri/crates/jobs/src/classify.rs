//! The one function that decides what an answer means. Pure, total, tested over every status.

use crate::OpKind;
use crate::answer::{Answer, Body, RetryAfter};
use crate::state::words;

words!(
    /// A stable word for why an operation was refused.
    FailureClass {
        /// 400: the server does not accept a value or the request's form.
        Invalid = "invalid",
        /// 403.
        Forbidden = "forbidden",
        /// 404 or 410.
        NotFound = "not_found",
        /// 409: another resource has this name, number or address.
        Uniqueness = "uniqueness",
        /// 405 or 501: the server cannot do this at all.
        Unsupported = "unsupported",
        /// 413: too large.
        TooLarge = "too_large",
        /// Any other 4xx.
        Refused = "refused",
        /// The request could not be made from the change.
        Unsendable = "unsendable",
        /// Answered as done, and the server shows it is not.
        Ignored = "ignored",
        /// Proven absent after being sent three times.
        NeverArrived = "never_arrived",
        /// A chunk of which some members travel again in another.
        Partial = "partial",
        /// The plan blocked the row; nothing was sent.
        Blocked = "blocked",
        /// An operation it waits for did not succeed.
        Dependency = "dependency",
    }
);

/// Why a proven-unsent operation could not go out, and whether the job must stand still for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotApplied {
    /// No connection.
    Offline,
    /// 401.
    Unauthorized,
    /// 301, 302, 307, 308: the address moved. Redirects are never followed.
    Moved,
    /// 407: a proxy wants credentials.
    Proxy,
    /// The permit ran out.
    PermitExpired,
}

/// What an answer means for an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Applied; the body fits.
    Applied,
    /// A delete found nothing.
    AlreadyAbsent,
    /// Neither applied nor not applied is proven.
    Unknown,
    /// Something that is not the server answered with a web page: unknown, and the way to the server is in doubt.
    UnknownPortal,
    /// Proven not applied; to be sent again.
    NotApplied(NotApplied),
    /// Proven not applied; the server asks to slow down.
    Throttled(Option<RetryAfter>),
    /// 409 on a create: somebody has the name, perhaps we ourselves.
    Duplicate,
    /// A definite answer that only a look at the server explains (409 "already a member", 400 noTarget).
    Look(FailureClass),
    /// A chunk with a bad member: halve it.
    Bisect(FailureClass),
    /// 412: the target has moved.
    Conflict,
    /// Proven not applied, for good.
    Failed(FailureClass),
}

/// Decides what `answer` means for an operation of `kind` (queue.md §3.2).
pub fn classify(kind: OpKind, answer: &Answer) -> Outcome {
    match answer {
        Answer::Status {
            status,
            body,
            retry_after,
            scim_type,
            ..
        } => by_status(kind, *status, body, *retry_after, scim_type.as_deref()),
        Answer::NotSent { .. } => Outcome::NotApplied(NotApplied::Offline),
        Answer::NoAnswer { .. } => Outcome::Unknown,
        Answer::PermitExpired => Outcome::NotApplied(NotApplied::PermitExpired),
        Answer::Unsendable { .. } => Outcome::Failed(FailureClass::Unsendable),
    }
}

fn by_status(
    kind: OpKind,
    status: u16,
    body: &Body,
    retry_after: Option<RetryAfter>,
    scim_type: Option<&str>,
) -> Outcome {
    use FailureClass as F;
    let taken = scim_type.is_some_and(|t| t.eq_ignore_ascii_case("uniqueness"));
    match status {
        // Not every server has 409 for what exists already (Q-ERR-03), and such a status means other things too.
        400 | 403 | 404 | 422 if taken && kind == OpKind::Create => Outcome::Look(F::Refused),
        200 | 201 | 204 => success(kind, status, body),
        301 | 302 | 307 | 308 => Outcome::NotApplied(NotApplied::Moved),
        401 => Outcome::NotApplied(NotApplied::Unauthorized),
        407 => Outcome::NotApplied(NotApplied::Proxy),
        400 => match kind {
            kind if kind.is_chunk() || kind.travels_in_chunk() => Outcome::Bisect(F::Invalid),
            // The path matched nothing, which is also what a repeated removal answers.
            OpKind::Patch if scim_type.is_some_and(|t| t.eq_ignore_ascii_case("noTarget")) => {
                Outcome::Look(F::Invalid)
            }
            _ => Outcome::Failed(F::Invalid),
        },
        403 => Outcome::Failed(F::Forbidden),
        404 | 410 => match kind {
            OpKind::Delete => Outcome::AlreadyAbsent,
            kind if kind.is_chunk() || kind.travels_in_chunk() => Outcome::Bisect(F::NotFound),
            _ => Outcome::Failed(F::NotFound),
        },
        409 => match kind {
            OpKind::Create => Outcome::Duplicate,
            // Old servers answer 409 for "already a member".
            OpKind::AddMembers | OpKind::AddMember | OpKind::RemoveMembers | OpKind::RemoveMember => {
                Outcome::Look(F::Refused)
            }
            OpKind::Replace | OpKind::Patch => Outcome::Failed(F::Uniqueness),
            OpKind::Activate | OpKind::Deactivate | OpKind::Delete => Outcome::Failed(F::Refused),
        },
        412 => Outcome::Conflict,
        413 => match kind {
            kind if kind.is_chunk() => Outcome::Bisect(F::TooLarge),
            _ => Outcome::Failed(F::TooLarge),
        },
        405 | 501 => Outcome::Failed(F::Unsupported),
        423 | 425 | 429 => Outcome::Throttled(retry_after),
        503 if retry_after.is_some() => Outcome::Throttled(retry_after),
        // A proxy or the client's own side gave up waiting: the server may go on.
        408 | 499 => Outcome::Unknown,
        _ if (400..500).contains(&status) => Outcome::Failed(F::Refused),
        _ => Outcome::Unknown,
    }
}

fn success(kind: OpKind, status: u16, body: &Body) -> Outcome {
    match (kind, body) {
        (_, Body::Unreadable { web_page: true }) => Outcome::UnknownPortal,
        // Nothing a delete answers with can be misread: the status alone decides.
        (OpKind::Delete, Body::Empty | Body::Resource(_)) => Outcome::Applied,
        (OpKind::Create, Body::Resource(r)) if r.id().is_some() && status != 204 => Outcome::Applied,
        // Without an id nobody can tell which resource it became.
        (OpKind::Create, _) => Outcome::Unknown,
        (_, Body::Empty | Body::Resource(_)) => Outcome::Applied,
        (_, Body::Unreadable { web_page: false }) => Outcome::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use rollcall_scim::Resource;
    use serde_json::json;

    use super::*;

    fn answer(status: u16, body: Body, retry_after: Option<RetryAfter>) -> Answer {
        Answer::Status {
            status,
            body,
            retry_after,
            scim_type: None,
            message: String::new(),
        }
    }

    fn user() -> Body {
        Body::Resource(Resource::from_value(json!({"id": "1", "userName": "a"})).unwrap())
    }

    // Q-GRP-04, Q-RATE-01
    #[test]
    fn every_status_of_every_kind_has_the_meaning_of_the_table() {
        for &kind in OpKind::ALL {
            for status in 100..=599u16 {
                let outcome = classify(kind, &answer(status, Body::Empty, None));
                let chunk = kind.is_chunk() || kind.travels_in_chunk();
                let fits = match status {
                    200 | 201 | 204 if kind == OpKind::Create => outcome == Outcome::Unknown,
                    200 | 201 | 204 => outcome == Outcome::Applied,
                    301 | 302 | 307 | 308 => outcome == Outcome::NotApplied(NotApplied::Moved),
                    401 => outcome == Outcome::NotApplied(NotApplied::Unauthorized),
                    407 => outcome == Outcome::NotApplied(NotApplied::Proxy),
                    404 | 410 if kind == OpKind::Delete => outcome == Outcome::AlreadyAbsent,
                    400 | 404 | 410 if chunk => matches!(outcome, Outcome::Bisect(_)),
                    413 if kind.is_chunk() => matches!(outcome, Outcome::Bisect(_)),
                    409 if kind == OpKind::Create => outcome == Outcome::Duplicate,
                    409 if chunk => matches!(outcome, Outcome::Look(_)),
                    412 => outcome == Outcome::Conflict,
                    423 | 425 | 429 => outcome == Outcome::Throttled(None),
                    408 | 499 => outcome == Outcome::Unknown,
                    405 | 501 => outcome == Outcome::Failed(FailureClass::Unsupported),
                    400..=499 => matches!(outcome, Outcome::Failed(_)),
                    _ => outcome == Outcome::Unknown,
                };
                assert!(fits, "{kind} answered {status} was read as {outcome:?}");
            }
        }
    }

    // Q-ERR-02
    #[test]
    fn a_server_error_is_never_taken_for_a_failure() {
        for status in (500..=599).filter(|s| *s != 501) {
            for &kind in OpKind::ALL {
                let outcome = classify(kind, &answer(status, Body::Empty, None));
                assert_eq!(
                    outcome,
                    Outcome::Unknown,
                    "{kind} {status}: it may have been applied before the error"
                );
            }
        }
    }

    // Q-RATE-01
    #[test]
    fn retry_after_makes_503_a_wait_and_its_absence_an_unknown() {
        let wait = Some(RetryAfter::Ms(3_000));
        assert_eq!(
            classify(OpKind::Create, &answer(503, Body::Empty, wait)),
            Outcome::Throttled(wait),
            "the server says it did not take the request"
        );
        assert_eq!(
            classify(OpKind::Create, &answer(503, Body::Empty, None)),
            Outcome::Unknown,
            "nothing says so"
        );
        assert_eq!(
            classify(OpKind::Create, &answer(500, Body::Empty, wait)),
            Outcome::Unknown,
            "Retry-After on another error proves nothing"
        );
    }

    // Q-ERR-03
    #[test]
    fn a_created_user_without_a_readable_id_is_unknown() {
        assert_eq!(
            classify(OpKind::Create, &answer(201, user(), None)),
            Outcome::Applied,
            "id and echo"
        );
        let cut = Body::Unreadable { web_page: false };
        assert_eq!(
            classify(OpKind::Create, &answer(201, cut, None)),
            Outcome::Unknown,
            "cut body"
        );
        let no_id = Body::Resource(Resource::from_value(json!({"userName": "a"})).unwrap());
        assert_eq!(
            classify(OpKind::Create, &answer(201, no_id, None)),
            Outcome::Unknown,
            "no id"
        );
    }

    #[test]
    fn a_web_page_with_status_200_is_no_success_and_no_failure() {
        for &kind in OpKind::ALL {
            let outcome = classify(kind, &answer(200, Body::Unreadable { web_page: true }, None));
            assert_eq!(
                outcome,
                Outcome::UnknownPortal,
                "{kind}: a captive portal answers 200 to everything"
            );
        }
    }

    #[test]
    fn what_never_left_is_not_applied_and_what_was_cut_off_is_unknown() {
        for &kind in OpKind::ALL {
            let refused = Answer::NotSent {
                message: "refused".into(),
            };
            assert_eq!(
                classify(kind, &refused),
                Outcome::NotApplied(NotApplied::Offline),
                "{kind}"
            );
            let reset = Answer::NoAnswer {
                timed_out: false,
                message: "reset".into(),
            };
            assert_eq!(classify(kind, &reset), Outcome::Unknown, "{kind}");
            assert_eq!(
                classify(kind, &Answer::PermitExpired),
                Outcome::NotApplied(NotApplied::PermitExpired),
                "{kind}"
            );
        }
    }
}
