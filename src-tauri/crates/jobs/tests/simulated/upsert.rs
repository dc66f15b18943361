//! A server that changes who is there where it is asked to make somebody (Q-ERR-03).

use std::sync::Arc;

use rollcall_jobs::*;
use rollcall_scim::Resource;
use serde_json::json;

use crate::sim::job::{create, head, person, row, write};
use crate::sim::scripted::{Scripted, status};
use crate::sim::server::Profile;
use crate::sim::{World, virtual_time};

const PEOPLE: u64 = 60;

/// Everybody is there already, unseen by the plan, and a create is answered with who was changed. How each row ended.
async fn ends(uniqueness: Uniqueness, answered: u16) -> Vec<(RowState, Option<String>)> {
    let world = World::new(1, Profile::calm());
    let rows = (1..=PEOPLE)
        .map(|n| row(n, Action::Create, vec![create(n)]))
        .collect();
    let job = write(&world.store, head(uniqueness), rows).await;
    for n in 1..=PEOPLE {
        let mut there = person(n).to_value();
        there["id"] = json!(format!("old{n}"));
        there["externalId"] = json!("somebody else's");
        there["meta"] = json!({"created": "2020-01-01T00:00:00Z", "lastModified": "2020-06-01T00:00:00Z"});
        world.server.put_user(there);
    }
    let behind = Arc::clone(&world.server);
    let server = Scripted::new(&world.server, move |request| {
        let Change::Create { body, .. } = &request.change else {
            return None;
        };
        let existing = behind
            .users()
            .into_iter()
            .find(|u| u.user_name() == body.user_name())?;
        let mut changed = body.to_value();
        changed["id"] = json!(existing.id());
        changed["meta"] = existing.get_ci("meta").cloned()?;
        let mut answer = status(answered);
        if let Answer::Status { body, .. } = &mut answer {
            *body = Body::Resource(Resource::from_value(changed)?);
        }
        Some(answer)
    });
    world.life_with(world.store.clone(), server, job).await;
    world
        .store
        .rows(job)
        .into_iter()
        .map(|row| (row.state, row.message))
        .collect()
}

#[test]
fn q_err_03_a_create_answered_with_somebody_older_is_not_called_created_and_the_rest_is_looked_for_first() {
    virtual_time().block_on(async {
        for answered in [200, 201] {
            let ends = ends(Uniqueness::Declared, answered).await;
            let made = ends
                .iter()
                .filter(|(state, _)| *state == RowState::Succeeded)
                .count();
            assert_eq!(made, 0, "nobody was created: {ends:?}");
            let changed: Vec<_> = ends
                .iter()
                .filter(|(state, _)| *state == RowState::NeedsHuman)
                .collect();
            assert!(
                !changed.is_empty() && changed.len() <= 16,
                "only what was under way: {}",
                changed.len()
            );
            for (_, message) in changed {
                let said = message.as_deref().and_then(Said::read).map(|said| said.code);
                assert_eq!(said, Some(Saying::ExistingChanged), "{message:?}");
            }
        }
    });
}

#[test]
fn q_err_03_on_a_server_known_to_upsert_every_name_is_looked_for_and_nobody_is_changed() {
    virtual_time().block_on(async {
        let ends = ends(Uniqueness::Upserts, 200).await;
        assert!(
            ends.iter().all(|(state, _)| *state == RowState::Conflict),
            "the plan's look is fresh, and not enough: {ends:?}"
        );
    });
}
