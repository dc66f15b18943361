//! A create whose outcome is unknown, or that was answered 409: is the user there, and is it ours?

use rollcall_scim::Resource;

use super::lookup::{Found, Wanted, find};
use super::made::created_ms;
use super::preflight::{may_upsert, refuses_twins};
use super::{Verdict, Why, from_failure, send_again};
use crate::compare::{convergence, shows_body};
use crate::runner::Context;
use crate::store::{OpRecord, Step};
use crate::{Base, Change, Preflight, Proof, Saying};

/// Whether a user that was found is the one we created.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Whose {
    Ours,
    Foreign(String),
    Unsure(String),
}

pub async fn verify(
    context: &Context,
    op: &OpRecord,
    body: &Resource,
    preflight: Preflight,
    why: Why,
) -> Verdict {
    let wanted = Wanted::from_body(&op.resource_type, body);
    let found = match find(context, wanted).await {
        Ok(found) => found,
        Err(failure) => {
            return from_failure(failure, |message| Step::NeedsHuman { message });
        }
    };
    match found {
        Found::Hits(hits) => match hits.as_slice() {
            [hit] => one_hit(context, op, body, preflight, why, wanted, hit),
            hits => {
                context.knowledge.duplicate_seen();
                let ids: Vec<&str> = hits.iter().filter_map(Resource::id).collect();
                Verdict::step(Step::NeedsHuman {
                    message: Saying::Several.with(&[("count", &hits.len()), ("ids", &ids.join(", "))]),
                })
            }
        },
        Found::Nobody => nobody(context, op, why),
        Found::NoWay(message) => no_way(context, op, message),
    }
}

fn one_hit(
    context: &Context,
    op: &OpRecord,
    body: &Resource,
    preflight: Preflight,
    why: Why,
    wanted: Wanted<'_>,
    hit: &Resource,
) -> Verdict {
    let sent = op.first_sent_ms.unwrap_or(i64::MAX);
    let absent_before = matches!(preflight, Preflight::Absent { .. });
    let model = context.executor.model(&op.resource_type);
    let mut comparable = body.clone();
    if hit.external_id().is_none() {
        // A server that drops externalId is not thereby showing another person.
        comparable
            .0
            .retain(|name, _| !name.eq_ignore_ascii_case("externalId"));
    }
    let equal = shows_body(model.as_deref(), &comparable, hit);
    let earliest = sent.saturating_sub(context.config.skew_ms);
    match whose(wanted, body, hit, absent_before, earliest, equal) {
        Whose::Ours => {
            context.knowledge.learn_user(hit);
            let step = adopt(context, op, body, hit, equal);
            let older = created_ms(hit).is_some_and(|created| created < earliest);
            Verdict::step(if older {
                had_before(context, step, hit)
            } else {
                step
            })
        }
        Whose::Foreign(message) => Verdict::step(Step::Conflict { message }),
        // A first send that was refused cannot have made it: somebody else did.
        Whose::Unsure(message) if matches!(why, Why::Duplicate | Why::Look(_)) && op.attempts <= 1 => {
            Verdict::step(Step::Conflict { message })
        }
        Whose::Unsure(message) => Verdict::step(Step::NeedsHuman { message }),
    }
}

/// Ours: the externalId is exactly ours under our name; or, where the server shows no externalId of ours, the name was
/// absent before, the resource is not older than our first send, and every attribute is as we sent it.
fn whose(
    wanted: Wanted<'_>,
    body: &Resource,
    hit: &Resource,
    absent_before: bool,
    earliest_ms: i64,
    equal: bool,
) -> Whose {
    let id = hit.id().unwrap_or("?");
    let named = wanted.has_name(hit);
    match (body.external_id(), hit.external_id()) {
        (Some(ours), Some(theirs)) if ours == theirs => {
            if named || wanted.name.is_none() {
                Whose::Ours
            } else {
                Whose::Unsure(format!(
                    "the resource {id} carries this externalId under another name"
                ))
            }
        }
        (Some(_), Some(_)) => Whose::Foreign(format!(
            "the name belongs to the resource {id}, which has another externalId"
        )),
        _ if !absent_before => Whose::Unsure(format!(
            "the resource {id} has this name; whether it was there before this job is not known"
        )),
        _ => match created_ms(hit) {
            Some(created) if created >= earliest_ms && equal => Whose::Ours,
            Some(created) if created < earliest_ms => Whose::Unsure(format!(
                "the resource {id} has this name and is older than this job's request"
            )),
            Some(_) => Whose::Unsure(format!("the resource {id} has this name and different values")),
            None => Whose::Unsure(format!(
                "the resource {id} has this name and does not say when it was created"
            )),
        },
    }
}

/// Takes the user as the result of our own request; brings it to what was wanted by PATCH if it differs.
pub(super) fn adopt(context: &Context, op: &OpRecord, body: &Resource, hit: &Resource, equal: bool) -> Step {
    let id = hit.id().unwrap_or_default().to_owned();
    let mut follow_up = None;
    if !equal && let Some(model) = context.executor.model(&op.resource_type) {
        let operations = convergence(&model, body, hit);
        if !operations.is_empty() {
            let base = Base {
                resource: hit.clone(),
                version: hit.version().map(str::to_owned),
            };
            follow_up = Some(Box::new(Change::patch(id.clone(), &operations, base)));
        }
    }
    Step::Succeeded {
        proof: Proof::Adopted,
        server_id: Some(id),
        note: Some(Saying::FoundAfter.into()),
        follow_up,
    }
}

/// The same person, and older than what was sent: nothing was made, so there is nothing to take back. Where a create
/// may change somebody, nobody can say how they were before it.
fn had_before(context: &Context, step: Step, hit: &Resource) -> Step {
    if may_upsert(context) {
        return Step::NeedsHuman {
            message: Saying::ExistingChanged.with(&[("id", &hit.id().unwrap_or("?"))]),
        };
    }
    nothing_made(step)
}

/// The same end, of somebody who was there before: nothing was made.
pub(super) fn nothing_made(step: Step) -> Step {
    match step {
        Step::Succeeded {
            server_id, follow_up, ..
        } => Step::Succeeded {
            proof: Proof::AlreadySo,
            server_id,
            note: Some(Saying::HadBefore.into()),
            follow_up,
        },
        other => other,
    }
}

/// Nobody there: believed when seen twice, a read lag apart.
fn nobody(context: &Context, op: &OpRecord, why: Why) -> Verdict {
    // The refusal was about something else.
    if let Why::Look(class) = why {
        return Verdict::step(Step::Failed {
            class,
            message: Saying::RefusedSeen.into(),
        });
    }
    let lag = context.config.read_lag_ms.max(1);
    let now = context.clock.now().wall_ms;
    let seen = op.absent_seen.saturating_add(1);
    if why == Why::Duplicate || op.taken {
        if seen >= 3 {
            return Verdict::step(Step::NeedsHuman {
                message: Saying::TakenHidden.into(),
            });
        }
        return Verdict::step(Step::Verifying {
            absent_seen: seen,
            tries: op.verify_tries,
            taken: true,
            not_before_ms: now.saturating_add(lag.saturating_mul(i64::from(seen))),
            message: Saying::TakenUnseen.into(),
        });
    }
    if seen >= 2 {
        return Verdict::step(send_again(context, op));
    }
    Verdict::step(Step::Verifying {
        absent_seen: seen,
        tries: op.verify_tries,
        taken: false,
        not_before_ms: now.saturating_add(lag),
        message: Saying::LookingAgain.into(),
    })
}

/// No way to look: only a server known to refuse a second user of the same name may be asked again.
fn no_way(context: &Context, op: &OpRecord, message: String) -> Verdict {
    if refuses_twins(context) && !op.taken {
        Verdict::step(send_again(context, op))
    } else {
        Verdict::step(Step::NeedsHuman {
            message: Saying::CreatedUnknown.with(&[("message", &message)]),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn resource(value: serde_json::Value) -> Resource {
        Resource::from_value(value).unwrap()
    }

    fn judge(body: &Resource, hit: &Resource, absent: bool, equal: bool) -> Whose {
        // 2026-01-02T00:00:00Z
        whose(
            Wanted::from_body("User", body),
            body,
            hit,
            absent,
            1_767_312_000_000,
            equal,
        )
    }

    #[test]
    fn the_same_external_id_under_the_same_name_is_ours_even_when_values_differ() {
        let body = resource(json!({"userName": "anna", "externalId": "E1"}));
        let hit = resource(json!({"id": "7", "userName": "Anna", "externalId": "E1"}));
        assert_eq!(
            judge(&body, &hit, false, false),
            Whose::Ours,
            "it is converged, not duplicated"
        );
    }

    #[test]
    fn the_same_name_with_another_external_id_is_somebody_else() {
        let body = resource(json!({"userName": "anna", "externalId": "E1"}));
        let hit = resource(json!({"id": "7", "userName": "anna", "externalId": "E2"}));
        assert!(
            matches!(judge(&body, &hit, true, true), Whose::Foreign(_)),
            "never touched"
        );
    }

    #[test]
    fn the_same_external_id_in_another_case_is_not_ours() {
        let body = resource(json!({"userName": "anna", "externalId": "e1"}));
        let hit = resource(json!({"id": "7", "userName": "anna", "externalId": "E1"}));
        assert!(
            matches!(judge(&body, &hit, true, true), Whose::Foreign(_)),
            "externalId is case-exact (RFC 7643 §3.1)"
        );
    }

    #[test]
    fn without_an_external_id_only_a_young_equal_user_of_an_absent_name_is_adopted() {
        let body = resource(json!({"userName": "anna"}));
        let young =
            resource(json!({"id": "7", "userName": "anna", "meta": {"created": "2026-01-02T00:00:01Z"}}));
        let old =
            resource(json!({"id": "7", "userName": "anna", "meta": {"created": "2025-12-01T00:00:00Z"}}));
        let ageless = resource(json!({"id": "7", "userName": "anna"}));
        assert_eq!(
            judge(&body, &young, true, true),
            Whose::Ours,
            "all four signs agree"
        );
        assert!(
            matches!(judge(&body, &young, false, true), Whose::Unsure(_)),
            "it may have been there before"
        );
        assert!(
            matches!(judge(&body, &young, true, false), Whose::Unsure(_)),
            "different values"
        );
        assert!(
            matches!(judge(&body, &old, true, true), Whose::Unsure(_)),
            "older than the request"
        );
        assert!(
            matches!(judge(&body, &ageless, true, true), Whose::Unsure(_)),
            "no date, no proof"
        );
    }

    #[test]
    fn our_external_id_under_another_name_goes_to_a_person() {
        let body = resource(json!({"userName": "anna", "externalId": "E1"}));
        let hit = resource(json!({"id": "7", "userName": "berta", "externalId": "E1"}));
        assert!(
            matches!(judge(&body, &hit, true, true), Whose::Unsure(_)),
            "two facts contradict each other"
        );
    }
}
